"""Claims in the admin: drafts, review, the verbs on what is public, and the quick update."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from initiatives import editions
from initiatives.choices import State, Visibility
from initiatives.models import Initiative, Organisation, Source, StatusUpdate
from tests.admin.pages import as_, change, errors, filled, messages, quick, verb
from tests.factories import (
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
    make_user,
)

pytestmark = pytest.mark.django_db

CANARY = "canary-7431"


def test_a_draft_is_written_sent_returned_and_published() -> None:
    author, publisher = make_user("samir", organisation=make_organisation()), make_publisher()
    initiative = make_initiative(leads=[author.organisation])  # type: ignore[list-item]
    source = make_source()
    states = []

    def state() -> str:
        states.append(StatusUpdate.objects.get().state)
        return states[-1]

    client, review = as_(author), as_(publisher)
    client.post(quick(initiative.pk), posted(source_url=source.url, draft=""))
    state()
    claim = StatusUpdate.objects.get()
    data = filled(client, change("statusupdate", claim.pk), headline="The crossing opened", _submit="1")
    assert client.post(change("statusupdate", claim.pk), data).status_code == 302
    state()
    claim.refresh_from_db()
    back = {"seen_version": claim.version, "reason": "Which crossing?"}
    assert review.post(verb("statusupdate", claim.pk, "return"), back).status_code == 302
    state()
    assert "Which crossing?" in client.get(reverse("admin:index")).content.decode()
    data = filled(client, change("statusupdate", claim.pk), headline="Kerem Shalom opened", _submit="1")
    client.post(change("statusupdate", claim.pk), data)
    claim.refresh_from_db()
    review.post(verb("statusupdate", claim.pk, "publish"), {"seen_version": claim.version})
    state()
    assert states == [State.DRAFT, State.SUBMITTED, State.RETURNED, State.PUBLISHED]
    claim.refresh_from_db()
    assert (claim.headline, claim.author, claim.reviewer) == ("Kerem Shalom opened", author, publisher)


def posted(**changes: Any) -> dict[str, Any]:
    return {
        "status": "2",
        "rating": "on_track",
        "headline": "A crossing opened",
        "as_of": timezone.localdate().isoformat(),
        **changes,
    }


@pytest.mark.parametrize("version", ["", "1", "999"])
def test_publishing_another_version_than_the_one_seen_is_refused(version: str) -> None:
    claim = make_draft(make_initiative(), author=make_publisher())
    claim.save()
    response = as_(make_publisher()).post(verb("statusupdate", claim.pk, "publish"), {"seen_version": version})
    assert response.context["form"].non_field_errors() == [
        "This changed since you opened it. Look at it again, then decide."
    ]
    claim.refresh_from_db()
    assert claim.state == State.DRAFT


def test_nobody_publishes_alone_on_any_path_of_the_admin() -> None:
    publisher = make_publisher()
    initiative = make_initiative()
    client = as_(publisher)
    source = make_source()
    client.post(quick(initiative.pk), posted(source_url=source.url, publish=""))
    assert StatusUpdate.objects.count() == 0
    claim = make_draft(initiative, author=publisher, source=source)
    client.post(verb("statusupdate", claim.pk, "publish"), {"seen_version": claim.version})
    address = change("statusupdate", claim.pk)
    answer = client.post(address, filled(client, address, headline="Mine", _publish="1"))
    assert errors(answer)["__all__"][0].startswith("A second person publishes what you wrote.")
    claim.refresh_from_db()
    assert (claim.state, claim.headline == "Mine") == (State.DRAFT, False)


def test_nobody_opens_alone_what_they_wrote() -> None:
    publisher = make_publisher()
    initiative = make_initiative(public=False, created_by=publisher)
    page = {"seen_version": initiative.version}
    answers = []
    for by in (publisher, make_publisher()):
        as_(by).post(verb("initiative", initiative.pk, "open"), page)
        answers.append(Initiative.objects.get(pk=initiative.pk).visibility)
    assert answers == [Visibility.DRAFT, Visibility.PUBLIC]


def test_a_move_to_suspended_goes_out_at_once_and_waits_for_a_second_check() -> None:
    initiative = make_initiative()
    make_update(initiative, status="2")
    publisher = make_publisher()
    as_(publisher).post(quick(initiative.pk), posted(status="6", source_url=make_source().url, publish=""))
    claim = StatusUpdate.objects.get(author=publisher)
    assert (claim.state, claim.second_check_pending) == (State.PUBLISHED, True)
    other = as_(make_publisher())
    assert "Second check pending" in other.get(reverse("admin:index")).content.decode()
    other.post(verb("statusupdate", claim.pk, "check"), {})
    claim.refresh_from_db()
    assert claim.second_check_pending is False


def test_replacing_opens_a_draft_and_publishing_it_strikes_the_old_one() -> None:
    initiative = make_initiative()
    old = make_update(initiative, headline="Wrong")
    author = as_(make_publisher())
    response = author.post(verb("statusupdate", old.pk, "replace"), {"kind": "our_error"})
    draft = StatusUpdate.objects.get(replaces=old)
    assert response.headers["Location"] == change("statusupdate", draft.pk)
    assert draft.source == old.source
    author.post(response.headers["Location"], filled(author, response.headers["Location"], headline="Right"))
    draft.refresh_from_db()
    as_(make_publisher()).post(verb("statusupdate", draft.pk, "publish"), {"seen_version": draft.version})
    shown = StatusUpdate.objects.order_by("pk").values_list("headline", "state", "number")
    assert list(shown) == [("Wrong", State.REPLACED, 1), ("Right", State.PUBLISHED, 1)]


def test_a_draft_is_sent_on_by_the_buttons_that_save_it_and_not_by_links() -> None:
    author = make_user(organisation=make_organisation())
    claim = make_draft(make_initiative(leads=[author.organisation]), author=author)  # type: ignore[list-item]
    shown = [as_(by).get(change("statusupdate", claim.pk)) for by in (author, make_publisher())]
    assert [[verb["name"] for verb in page.context["verbs"]] for page in shown] == [[], ["remove"]]
    assert ['name="_submit"' in page.content.decode() for page in shown] == [True, True]


def test_no_reason_is_chosen_beforehand() -> None:
    claim = make_update(make_initiative())
    client = as_(make_publisher())
    addresses = [
        verb(str(row._meta.model_name), row.pk, name)
        for row in (claim, claim.initiative)
        for name in ("retract", "remove")
    ]
    first = [client.get(address).context["form"].fields["reason"].choices[0] for address in addresses]
    assert first == [("", "– choose –")] * 4


def test_retracting_asks_for_a_reason_and_removing_for_two_assents() -> None:
    claim = make_update(make_initiative())
    client = as_(make_publisher())
    missing = {
        name: list(client.post(verb("statusupdate", claim.pk, name), {}).context["form"].errors)
        for name in ("retract", "remove")
    }
    assert missing == {"retract": ["reason"], "remove": ["reason", "sure"]}
    client.post(verb("statusupdate", claim.pk, "retract"), {"reason": "duplicate"})
    claim.refresh_from_db()
    assert (claim.state, claim.retract_reason) == (State.RETRACTED, "duplicate")


def test_of_a_removed_claim_only_the_removal_is_shown_in_the_admin() -> None:
    initiative = make_initiative()
    source = make_source(title=f"Source {CANARY}")
    claim = make_update(initiative, headline=f"Text {CANARY}", internal_note=f"Note {CANARY}", source=source)
    publisher = make_publisher("lina")
    client = as_(publisher)
    pages = [
        change("statusupdate", claim.pk),
        verb("statusupdate", claim.pk, "history"),
        change("initiative", initiative.pk),
        reverse("admin:initiatives_statusupdate_changelist") + "?show=all",
        reverse("admin:initiatives_source_changelist"),
        reverse("admin:index"),
    ]

    def leaks() -> list[bool]:
        return [CANARY in client.get(page).content.decode() for page in pages]

    assert leaks() == [True] * 6
    client.post(verb("statusupdate", claim.pk, "remove"), {"reason": "safety", "sure": "on"})
    assert leaks() == [False] * 6
    shown = client.get(pages[0]).content.decode()
    assert all(word in shown for word in ("This was removed.", "lina", "It put people at risk"))


def test_a_draft_is_thrown_away_with_its_history() -> None:
    author = make_user(organisation=make_organisation())
    initiative = make_initiative(leads=[author.organisation])  # type: ignore[list-item]
    claim = make_draft(initiative, author=author)
    assert as_(author).post(verb("statusupdate", claim.pk, "delete"), {"post": "yes"}).status_code == 302
    assert (StatusUpdate.objects.count(), StatusUpdate.history.filter(id=claim.pk).count()) == (0, 0)


def test_an_action_reports_each_refusal() -> None:
    author = make_user(organisation=make_organisation())
    initiative = make_initiative(leads=[author.organisation])  # type: ignore[list-item]
    good = make_draft(initiative, author=author, headline="With a source")
    bad = make_draft(initiative, author=author, headline="Without", source=None)
    response = as_(author).post(
        reverse("admin:initiatives_statusupdate_changelist"),
        {"action": "send_for_review", "_selected_action": [good.pk, bad.pk]},
        follow=True,
    )
    assert sorted(str(message) for message in response.context["messages"]) == [
        "With a source: sent for review.",
        "Without: Give the source: whoever reads this must be able to check it.",
    ]


# -- the quick update --------------------------------------------------------------------------------------------------


@pytest.fixture
def editor() -> Client:
    return as_(make_user("samir", organisation=make_organisation("Ours")))


@pytest.fixture
def ours(editor: Client) -> Initiative:
    return make_initiative(leads=[Organisation.objects.get(name="Ours")])


def test_the_quick_form_opens_with_what_stands_today(editor: Client, ours: Initiative) -> None:
    make_update(ours, status="6", rating="no_progress")
    used = make_source()
    editor.post(quick(ours.pk), posted(source_url=used.url, draft=""))
    initial = editor.get(quick(ours.pk)).context["form"].initial
    assert initial == {
        "status": "6",
        "rating": "no_progress",
        "as_of": timezone.localdate(),
        "source_url": used.url,
        "headline": "",
        "said_by": None,
        "narrative": "",
    }


def test_a_new_source_needs_its_publisher_and_title_and_all_that_was_typed_stays(
    editor: Client, ours: Initiative
) -> None:
    new = posted(source_url="https://example.org/new", narrative="Long text")
    response = editor.post(quick(ours.pk), new)
    form = response.context["form"]
    assert sorted(form.errors) == ["source_publisher", "source_title"]
    page = response.content.decode()
    assert all(text in page for text in ("A crossing opened", "https://example.org/new", "Long text"))
    assert (StatusUpdate.objects.count(), Source.objects.count()) == (0, 0)
    editor.post(quick(ours.pk), {**new, "source_publisher": "OCHA", "source_title": "Access report"})
    saved = StatusUpdate.objects.get()
    assert (str(saved.source), saved.state) == ("OCHA: Access report", State.SUBMITTED)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", ""),
        ("headline", "x" * 301),
        ("as_of", "2999-01-01"),
        ("as_of", "31/12"),
        ("status", "9"),
        ("rating", "great"),
        ("said_by", "99999"),
        ("source_url", "javascript:alert(1)"),
        ("source_url", "ftp://example.org/a"),
        ("source_url", ""),
        ("narrative", "x" * 5001),
    ],
)
def test_bad_input_gets_a_message_and_saves_nothing(editor: Client, ours: Initiative, field: str, value: str) -> None:
    data = posted(source_url=make_source().url) | {field: value}
    response = editor.post(quick(ours.pk), data)
    assert response.status_code == 200
    form = response.context["form"]
    assert field in form.errors or form.non_field_errors()
    assert StatusUpdate.objects.count() == 0


def test_an_unusual_move_asks_for_a_reason_and_keeps_what_was_typed(editor: Client, ours: Initiative) -> None:
    make_update(ours, status="4")
    response = editor.post(quick(ours.pk), posted(status="2", source_url=make_source().url))
    assert list(response.context["form"].errors) == ["narrative"]
    assert "A crossing opened" in response.content.decode()
    assert StatusUpdate.objects.filter(state=State.SUBMITTED).count() == 0


def test_a_second_click_and_the_back_button_do_no_harm(editor: Client, ours: Initiative) -> None:
    data = posted(source_url=make_source().url)
    for _click in range(3):
        assert editor.post(quick(ours.pk), data).status_code == 302
    assert list(StatusUpdate.objects.values_list("state", flat=True)) == [State.SUBMITTED]


def test_without_the_two_person_rule_a_publisher_publishes_at_once(settings: Settings) -> None:
    settings.TRACKER_TWO_PERSON_RULE = False
    initiative = make_initiative()
    before = editions.number()
    as_(make_publisher()).post(quick(initiative.pk), posted(source_url=make_source().url, publish=""))
    initiative.refresh_from_db()
    assert (initiative.current_status, editions.number() - before) == ("2", 1)


def test_what_was_published_from_the_quick_form_is_one_click_away_to_see_and_to_correct(settings: Settings) -> None:
    settings.TRACKER_TWO_PERSON_RULE = False
    client, initiative = as_(make_publisher()), make_initiative()
    answer: Any = client.post(quick(initiative.pk), posted(source_url=make_source().url, publish=""), follow=True)
    update = StatusUpdate.objects.get()
    assert messages(answer) == [
        f"Published as {update.public_name}. Everybody can read it now. "
        f'<a href="{update.get_absolute_url()}">See it</a> · '
        f'<a href="{verb("statusupdate", update.pk, "replace")}">Correct it</a>'
    ]
    assert "<a href" in answer.content.decode().split("messagelist")[1].split("</ul>")[0]


def test_an_editor_has_no_button_to_publish_and_cannot_publish(editor: Client, ours: Initiative) -> None:
    assert 'name="publish"' not in editor.get(quick(ours.pk)).content.decode()
    assert editor.post(quick(ours.pk), posted(source_url=make_source().url, publish="")).status_code == 403
    assert StatusUpdate.objects.count() == 0


def test_a_draft_shows_on_no_public_page(editor: Client, ours: Initiative) -> None:
    make_update(ours, headline="Shown to all")
    data = posted(headline=f"Draft {CANARY}", source_url=f"https://example.org/{CANARY}", source_publisher="P",
                  source_title=CANARY, draft="")  # fmt: skip
    editor.post(quick(ours.pk), data)
    assert StatusUpdate.objects.filter(headline=f"Draft {CANARY}").exists()
    public = Client()
    pages = ("home", "initiative-list", "update-list", "organisation-list", "initiatives-csv", "updates-csv")
    answers = [public.get(reverse(name)) for name in pages]
    answers.append(public.get(ours.get_absolute_url()))
    texts = [b"".join(answer) for answer in answers]
    assert [CANARY.encode() in text for text in texts] == [False] * 7
    assert b"Shown to all" in texts[-1]


def test_still_accurate_needs_a_source_or_whom_one_asked(editor: Client, ours: Initiative) -> None:
    make_update(ours, status="2", rating="on_track")
    address = verb("statusupdate", ours.pk, "still")
    response = editor.post(address, {})
    assert response.context["form"].non_field_errors() == ["Give a source, or say whom you checked with."]
    lead = ours.participations.get().organisation
    for _click in range(2):
        assert editor.post(address, {"said_by": lead.pk}).status_code == 302
    said = StatusUpdate.objects.filter(is_confirmation=True).values_list("status", "rating", "said_by", "state")
    assert list(said) == [("2", "on_track", lead.pk, State.SUBMITTED)]


def test_nothing_to_confirm_is_said_in_words(editor: Client, ours: Initiative) -> None:
    response = editor.post(verb("statusupdate", ours.pk, "still"), {"source_url": make_source().url})
    assert response.context["form"].non_field_errors() == ["There is no status to confirm yet. Post the first update."]
