"""What may put people at risk stops on every way out, until a Publisher says why not; the reason stays in the admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from initiatives import actions, scan
from initiatives.choices import DocumentCategory, RemoveReason, Role, State, Visibility
from initiatives.models import Document, Initiative, Participation, StatusUpdate
from tests.admin.pages import as_, change, filled, quick, verb
from tests.factories import (
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_publisher,
    make_source,
    make_update,
)
from tests.notes.models import Note

pytestmark = pytest.mark.django_db

WHY = "The ministry published it itself (canary-2281)"
RISKY = "Wait at Hidden House"


@pytest.fixture(autouse=True)
def hidden() -> None:
    make_location("Hidden House", other_names="Beit Mistar; بيت مستور", is_sensitive=True)
    make_location("Known Gate")


def found(hits: tuple[scan.Hit, ...]) -> list[tuple[str, str]]:
    return [(hit.where, hit.passage.found) for hit in hits]


@pytest.mark.parametrize("column", ["headline", "narrative", "source_note", "named_as"])
def test_every_text_of_an_update_is_searched(column: str) -> None:
    fields: dict[str, Any] = {column: RISKY}
    claim = make_draft(make_initiative(), **fields)
    assert found(scan.of_claim(claim)) == [
        (str(claim._meta.get_field(column).verbose_name).capitalize(), "Hidden House")  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize(
    ("column", "text", "passage"),
    [
        ("title", "About beit mistar", "beit mistar"),
        ("publisher", "amal@example.org", "amal@example.org"),
        ("url", "https://example.org/%D8%A8%D9%8A%D8%AA-%D9%85%D8%B3%D8%AA%D9%88%D8%B1", "بيت-مستور"),
        ("archived_url", "https://www.google.com/maps/@31.5,34.4", "google.com/maps/@31.5,34.4"),
    ],
)
def test_every_text_of_its_source_is_searched(column: str, text: str, passage: str) -> None:
    claim = make_draft(make_initiative(), source=make_source(**{column: text}))
    assert [hit.passage.found for hit in scan.of_claim(claim)] == [passage]


def test_internal_notes_and_known_places_are_not() -> None:
    claim = make_draft(make_initiative(), internal_note=RISKY, headline="Known Gate is open")
    assert scan.of_claim(claim) == ()


def test_a_claim_of_another_kind_is_searched_in_its_own_text() -> None:
    note = Note(initiative=make_initiative(), said_by=make_organisation(), source=make_source(), text=RISKY)
    assert found(scan.of_claim(note)) == [("Text", "Hidden House")]


def test_every_text_of_an_initiative_is_searched() -> None:
    initiative = make_initiative("To Hidden House", public=False, summary="Tel. 059-1234567",
                                 anticipated_results="31.5017, 34.4668")  # fmt: skip
    Document.objects.create(
        initiative=initiative, title="Beit Mistar", url="https://example.org/hidden-house", publisher="a@example.org",
        category=DocumentCategory.RESULTS,
    )  # fmt: skip
    Participation.objects.create(
        initiative=initiative, organisation=make_organisation(), role=Role.MONITOR, named_as="Hidden House Staff"
    )
    assert [(hit.where, hit.kind, hit.passage.found) for hit in scan.of_initiative(initiative)] == [
        ("Title", "a sensitive place", "Hidden House"),
        ("Summary", "a telephone number", "Tel. 059-1234567"),
        ("Anticipated results", "coordinates", "31.5017, 34.4668"),
        ("Document: Title", "a sensitive place", "Beit Mistar"),
        ("Document: Publisher", "an e-mail address", "a@example.org"),
        ("Document: Web address", "a sensitive place", "hidden-house"),
        ("Organisation taking part: Named as", "a sensitive place", "Hidden House"),
    ]


def test_publishing_stops_with_the_passages_and_goes_on_with_a_reason() -> None:
    claim = make_draft(make_initiative(), headline=RISKY)
    publisher = make_publisher()
    for because in ("", "  \n"):
        with pytest.raises(actions.NeedsReason) as stopped:
            actions.publish(claim=claim, by=publisher, seen_version=claim.version, because=because)
        assert found(stopped.value.hits) == [("What happened", "Hidden House")]
    published = actions.publish(claim=claim, by=publisher, seen_version=claim.version, because=WHY)
    assert (published.state, published.scan_note) == (State.PUBLISHED, WHY)


def test_a_reason_that_nobody_needed_is_not_kept() -> None:
    claim = make_draft(make_initiative())
    assert actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version, because=WHY).scan_note == ""


def test_opening_stops_with_the_passages_and_goes_on_with_a_reason() -> None:
    initiative = make_initiative("Hidden House", public=False)
    given: dict[str, Any] = {"initiative": initiative, "by": make_publisher(), "seen_version": initiative.version}
    with pytest.raises(actions.NeedsReason):
        actions.open_to_public(**given)
    opened = actions.open_to_public(**given, because=WHY)
    assert (opened.visibility, opened.scan_note) == (Visibility.PUBLIC, WHY)


def test_removing_erases_the_reason_and_a_replacement_does_not_inherit_it() -> None:
    initiative = make_initiative("Hidden House", public=False)
    by = make_publisher()
    initiative = actions.open_to_public(initiative=initiative, by=by, seen_version=initiative.version, because=WHY)
    claim = make_draft(initiative, headline=RISKY)
    claim = actions.publish(claim=claim, by=by, seen_version=claim.version, because=WHY)
    new = actions.replace(claim=claim, by=by, kind="our_error", changes={})  # type: ignore[arg-type]
    assert new.scan_note == ""
    actions.remove(claim=claim, by=by, reason=RemoveReason.SAFETY)
    actions.remove_initiative(initiative=initiative, by=by, reason=RemoveReason.SAFETY)
    rows = (*StatusUpdate.objects.all(), *StatusUpdate.history.all(), *Initiative.objects.all(),
            *Initiative.history.filter(id=initiative.pk))  # fmt: skip
    assert {row.scan_note for row in rows} == {""}


# -- every way out -----------------------------------------------------------------------------------------------------


def _from_the_queue(claim: StatusUpdate, client: Client, because: str) -> Any:
    data = {"claim": f"statusupdate-{claim.pk}", "seen_version": claim.version, "act": "publish", "because": because}
    return client.post(reverse("admin:initiatives_statusupdate_review"), data)


def _from_its_verb(claim: StatusUpdate, client: Client, because: str) -> Any:
    data = {"seen_version": claim.version, "because": because}
    return client.post(verb("statusupdate", claim.pk, "publish"), data)


@pytest.mark.parametrize("way", [_from_the_queue, _from_its_verb])
def test_a_claim_in_review_stops_on_each_way(way: Any) -> None:
    author = make_publisher()
    claim = actions.submit(claim=make_draft(make_initiative(), author=author, headline=RISKY), by=author)
    client = as_(make_publisher())
    page = way(claim, client, "").content.decode()
    claim.refresh_from_db()
    assert (claim.state, "<mark>Hidden House</mark>" in page) == (State.SUBMITTED, True)
    assert "Say" in page or "say why" in page
    assert way(claim, client, WHY).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.scan_note) == (State.PUBLISHED, WHY)


def test_the_change_form_stops() -> None:
    claim = make_draft(make_initiative(), author=make_publisher())
    other = make_publisher()
    client, address = as_(other), change("statusupdate", claim.pk)
    # Who changes a draft has written it, too: only without the two-person rule does this button release it.
    typed = filled(client, address, headline=RISKY, _publish="1")
    page = client.post(address, typed).content.decode()
    claim.refresh_from_db()
    assert (claim.state, "A second person publishes what you wrote." in page) == (State.DRAFT, True)


def test_the_change_form_and_the_quick_form_stop_where_one_person_may_publish(settings: Settings) -> None:
    settings.TRACKER_TWO_PERSON_RULE = False
    initiative = make_initiative()
    claim = make_draft(initiative)
    client = as_(make_publisher())
    posts = [
        (change("statusupdate", claim.pk),
         filled(client, change("statusupdate", claim.pk), headline=RISKY, _publish="1")),
        (quick(initiative.pk), {"status": "2", "rating": "met", "headline": RISKY, "as_of": "2026-01-01",
                                "source_url": make_source().url, "publish": ""}),
    ]  # fmt: skip
    for address, typed in posts:
        page = client.post(address, typed).content.decode()
        assert ("<mark>Hidden House</mark>" in page, 'name="because"' in page) == (True, True)
        assert client.post(address, {**typed, "because": WHY}).status_code == 302
    assert list(StatusUpdate.objects.values_list("state", "scan_note")) == [(State.PUBLISHED, WHY)] * 2


def test_still_accurate_stops_for_its_source(settings: Settings) -> None:
    settings.TRACKER_TWO_PERSON_RULE = False
    initiative = make_initiative()
    make_update(initiative)
    client = as_(make_publisher())
    address, typed = verb("statusupdate", initiative.pk, "still"), {"source_url": make_source(title=RISKY).url}
    assert "<mark>Hidden House</mark>" in client.post(address, typed).content.decode()
    assert client.post(address, {**typed, "because": WHY}).status_code == 302
    assert StatusUpdate.objects.get(is_confirmation=True).scan_note == WHY


def test_opening_in_the_admin_stops() -> None:
    initiative = make_initiative("Hidden House", public=False)
    client, address = as_(make_publisher()), verb("initiative", initiative.pk, "open")
    page = client.post(address, {"seen_version": initiative.version}).content.decode()
    assert ("<mark>Hidden House</mark>" in page, '<textarea name="because"' in page) == (True, True)
    client.post(address, {"seen_version": initiative.version, "because": WHY})
    initiative.refresh_from_db()
    assert (initiative.visibility, initiative.scan_note) == (Visibility.PUBLIC, WHY)


def test_what_is_typed_into_a_public_initiative_stops() -> None:
    initiative = make_initiative("Calm")
    client, address = as_(make_publisher()), change("initiative", initiative.pk)
    typed = filled(client, address, summary=RISKY)
    page = client.post(address, typed).content.decode()
    initiative.refresh_from_db()
    assert (initiative.summary, "<mark>Hidden House</mark>" in page) == ("", True)
    assert client.post(address, {**typed, "because": WHY}).status_code == 302
    initiative.refresh_from_db()
    assert (initiative.summary, initiative.scan_note) == (RISKY, WHY)
    again = filled(client, address, title="Calmer")
    assert client.post(address, again).status_code == 302


def test_the_reason_is_on_no_public_page_and_on_the_claim_in_the_admin() -> None:
    initiative = make_initiative()
    claim = make_draft(initiative, headline=RISKY)
    claim = actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version, because=WHY)
    public = Client()
    names = ("home", "initiative-list", "update-list", "initiatives-csv", "updates-csv")
    answers = [public.get(reverse(name)) for name in names] + [public.get(initiative.get_absolute_url())]
    assert [b"canary-2281" in b"".join(answer) for answer in answers] == [False] * 6
    page = as_(make_publisher()).get(change("statusupdate", claim.pk)).content.decode()
    assert WHY in page
