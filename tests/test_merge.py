"""Two organisations that are one: what moves, what stays, what the public reads before and after, and who may."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from initiatives import actions, editions
from initiatives.choices import May, Role, State, UserRole
from initiatives.models import (
    Assignment,
    Initiative,
    Organisation,
    OrganisationName,
    Participation,
    StatusUpdate,
    User,
)
from tests.admin.pages import as_, change, filled
from tests.factories import (
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_update,
    make_user,
)
from tests.views.world import days_ago

pytestmark = pytest.mark.django_db


def administrator() -> User:
    return make_user("", UserRole.ADMINISTRATOR)


def merge(keep: Organisation, merged: Organisation, **given: Any) -> Organisation:
    return actions.merge_organisations(keep=keep, merge=merged, by=given.pop("by", None) or administrator(), **given)


def refusal(keep: Organisation, merged: Organisation, **given: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        merge(keep, merged, **given)
    return refused.value.messages


def pair() -> tuple[Organisation, Organisation]:
    kept = make_organisation("United Nations", slug="un", acronym="UN")
    return kept, make_organisation("U.N. Organization", slug="uno", acronym="UNO")


def parts_of(initiative: Initiative) -> list[tuple[str, str, bool, int, str]]:
    rows = Participation.objects.filter(initiative=initiative).order_by("role", "organisation__name")
    return list(rows.values_list("organisation__name", "role", "is_lead", "order", "named_as"))


def names_of(organisation: Organisation) -> list[tuple[str, str]]:
    return list(organisation.names.order_by("name").values_list("name", "language"))


def table(address: str) -> list[dict[str, str]]:
    content = b"".join(Client().get(address))
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


# -- what moves


def test_parts_move_but_where_the_kept_one_has_the_same_role_and_a_lead_stays_a_lead() -> None:
    kept, old = pair()
    both, alone = make_initiative("Both", leads=[], public=False), make_initiative("Alone", leads=[old])
    for organisation, role, is_lead, order, named in (
        (kept, Role.FUNDING, False, 4, "the UN"),
        (old, Role.FUNDING, True, 1, "the Organization"),
        (old, Role.MONITOR, False, 2, "the monitors"),
    ):
        Participation.objects.create(
            initiative=both, organisation=organisation, role=role, is_lead=is_lead, order=order, named_as=named
        )
    merge(kept, old)
    assert (parts_of(both), parts_of(alone), old.participations.count()) == (
        [
            ("United Nations", Role.FUNDING, True, 1, "the UN"),
            ("United Nations", Role.MONITOR, False, 2, "the monitors"),
        ],
        [("United Nations", Role.ACCOUNTABLE, True, 0, "")],
        0,
    )  # fmt: skip


def test_assignments_and_people_move_and_the_wider_right_holds() -> None:
    kept, old = pair()
    both, alone = make_initiative("Both"), make_initiative("Alone")
    Assignment.objects.create(initiative=both, organisation=kept, may=May.CONTRIBUTE)
    Assignment.objects.create(initiative=both, organisation=old, may=May.EDIT)
    Assignment.objects.create(initiative=alone, organisation=old, may=May.CONTRIBUTE)
    make_user("samir", organisation=old)
    make_user("lina", organisation=old, is_active=False)
    merge(kept, old)
    rows = Assignment.objects.order_by("initiative__title").values_list(
        "initiative__title", "organisation__name", "may"
    )
    assert (list(rows), sorted(kept.users.values_list("username", flat=True)), old.users.count()) == (
        [("Alone", "United Nations", May.CONTRIBUTE), ("Both", "United Nations", May.EDIT)],
        ["lina", "samir"],
        0,
    )


def test_names_become_other_names_each_once_in_whatever_spelling() -> None:
    kept, old = pair()
    make_initiative(leads=[old])
    OrganisationName.objects.create(organisation=kept, name="Nations Unies", language="fr")
    for name, language in (("NATIONS  UNIES", ""), ("un", ""), ("Naciones Unidas", "es")):
        OrganisationName.objects.create(organisation=old, name=name, language=language)
    merge(kept, old)
    assert (names_of(kept), names_of(old)) == (
        [("Naciones Unidas", "es"), ("Nations Unies", "fr"), ("U.N. Organization", ""), ("UNO", "")],
        [],
    )


def test_claims_keep_who_said_them_drafts_too() -> None:
    kept, old = pair()
    initiative = make_initiative()
    make_update(initiative, said_by=old, headline="Said")
    make_draft(initiative, said_by=old, headline="Not yet")
    merge(kept, old)
    said = StatusUpdate.objects.order_by("pk").values_list("headline", "said_by__name", "said_by__merged_into__name")
    assert list(said) == [
        ("Said", "U.N. Organization", "United Nations"),
        ("Not yet", "U.N. Organization", "United Nations"),
    ]


def test_every_initiative_that_was_touched_has_a_newer_version_and_all_say_who_did_it() -> None:
    kept, old = pair()
    touched, other = make_initiative(leads=[old]), make_initiative(leads=[kept])
    Assignment.objects.create(initiative=touched, organisation=old)
    before = {row.pk: row.version for row in (touched, other)}
    amal = administrator()
    merge(kept, old, by=amal)
    versions = dict(Initiative.objects.values_list("pk", "version"))
    newest = [
        row.history.first() for row in (kept, old, touched, touched.participations.get(), kept.names.earliest("pk"))
    ]
    assert [versions[pk] - version for pk, version in before.items()] == [1, 0]
    assert [(record.history_user, record.history_change_reason) for record in newest] == [
        (amal, "another one merged into it"), (amal, "merged"), *[(amal, "organisations merged")] * 3,
    ]  # fmt: skip


def test_a_form_of_the_initiative_that_was_opened_before_is_refused() -> None:
    kept, old = pair()
    initiative = make_initiative(leads=[old], public=False)
    seen = initiative.version
    merge(kept, old)
    with pytest.raises(actions.Conflict):
        actions.open_to_public(initiative=initiative, by=make_publisher(), seen_version=seen)


def test_chains_are_flat_however_often_one_is_merged() -> None:
    first, second, third = (make_organisation(name, slug=name) for name in ("first", "second", "third"))
    initiative = make_initiative(leads=[first])
    make_update(initiative, said_by=first)
    merge(second, first)
    merge(third, second)
    rows = Organisation.objects.filter(slug__in=["first", "second", "third"])
    assert set(rows.values_list("name", "merged_into__name")) == {
        ("first", "third"), ("second", "third"), ("third", None),
    }  # fmt: skip
    answers = [Client().get(f"/organisations/{slug}/") for slug in ("first", "second")]
    assert [(each.status_code, each.headers["Location"]) for each in answers] == [(301, "/organisations/third/")] * 2


# -- what is refused


def test_itself_a_ring_and_a_second_merge_are_refused_in_words() -> None:
    kept, old = pair()
    other = make_organisation("Other")
    itself = refusal(kept, kept)
    merge(kept, old)
    assert (itself, refusal(old, kept), refusal(old, other), refusal(other, old)) == (
        ["An organisation cannot be merged into itself."],
        ["U.N. Organization was itself merged into United Nations. Keep United Nations instead."],
        ["U.N. Organization was itself merged into United Nations. Keep United Nations instead."],
        ["U.N. Organization was merged into United Nations already."],
    )


def test_a_group_and_an_organisation_are_merged_only_when_somebody_says_so() -> None:
    kept, _old = pair()
    group = make_organisation("Host Nations", is_collective=True)
    said = [
        "One of the two is a group, which is never counted as an organisation. Say that they are the same all the same."
    ]
    assert (refusal(kept, group), refusal(group, kept)) == (said, said)
    merge(kept, group, mixes_collective=True)
    group.refresh_from_db()
    assert group.merged_into == kept


def test_what_changed_since_the_plan_was_shown_is_refused_and_nothing_has_moved() -> None:
    kept, old = pair()
    initiative = make_initiative(leads=[old])
    seen = actions.plan_merge(keep=kept, merge=old).seen
    make_initiative(leads=[old])
    said = refusal(kept, old, seen=seen)
    old.refresh_from_db()
    assert (said, old.merged_into, [row[0] for row in parts_of(initiative)]) == (
        ["This changed since you opened it. Look at it again, then decide."],
        None,
        ["U.N. Organization"],
    )


@pytest.mark.parametrize("roles", [[UserRole.EDITOR], [UserRole.PUBLISHER]])
def test_only_administrators_merge(roles: list[str]) -> None:
    kept, old = pair()
    with pytest.raises(PermissionDenied):
        merge(kept, old, by=make_user("", *roles))
    assert Organisation.objects.filter(merged_into=None).count() == 2


@pytest.mark.parametrize("public", [(), ("kept",), ("old",), ("kept", "old")])
def test_the_edition_is_counted_once_if_either_was_public(public: tuple[str, ...]) -> None:
    kept, old = pair()
    for name, organisation in (("kept", kept), ("old", old)):
        for is_public in (True, False):
            make_initiative(leads=[organisation], public=is_public and name in public)
    before = editions.number()
    merge(kept, old)
    assert editions.number() - before == int(bool(public))


# -- what the public reads


def world() -> tuple[Organisation, Organisation]:
    """Both lead one initiative, the old one takes part in another, and each has said something."""
    kept, old = pair()
    first, second = make_initiative("First", leads=[kept]), make_initiative("Second", leads=[old])
    Participation.objects.create(initiative=first, organisation=old, role=Role.MONITOR)
    make_update(first, as_of=days_ago(3), said_by=kept, headline="Said by the kept one")
    make_update(second, as_of=days_ago(2), said_by=old, headline="Said by the old one")
    make_update(second, as_of=days_ago(1), said_by=old, named_as="the Organization", headline="Said under another name")
    return kept, old


def figures(slug: str) -> tuple[int, int, int]:
    page = Client().get(f"/organisations/{slug}/").context["page"]
    return page.leads_count, page.parts_count, page.said_count


def rows(address: str, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row[column] for column in columns) for row in table(address)]


def test_totals_roll_up_on_the_page_the_lists_and_in_the_files() -> None:
    kept, old = world()
    before = (figures("un"), figures("uno"), rows("/organisations.csv", "slug", "leads_count"))
    merge(kept, old)
    assert before == ((1, 1, 1), (1, 2, 2), [("uno", "1"), ("un", "1")])
    assert (figures("un"), rows("/organisations.csv", "slug", "leads_count")) == ((2, 2, 3), [("un", "2")])
    assert rows("/initiatives.csv?lead=un&sort=title", "title", "lead_organisations", "other_organisations") == [
        ("First", "United Nations", ""),
        ("Second", "United Nations", ""),
    ]
    assert rows("/updates.csv?organisation=un", "headline", "said_by") == [
        ("Said under another name", "the Organization"),
        ("Said by the old one", "U.N. Organization"),
        ("Said by the kept one", "United Nations"),
    ]
    facet = next(one for one in Client().get("/updates/").context["selection"].facets if one.name == "organisation")
    assert [(option.value, option.label, option.count) for option in facet.options] == [("un", "United Nations", 3)]


def test_claims_show_who_said_them_and_link_to_the_page_that_stands() -> None:
    kept, old = world()
    merge(kept, old)
    second = Initiative.objects.get(title="Second")
    html = Client().get(second.get_absolute_url()).content.decode()
    assert '<a href="/organisations/un/"><bdi>U.N. Organization</bdi></a>' in html
    assert "/organisations/uno/" not in html
    page = Client().get("/organisations/un/").context["page"]
    assert [(change.speaker.name, change.speaker.key) for change in page.said] == [
        ("the Organization", "un"), ("U.N. Organization", "un"), ("United Nations", "un"),
    ]  # fmt: skip
    assert page.also_named == ("UN", "U.N. Organization", "UNO")


@pytest.mark.parametrize("address", ["/initiatives", "/updates"])
@pytest.mark.parametrize("parameter", ["lead", "organisation"])
def test_a_former_address_as_a_filter_is_the_kept_one_and_is_never_listed(address: str, parameter: str) -> None:
    if (address, parameter) == ("/updates", "lead"):
        return
    kept, old = world()
    merge(kept, old)
    assert table(f"{address}.csv?{parameter}=uno") == table(f"{address}.csv?{parameter}=un") != []
    page = Client().get(f"{address}/?{parameter}=uno").content.decode()
    assert f'rel="canonical" href="http://127.0.0.1:8000{address}/?{parameter}=un"' in page
    wrong = Client().get(f"{address}.csv?{parameter}=nobody")
    said = b"".join(wrong).decode() if wrong.streaming else wrong.content.decode()
    assert (wrong.status_code, "un (United Nations)" in said, "uno" in said) == (400, True, False)


def test_one_that_only_its_merged_one_speaks_for_is_public() -> None:
    kept, old = pair()
    make_update(make_initiative(leads=[make_organisation("Other")]), said_by=old)
    assert Client().get("/organisations/un/").status_code == 404
    merge(kept, old)
    assert figures("un") == (0, 0, 1)
    assert {row["slug"] for row in table("/organisations.csv")} == {"other", "un"}
    assert [row["slug"] for row in table("/organisations.csv?crisis=gza&q=united")] == ["un"]


# -- what stays hidden (P1)


def everything(*addresses: str) -> str:
    """All that is answered, but for what counts editions and says nothing of what is in them."""
    answers = [Client().get(address) for address in addresses]
    for each in answers:
        for name in ("ETag", "Last-Modified"):
            each.headers.pop(name, None)
    bodies = (b"".join(each) if each.streaming else each.content for each in answers)
    return "".join(
        f"{each.status_code}{each.headers}{body.decode()}" for each, body in zip(answers, bodies, strict=True)
    )


@time_machine.travel(dt.datetime.now(dt.UTC), tick=False)  # pages print the minute
def test_what_the_public_never_saw_stays_hidden_and_its_address_answers_as_one_that_never_was() -> None:
    kept, _old = world()
    hidden = make_organisation(
        "Kanary Group", slug="kanary-group", acronym="KNRY", website="https://kanary.example.org"
    )
    OrganisationName.objects.create(organisation=hidden, name="Kanary by another name")
    draft = make_initiative("Kanary draft", leads=[hidden], public=False)
    make_draft(draft, said_by=hidden)
    public = (
        "/", "/organisations/", "/organisations/un/", "/initiatives/", "/updates/", "/organisations.csv",
        "/initiatives.csv", "/updates.csv", "/organisations/?q=kanary", "/initiatives/?organisation=nobody",
    )  # fmt: skip
    before = everything(*public)
    merge(kept, hidden)
    assert everything(*public) == before
    assert "anary" not in before.replace("q=kanary", "").replace("“kanary”", "").replace('value="kanary"', "")
    gone, never = (Client().get(f"/organisations/{slug}/") for slug in ("kanary-group", "never-was-there"))
    assert (gone.status_code, gone.content) == (404, never.content)
    asked = [everything(f"/updates.csv?organisation={slug}") for slug in ("kanary-group", "xxxxxx-xxxxx")]
    assert asked[0].replace("kanary-group", "xxxxxx-xxxxx") == asked[1]
    hidden.refresh_from_db()
    assert (hidden.slug.startswith("merged-"), str(hidden.pk) == hidden.slug.removeprefix("merged-")) == (True, False)
    assert ([name for name, _language in names_of(hidden)], names_of(kept)) == (["Kanary by another name"], [])


def test_a_draft_that_a_merged_one_said_tells_of_neither_until_it_is_published() -> None:
    kept, old = pair()
    claim = make_draft(make_initiative(), said_by=old)
    merge(kept, old)
    hidden = [Client().get(f"/organisations/{slug}/").status_code for slug in ("un", "uno")]
    actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version)
    assert (hidden, figures("un"), StatusUpdate.objects.get(pk=claim.pk).state) == (
        [404, 404],
        (0, 0, 1),
        State.PUBLISHED,
    )


# -- the page in the admin


def test_the_page_shows_what_will_move_and_merges_in_one_post() -> None:
    kept, old = world()
    make_user("samir", organisation=old)
    client = Client()
    client.force_login(administrator())
    address = reverse("admin:initiatives_organisation_merge", args=[old.pk])
    chosen = f"{address}?keep={kept.pk}"
    assert [one["name"] for one in client.get(address).context["candidates"]] == []
    shown = client.get(chosen)
    cells = [row.split("</td>")[0] for row in shown.content.decode().split("<td>")[1:]]
    assert cells == ["2", "0", "0", "0", "1", "2", "0", "2"]
    stale = client.post(chosen, {"seen": "0" * 16})
    assert (stale.status_code, stale.context["form"].non_field_errors()) == (
        200, ["This changed since you opened it. Look at it again, then decide."],
    )  # fmt: skip
    done = client.post(chosen, {"seen": shown.context["plan"].seen}, follow=True)
    old.refresh_from_db()
    assert (old.merged_into, [str(message) for message in done.context["messages"]]) == (
        kept, ["U.N. Organization was merged into United Nations."],
    )  # fmt: skip
    again = client.post(chosen, {"seen": shown.context["plan"].seen})
    assert (again.status_code, again.context["refused"]) == (
        200, "U.N. Organization was merged into United Nations already.",
    )  # fmt: skip


@pytest.mark.parametrize("role", [UserRole.EDITOR, UserRole.PUBLISHER])
def test_the_page_is_for_administrators(role: str) -> None:
    kept, old = pair()
    client = Client()
    client.force_login(make_user("", role))
    address = reverse("admin:initiatives_organisation_merge", args=[old.pk])
    assert [client.get(address).status_code, client.post(f"{address}?keep={kept.pk}").status_code] == [403, 403]
    page = client.get(reverse("admin:initiatives_organisation_change", args=[old.pk]))
    assert address not in page.content.decode()


def test_merged_ones_are_listed_when_asked_for_and_offered_for_nothing_new() -> None:
    kept, old = world()
    merge(kept, old)
    client = Client()
    client.force_login(administrator())
    address = reverse("admin:initiatives_organisation_changelist")

    def listed(**query: str) -> list[tuple[str, int, str]]:
        found = client.get(address, query).context["cl"].result_list
        return [(row.name, row.leads_count, str(row.merged_into or "")) for row in found]

    assert listed() == listed(q="uno") == [("United Nations", 2, "")]
    assert listed(merged="yes") == [("U.N. Organization", 0, "United Nations")]
    assert [name for name, *_rest in listed(merged="all")] == ["U.N. Organization", "United Nations"]
    ask = {"app_label": "initiatives", "model_name": "participation", "field_name": "organisation", "term": "uno"}
    offered = client.get(reverse("admin:autocomplete"), ask).json()["results"]
    assert [row["text"] for row in offered] == ["United Nations"]


def test_a_change_to_a_merged_name_that_the_public_reads_counts_an_edition() -> None:
    kept, old = world()
    amal = administrator()
    merge(kept, old, by=amal)
    before = editions.number()
    data = filled(as_(amal), change("organisation", old.pk), name="U.N. Organisation")
    response = as_(amal).post(change("organisation", old.pk), data)
    assert (response.status_code, editions.number() - before) == (302, 1)
