"""The admin asks the policy for every row: another organisation's work is not found, what is public is only read."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from initiatives import editions
from initiatives.choices import May, Role, State, UserRole
from initiatives.models import Assignment, Document, Initiative, Location, Participation, StatusUpdate, User
from tests.admin.pages import add, as_, change, filled, verb
from tests.factories import (
    make_draft,
    make_indicator,
    make_initiative,
    make_location,
    make_observation,
    make_organisation,
    make_place_of,
    make_publisher,
    make_source,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_without_a_role_nobody_comes_in() -> None:
    user = make_user("nobody")
    user.groups.clear()
    assert as_(user).get(reverse("admin:index")).status_code == 302
    assert Client().get(reverse("admin:index")).status_code == 302


def test_a_role_taken_away_counts_at_the_next_request() -> None:
    publisher = make_publisher()
    initiative = make_initiative()
    client = as_(publisher)
    assert client.get(change("initiative", initiative.pk)).context["has_change_permission"] is True
    publisher.groups.set([Group.objects.get(name=UserRole.EDITOR)])
    assert client.get(change("initiative", initiative.pk)).context["has_change_permission"] is False
    publisher.is_active = False
    publisher.save()
    assert client.get(change("initiative", initiative.pk)).status_code == 302


def assign(initiative: Initiative, user: User) -> None:
    assert user.organisation is not None
    Assignment.objects.create(initiative=initiative, organisation=user.organisation, may=May.EDIT)


@pytest.fixture
def two_sides() -> tuple[Any, Any, Initiative, StatusUpdate]:
    """An editor, an editor of another organisation, and a draft initiative and a draft claim of the first."""
    owner = make_user(organisation=make_organisation("Ours"))
    other = make_user(organisation=make_organisation("Theirs"))
    draft = make_initiative(public=False, created_by=owner)
    public = make_initiative()
    assign(public, owner)
    return owner, other, draft, make_draft(public, author=owner)


@pytest.mark.parametrize("page", ["change", "delete", "history", "open", "retract", "remove"])
def test_a_foreign_draft_initiative_is_not_found(two_sides: Any, page: str) -> None:
    _owner, other, draft, _claim = two_sides
    for method in ("get", "post"):
        assert getattr(as_(other), method)(verb("initiative", draft.pk, page)).status_code == 404


@pytest.mark.parametrize("page", ["change", "delete", "history", "submit", "publish", "replace", "remove"])
def test_a_foreign_draft_claim_is_not_found(two_sides: Any, page: str) -> None:
    _owner, other, _draft, claim = two_sides
    for method in ("get", "post"):
        assert getattr(as_(other), method)(verb("statusupdate", claim.pk, page)).status_code == 404


@pytest.mark.parametrize("page", ["quick", "still"])
def test_quick_pages_of_a_foreign_draft_are_not_found(two_sides: Any, page: str) -> None:
    _owner, other, draft, _claim = two_sides
    assert as_(other).get(verb("statusupdate", draft.pk, page)).status_code == 404


def test_lists_and_the_desk_hold_only_what_may_be_seen(two_sides: Any) -> None:
    owner, other, draft, claim = two_sides
    addresses = ("index", "initiatives_initiative_changelist", "initiatives_statusupdate_changelist")
    for user, seen in ((owner, True), (other, False)):
        client = as_(user)
        pages = [
            client.get(reverse(f"admin:{name}"), {"show": "all"} if "status" in name else {}) for name in addresses
        ]
        text = "".join(page.content.decode() for page in pages)
        assert (draft.title in text, claim.headline in text) == (seen, seen)


def test_autocomplete_offers_only_what_may_be_seen(two_sides: Any) -> None:
    owner, other, draft, _claim = two_sides
    ask = {"app_label": "initiatives", "model_name": "relation", "field_name": "to_initiative", "term": draft.title}
    offered = {
        user.pk: [row["text"] for row in as_(user).get(reverse("admin:autocomplete"), ask).json()["results"]]
        for user in (owner, other)
    }
    assert offered == {owner.pk: [draft.title], other.pk: []}


def test_a_foreign_id_in_an_inline_is_refused(two_sides: Any) -> None:
    _owner, other, draft, _claim = two_sides
    mine = make_initiative(public=False, created_by=other)
    client = as_(other)
    data = filled(client, change("initiative", mine.pk)) | {
        "relations-TOTAL_FORMS": "1",
        "relations-0-kind": "related",
        "relations-0-to_initiative": str(draft.pk),
    }
    response = client.post(change("initiative", mine.pk), data)
    assert response.status_code == 200
    assert mine.relations.count() == 0


def test_a_row_of_another_initiative_cannot_be_changed_through_an_inline(two_sides: Any) -> None:
    _owner, other, draft, _claim = two_sides
    foreign = draft.participations.get()
    mine = make_initiative(public=False, created_by=other)
    client = as_(other)
    data = filled(client, change("initiative", mine.pk))
    data["participations-0-id"] = str(foreign.pk)
    data["participations-0-role"] = Role.MONITOR
    client.post(change("initiative", mine.pk), data)  # Django passes over rows that the form never held
    foreign.refresh_from_db()
    assert (foreign.role, foreign.initiative_id) == (Role.ACCOUNTABLE, draft.pk)


def test_an_action_leaves_foreign_rows_alone(two_sides: Any) -> None:
    owner, other, _draft, claim = two_sides
    data = {"action": "send_for_review", "_selected_action": [str(claim.pk)]}
    as_(other).post(reverse("admin:initiatives_statusupdate_changelist"), data)
    claim.refresh_from_db()
    assert claim.state == State.DRAFT
    as_(owner).post(reverse("admin:initiatives_statusupdate_changelist"), data)
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED


def test_a_claim_cannot_be_added_to_a_foreign_draft(two_sides: Any) -> None:
    _owner, other, draft, _claim = two_sides
    data = {"initiative": draft.pk, "status": "2", "rating": "no_rating", "headline": "X", "as_of": "2026-01-01",
            "confidence": "reported", "language": "en"}  # fmt: skip
    response = as_(other).post(add("statusupdate"), data)
    assert list(response.context["adminform"].form.errors) == ["initiative"]
    assert StatusUpdate.objects.filter(initiative=draft).count() == 0


def test_notes_and_history_of_a_public_claim_stay_with_those_who_wrote_it() -> None:
    author = make_user(organisation=make_organisation("Ours"))
    initiative = make_initiative(created_by=author)
    assign(initiative, author)
    claim = make_update(initiative, author=author, internal_note="Only among us")
    stranger = make_user(organisation=make_organisation("Theirs"))
    seen = {}
    for name, user in (("author", author), ("stranger", stranger)):
        client = as_(user)
        page = client.get(change("statusupdate", claim.pk)).content.decode()
        history = client.get(verb("statusupdate", claim.pk, "history")).status_code
        seen[name] = (claim.headline in page, "Only among us" in page, history)
    assert seen == {"author": (True, True, 200), "stranger": (True, False, 403)}


@pytest.mark.parametrize("role", [UserRole.EDITOR, UserRole.PUBLISHER, UserRole.ADMINISTRATOR])
def test_a_public_claim_is_neither_changed_nor_deleted_by_a_crafted_post(role: str) -> None:
    initiative = make_initiative()
    user = make_user("", role, organisation=make_organisation("Ours"))
    assign(initiative, user)
    claim = make_update(initiative)
    client = as_(user)
    posted = {"headline": "Something else", "status": "5", "opened_version": str(claim.version), "_save": "1"}
    answers = (
        client.post(change("statusupdate", claim.pk), posted).status_code,
        client.post(verb("statusupdate", claim.pk, "delete"), {"post": "yes"}).status_code,
    )
    assert answers == (403, 403)
    stored = StatusUpdate.objects.get(pk=claim.pk)
    assert (stored.headline, stored.status, stored.version) == (claim.headline, claim.status, claim.version)


def test_a_public_initiative_is_read_only_for_its_editors() -> None:
    editor = make_user(organisation=make_organisation("Ours"))
    initiative = make_initiative(title="As it was", created_by=editor)
    assign(initiative, editor)
    client = as_(editor)
    assert client.get(change("initiative", initiative.pk)).context["has_change_permission"] is False
    assert client.post(change("initiative", initiative.pk), {"title": "Mine"}).status_code == 403
    assert Initiative.objects.get(pk=initiative.pk).title == "As it was"


def test_kind_and_crisis_of_a_public_initiative_stay_as_its_reference_says() -> None:
    initiative = make_initiative(kind="corridor")
    client = as_(make_publisher())
    data = filled(client, change("initiative", initiative.pk), kind="ceasefire", summary="New")
    assert client.post(change("initiative", initiative.pk), data).status_code == 302
    stored = Initiative.objects.get(pk=initiative.pk)
    assert (stored.kind, stored.summary) == ("corridor", "New")


def test_an_editor_cannot_assign_and_an_administrator_can_do_only_that() -> None:
    editor = make_user(organisation=make_organisation("Ours"))
    draft = make_initiative(title="As it was", public=False, created_by=editor)
    new = {"assignments-TOTAL_FORMS": "1", "assignments-0-organisation": str(editor.organisation_id),
           "assignments-0-may": May.EDIT, "title": "Changed"}  # fmt: skip
    done = {}
    for name, user in (("editor", editor), ("administrator", make_user("", UserRole.ADMINISTRATOR))):
        client = as_(user)
        response = client.post(change("initiative", draft.pk), filled(client, change("initiative", draft.pk)) | new)
        draft.refresh_from_db()
        done[name] = (response.status_code, draft.title, draft.assignments.count())
        draft.title = "As it was"
        draft.save()
    assert done == {"editor": (302, "Changed", 0), "administrator": (302, "As it was", 1)}


def test_author_and_changer_are_stamped_and_not_taken_from_the_form() -> None:
    editor, other = make_user(organisation=make_organisation()), make_user()
    client = as_(editor)
    crisis = make_initiative().crisis
    data = filled(client, add("initiative"), title="New", slug="new", kind="other", crisis=crisis.pk,
                  created_by=other.pk, changed_by=other.pk)  # fmt: skip
    assert client.post(add("initiative"), data).status_code == 302
    stored = Initiative.objects.get(slug="new")
    assert (stored.created_by, stored.changed_by, stored.visibility) == (editor, editor, "draft")


def row_of(prefix: str, **values: Any) -> dict[str, Any]:
    """A new row beside an initiative; `beside` puts it behind those that stand there."""
    return {"prefix": prefix, **values}


def beside(client: Client, initiative: Initiative, prefix: str, values: dict[str, Any]) -> dict[str, Any]:
    formsets = client.get(change("initiative", initiative.pk)).context["inline_admin_formsets"]
    (formset,) = (each.formset for each in formsets if each.formset.prefix == prefix)
    number = formset.initial_form_count()
    empty = {field.name: field.value() for field in formset.empty_form}
    told = {name: value for name, value in (empty | values).items() if value is not None and value is not False}
    return {f"{prefix}-TOTAL_FORMS": number + 1} | {f"{prefix}-{number}-{name}": told[name] for name in told}


def test_an_edition_is_counted_for_what_the_public_sees_and_for_nothing_else() -> None:
    public, draft = make_initiative(), make_initiative(public=False)
    client = as_(make_publisher())
    counted = {}
    cases: dict[str, tuple[Initiative, dict[str, Any]]] = {
        "draft": (draft, {"summary": "New"}),
        "public": (public, {"summary": "New"}),
        "inline of a public one": (public, {"participations-0-named_as": "The UN"}),
        "nothing changed": (public, {}),
        "who works on it": (
            public,
            {"assignments-TOTAL_FORMS": "1", "assignments-0-organisation": make_organisation().pk,
             "assignments-0-may": May.EDIT},
        ),
        "an indicator that no claim names": (public, row_of("indicators", title="Trucks", unit="trucks")),
        "a term that no claim names": (public, row_of("terms", text="Fighting stops", number="1", kind="cessation")),
        "an issue that no claim names": (public, row_of("issues", title="Detainees")),
        "a relation to a draft": (public, row_of("relations", to_initiative=draft.pk, kind="related")),
        "a place that is shown as nothing": (
            public, row_of("places", location=make_location(is_sensitive=True).pk, role="activity"),
        ),
        "a place": (public, row_of("places", location=make_location().pk, role="activity")),
        "its short name": (public, {"slug": "another"}),
    }  # fmt: skip
    for name, (initiative, changes) in cases.items():
        before = editions.number()
        if "prefix" in changes:
            changes = beside(client, initiative, changes.pop("prefix"), changes)
        data = filled(client, change("initiative", initiative.pk)) | changes
        answer = client.post(change("initiative", initiative.pk), data)
        assert answer.status_code == 302, name
        counted[name] = editions.number() - before
    assert counted == {
        "draft": 0,
        "public": 1,
        "inline of a public one": 1,
        "nothing changed": 0,
        "who works on it": 0,
        "an indicator that no claim names": 0,
        "a term that no claim names": 0,
        "an issue that no claim names": 0,
        "a relation to a draft": 0,
        "a place that is shown as nothing": 0,
        "a place": 1,
        "its short name": 0,
    }


def test_an_edition_is_counted_for_a_place_where_what_is_read_of_it_changes() -> None:
    client = as_(make_user("", UserRole.PUBLISHER, UserRole.ADMINISTRATOR))
    region = make_location("Region", level="adm1")
    district = make_location("District", level="adm2", parent=region, is_sensitive=True)
    site, unnamed = make_location("Site", parent=district, is_sensitive=True), make_location("Unnamed")
    counted_at = make_location("Counted at")
    initiative = make_initiative()
    make_place_of(initiative, site)
    make_observation(make_indicator(initiative, location=counted_at), 5)
    counted = {}
    cases: dict[str, tuple[Location, dict[str, Any]]] = {
        "the area that is read instead": (region, {"name": "Region of the north"}),
        "a sensitive place": (site, {"name": "Secret site"}),
        "its parent, and the same is read": (site, {"parent": region.pk}),
        "not sensitive any more": (site, {"is_sensitive": ""}),
        "sensitive again": (site, {"is_sensitive": "on"}),
        "one that only an indicator names": (counted_at, {"name": "Weighed at"}),
        "one that nothing names": (unnamed, {"name": "Nowhere"}),
    }
    for name, (place, changes) in cases.items():
        before = editions.number()
        data = filled(client, change("location", place.pk)) | changes
        if changes.get("is_sensitive") == "":
            del data["is_sensitive"]
        assert client.post(change("location", place.pk), data).status_code == 302, name
        counted[name] = editions.number() - before
    assert counted == {
        "the area that is read instead": 1,
        "a sensitive place": 0,
        "its parent, and the same is read": 0,
        "not sensitive any more": 1,
        "sensitive again": 1,
        "one that only an indicator names": 1,
        "one that nothing names": 0,
    }


def test_an_edition_is_counted_for_an_organisation_only_while_it_is_public() -> None:
    client = as_(make_publisher())
    named, unnamed = make_organisation("Oxfam"), make_organisation("Caritas")
    make_initiative(leads=[named])
    counted = []
    for organisation in (named, unnamed):
        before = editions.number()
        data = filled(client, change("organisation", organisation.pk), acronym=organisation.name[:3])
        assert client.post(change("organisation", organisation.pk), data).status_code == 302
        counted.append(editions.number() - before)
    assert counted == [1, 0]


def test_an_organisation_of_the_same_name_is_refused_with_a_message() -> None:
    make_organisation("Médecins du Monde", slug="mdm")
    client = as_(make_publisher())
    data = filled(client, add("organisation"), name="MEDECINS DU MONDE", slug="other")
    errors = client.post(add("organisation"), data).context["adminform"].form.errors
    assert errors == {"name": ["There is already an organisation of this name: Médecins du Monde."]}


def test_deleting_what_others_need_is_refused_in_words() -> None:
    organisation = make_organisation("Needed")
    make_initiative(leads=[organisation])
    client = as_(make_user("", UserRole.ADMINISTRATOR))
    response = client.post(verb("organisation", organisation.pk, "delete"), {"post": "yes"})
    assert response.status_code == 200
    assert "would require deleting the following protected related objects" in response.content.decode()
    assert Participation.objects.filter(organisation=organisation).count() == 1


def test_the_same_document_twice_is_an_error_on_the_form_and_never_a_crash() -> None:
    initiative = make_initiative()
    client = as_(make_publisher())
    row = {"title": "T", "url": "https://example.org/a", "category": "A01", "language": "en"}
    data = filled(client, change("initiative", initiative.pk)) | {"documents-TOTAL_FORMS": "2"}
    data |= {f"documents-{index}-{name}": value for index in (0, 1) for name, value in row.items()}
    response = client.post(change("initiative", initiative.pk), data)
    assert (response.status_code, Document.objects.count()) == (200, 0)


def test_sources_of_others_drafts_are_not_listed(two_sides: Any) -> None:
    owner, other, _draft, claim = two_sides
    hidden = make_source(title="Not yet public")
    claim.source = hidden
    claim.save()
    address = reverse("admin:initiatives_source_changelist")
    seen = [hidden.title in as_(user).get(address).content.decode() for user in (owner, other)]
    assert seen == [True, False]
    assert as_(other).get(change("source", hidden.pk)).status_code == 404


def test_only_administrators_keep_users_and_code_tables() -> None:
    pages = ["user", "crisis", "location", "sector"]
    editor, administrator = make_user(), make_user("", UserRole.ADMINISTRATOR)
    allowed = {
        name: [as_(user).get(add(page)).status_code for page in pages]
        for name, user in (("editor", editor), ("publisher", make_publisher()), ("administrator", administrator))
    }
    assert allowed == {"editor": [403] * 4, "publisher": [403] * 4, "administrator": [200] * 4}


def test_an_administrator_makes_a_user_with_a_role_who_logs_in_and_chooses_a_password_of_their_own() -> None:
    client = as_(make_user("", UserRole.ADMINISTRATOR))
    editor_group = Group.objects.get(name=UserRole.EDITOR)
    data = filled(client, add("user"), username="noor", password1="seventeen olive trees",
                  password2="seventeen olive trees", usable_password="true", groups=[editor_group.pk],
                  is_superuser="on")  # fmt: skip
    assert client.post(add("user"), data).status_code == 302
    new = Client()
    assert new.login(username="noor", password="seventeen olive trees")
    assert (
        new.get(reverse("admin:index"), follow=True).redirect_chain[-1][0] == "/admin/login/password/?next=%2Fadmin%2F"
    )
    noor = User.objects.get(username="noor")
    assert (noor.is_superuser, [group.name for group in noor.groups.all()]) == (False, ["Editor"])


def test_an_administrator_cannot_lock_herself_out() -> None:
    me = make_user("", UserRole.ADMINISTRATOR)
    client = as_(me)
    data = filled(client, change("user", me.pk))
    data.pop("groups")
    response = client.post(change("user", me.pk), data)
    assert response.context["adminform"].form.non_field_errors() == [
        "You would lock yourself out. Ask another Administrator to do this."
    ]
