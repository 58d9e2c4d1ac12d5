"""Promise P3: another organisation's unpublished work is not found, wherever its id is put, and no word of it leaks."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from initiatives import actions
from initiatives.choices import May, Role, State
from initiatives.models import (
    Assignment,
    Claim,
    Document,
    ImportBatch,
    Initiative,
    Observation,
    Participation,
    Relation,
    Source,
    StatusUpdate,
    Transaction,
    User,
    rows_of,
)
from tests.admin.kinds import IDS, KINDS, Kind, make_of, new_claim, subject_of
from tests.admin.pages import add, as_, change, filled, quick, verb
from tests.factories import (
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_source,
    make_user,
)
from tests.routes import Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

CANARY = "canary8312"
NEW_SOURCE = {"source_publisher": "Publisher as typed", "source_title": "Title as typed"}


@dataclass(frozen=True)
class Theirs:
    """What the other organisation keeps to itself: every text of it carries the canary."""

    editor: User
    draft: Initiative
    claim: StatusUpdate
    source: Source
    batch: ImportBatch
    others: tuple[Claim, ...]

    @property
    def ids(self) -> dict[str, int]:
        return {
            **{str(claim._meta.model_name): claim.pk for claim in self.others},
            "initiative": self.draft.pk,
            "statusupdate": self.claim.pk,
            "source": self.source.pk,
            "importbatch": self.batch.pk,
            "user": self.editor.pk,
        }


@pytest.fixture(scope="module")
def all_of_us(rows_of_module: DjangoDbBlocker) -> tuple[Initiative, Theirs, User]:
    with rows_of_module.unblock():
        initiative = make_initiative("Shared by both")
        return initiative, make_theirs(initiative), make_me(initiative)


@pytest.fixture
def shared(all_of_us: tuple[Initiative, Theirs, User]) -> Initiative:
    """Public; both organisations take part."""
    return deepcopy(all_of_us[0])


@pytest.fixture
def theirs(all_of_us: tuple[Initiative, Theirs, User]) -> Theirs:
    return deepcopy(all_of_us[1])


@pytest.fixture
def me(all_of_us: tuple[Initiative, Theirs, User]) -> User:
    return deepcopy(all_of_us[2])


def make_theirs(shared: Initiative) -> Theirs:
    for _ in range(5):  # so that no id of theirs is the id of something of mine
        make_source()
    organisation = make_organisation("Theirs")
    Participation.objects.create(initiative=shared, organisation=organisation, role=Role.IMPLEMENTING)
    editor = make_user(f"name-{CANARY}", organisation=organisation, email=f"{CANARY}@example.org")
    draft = make_initiative(
        f"Title {CANARY}", public=False, created_by=editor, summary=f"Summary {CANARY}", slug=f"slug-{CANARY}"
    )
    Document.objects.create(initiative=draft, title=f"Document {CANARY}", url="https://example.org/d", category="A01")
    make_place_of(draft, make_location())
    Assignment.objects.create(initiative=draft, organisation=organisation, may=May.EDIT)
    client = as_(editor)
    url = f"https://example.org/{CANARY}"
    form = an_update(url, headline=f"Headline {CANARY}", narrative=f"Narrative {CANARY}", draft="")
    words = {"source_publisher": f"Publisher {CANARY}", "source_title": f"Words {CANARY}"}
    assert client.post(quick(shared.pk), form | words).status_code == 302
    claim = StatusUpdate.objects.get(author=editor)
    assert claim.source is not None
    batch = ImportBatch.objects.create(file_name=f"{CANARY}.csv", begun_by=editor, held={"columns": [], "lines": []})
    others = []
    for kind in KINDS:
        said: dict[str, Any] = {"public": False, "author": editor, "source": claim.source}
        # On what both work on, where only the claim is hidden; and on a draft, where the subject is, too.
        others.append(make_of(kind, shared, f"Said {CANARY}", **said))
        make_of(kind, draft, f"Said {CANARY}", about=f"Subject {CANARY}", **said)
    return Theirs(editor, draft, claim, claim.source, batch, tuple(others))


def an_update(url: str, **changes: Any) -> dict[str, Any]:
    told = {"status": "2", "rating": "on_track", "headline": "A crossing opened", "as_of": "2026-01-01"}
    return {**told, "source_url": url, **changes}


def make_me(shared: Initiative) -> User:
    organisation = make_organisation("Ours")
    Participation.objects.create(initiative=shared, organisation=organisation, role=Role.IMPLEMENTING)
    return make_user("me", organisation=organisation)


def leaks(response: Any) -> bool:
    content = b"".join(response) if response.streaming else response.content
    return CANARY.encode() in content or any(CANARY in value for value in response.headers.values())


def the_foreign_addresses(theirs: Theirs) -> Iterator[tuple[Route, str]]:
    """Every address of the admin that takes an id of a model of which they have something."""
    for route in routes():
        model = route.pattern.split("/")[2] if route.is_admin and route.pattern.count("/") > 2 else ""
        if "<" in route.pattern and model in theirs.ids:
            is_of_initiative = {"quick", "still", "enter"} & set(route.pattern.split("/"))
            pk = str(theirs.draft.pk if is_of_initiative else theirs.ids[model])
            yield route, route.filled(object_id=pk, pk=pk, id=pk)


def test_no_address_finds_a_foreign_id(theirs: Theirs, me: User) -> None:
    client = as_(me)
    body = {"post": "yes", "sure": "on", "reason": "safety", "kind": "our_error", "seen_version": "1", "_save": "1"}
    found, wrong = 0, []
    for route, address in the_foreign_addresses(theirs):
        for query in ("", "?_to_field=id&_popup=1", "?_to_field=slug", "?_popup=1&_changelist_filters=show%3Dall"):
            for method in ("get", "post"):
                answer = getattr(client, method)(address + query, *([body] if method == "post" else []), follow=True)
                found += 1
                # Django refuses a field that nobody refers to before it looks for the row.
                expected = {404, 400} if "slug" in query else {404}
                if answer.status_code not in expected or leaks(answer):
                    wrong.append((route.pattern, query, method, answer.status_code, leaks(answer)))
    assert (wrong, found > 200) == ([], True)


def test_their_owner_finds_the_same_addresses(theirs: Theirs) -> None:
    """So that the test before proves something: most of them answer, and hold the words."""
    client = as_(theirs.editor)
    answers = [client.get(address, follow=True) for _route, address in the_foreign_addresses(theirs)]
    assert sum(answer.status_code == 200 and leaks(answer) for answer in answers) >= 10


LISTS = (
    "/admin/",
    "/admin/initiatives/",
    "/admin/initiatives/initiative/",
    "/admin/initiatives/initiative/?visibility__exact=draft",
    "/admin/initiatives/initiative/?q=canary8312",
    "/admin/initiatives/statusupdate/?show=all",
    "/admin/initiatives/statusupdate/?show=draft",
    "/admin/initiatives/statusupdate/?show=all&q=canary8312",
    "/admin/initiatives/source/",
    "/admin/initiatives/source/?q=words",
    "/admin/initiatives/organisation/",
    "/admin/initiatives/importbatch/",
    "/admin/initiatives/importbatch/add/",
    "/admin/initiatives/initiative/add/?crisis=1",
    "/admin/initiatives/statusupdate/add/?initiative={initiative}",
    *(f"/admin/initiatives/{kind.name}/{page}" for kind in KINDS for page in ("?show=all", "add/")),
    *(f"/admin/initiatives/{kind.name}/add/?initiative={{initiative}}" for kind in KINDS),
    *(f"/admin/initiatives/{kind.name}/?show=all&q=canary8312" for kind in KINDS if kind.text in ("text", "title")),
)


def test_no_list_and_no_desk_holds_their_words(theirs: Theirs, me: User) -> None:
    mine, other = as_(me), as_(theirs.editor)
    addresses = [address.format(**theirs.ids) for address in LISTS]
    # The text that one looked for stands in the box of the search.
    bare = [address for address in addresses if CANARY not in address]
    assert [address for address in bare if leaks(mine.get(address, follow=True))] == []
    assert [address for address in bare if leaks(other.get(address, follow=True))] != []
    looked_for = {
        address: [client.get(address).context["cl"].result_count for client in (mine, other)]
        for address in addresses
        if CANARY in address
    }
    # One of each kind is on what both work on, one on the draft; of updates and initiatives there is one.
    assert set(map(tuple, looked_for.values())) == {(0, 1), (0, 2)}


@pytest.mark.parametrize(
    ("model", "field", "own"),
    [
        ("relation", "to_initiative", True),
        ("statusupdate", "initiative", False),
        ("statusupdate", "said_by", False),
        ("participation", "organisation", False),
        ("initiativelocation", "location", False),
        ("assignment", "organisation", False),
        ("user", "organisation", False),
    ],
)
@pytest.mark.parametrize("term", ["", CANARY, "title"])
def test_no_autocomplete_offers_it(theirs: Theirs, me: User, model: str, field: str, own: bool, term: str) -> None:
    ask = {"app_label": "initiatives", "model_name": model, "field_name": field, "term": term}
    answer = as_(me).get(reverse("admin:autocomplete"), ask)
    assert leaks(answer) is False
    if own:
        assert leaks(as_(theirs.editor).get(reverse("admin:autocomplete"), ask)) is True


def test_no_inline_takes_a_foreign_id(theirs: Theirs, me: User) -> None:
    mine = make_initiative("Mine", public=False, created_by=me)
    client = as_(me)
    address = change("initiative", mine.pk)
    plain = filled(client, address)
    foreign = {
        "participations": theirs.draft.participations.get(),
        "places": theirs.draft.places.get(),
        "documents": theirs.draft.documents.get(),
        "assignments": theirs.draft.assignments.get(),
        "indicators": theirs.draft.indicators.get(),
        "terms": theirs.draft.terms.get(),
        "issues": theirs.draft.issues.get(),
    }
    tries = [
        plain
        | {"relations-TOTAL_FORMS": "1", "relations-0-kind": "related", "relations-0-to_initiative": theirs.draft.pk},
        plain
        | {"terms-TOTAL_FORMS": "1", "terms-0-number": "1", "terms-0-text": "Mine", "terms-0-kind": "cessation",
           "terms-0-indicator": theirs.draft.indicators.get().pk},
    ]  # fmt: skip
    for prefix, row in foreign.items():
        mine_first = {name: value for name, value in plain.items() if not name.startswith(f"{prefix}-0-")}
        forged = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1", f"{prefix}-0-id": row.pk}
        tries += [
            mine_first | forged | {f"{prefix}-0-DELETE": "on"},
            mine_first | forged | {f"{prefix}-0-title": "Stolen", f"{prefix}-0-from_initiative": theirs.draft.pk},
            mine_first | forged | {f"{prefix}-0-initiative": theirs.draft.pk},
        ]
    before = stored(theirs)
    answers = [client.post(address, data, follow=True) for data in tries]
    assert {(answer.status_code in {200, 404}, leaks(answer)) for answer in answers} == {(True, False)}
    assert (stored(theirs), Relation.objects.count()) == (before, 0)


def stored(theirs: Theirs) -> list[Any]:
    """All that is theirs, value by value."""
    rows = [
        *Initiative.objects.filter(pk=theirs.draft.pk).values(),
        *StatusUpdate.objects.filter(pk=theirs.claim.pk).values(),
        *Source.objects.filter(pk=theirs.source.pk).values(),
        *User.objects.filter(pk=theirs.editor.pk).values("username", "organisation", "is_active"),
    ]
    for beside in (theirs.draft.participations, theirs.draft.places, theirs.draft.documents, theirs.draft.assignments):
        rows += beside.values()
    for thing in (theirs.draft.indicators, theirs.draft.terms, theirs.draft.issues):
        rows += thing.values()
    for claim in theirs.others:
        model: Any = type(claim)
        rows += model._default_manager.filter(pk=claim.pk).values()
    return rows


def test_no_body_takes_a_foreign_id(theirs: Theirs, me: User, shared: Initiative) -> None:
    client = as_(me)
    mine = make_draft(shared, author=me)
    opened = filled(client, change("statusupdate", mine.pk))
    ids = {
        "initiative": theirs.draft.pk,
        "source": theirs.source.pk,
        "replaces": theirs.claim.pk,
        "root": theirs.claim.pk,
    }
    before = stored(theirs)
    answers = [
        client.post(add("statusupdate"), an_update("", **ids, confidence="reported", language="en")),
        client.post(change("statusupdate", mine.pk), opened | ids | {"author": theirs.editor.pk}),
        client.post(quick(shared.pk), an_update("", **ids, submit_for_review="", id=theirs.claim.pk)),
        client.post(verb("statusupdate", mine.pk, "preview"), ids),
        client.post(verb("statusupdate", shared.pk, "quick_preview"), an_update("", **ids)),
    ]
    assert [leaks(answer) for answer in answers] == [False] * 5
    assert stored(theirs) == before
    rows = StatusUpdate.objects.exclude(pk=theirs.claim.pk)
    assert rows.filter(initiative=theirs.draft).count() == 0
    assert rows.filter(replaces=theirs.claim).count() == rows.filter(source=theirs.source).count() == 0


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_no_claim_is_about_a_foreign_thing_nor_tells_of_one(
    kind: Kind, theirs: Theirs, me: User, shared: Initiative
) -> None:
    """Their subject, their initiative and their pledge are refused alike, with nothing said of them."""
    client, before = as_(me), stored(theirs)
    about = {} if kind.makes is None else {"about": subject_of(kind, theirs.draft, f"Subject {CANARY}")}
    pledge = rows_of(Transaction).get(initiative=theirs.draft)
    bent = [
        new_claim(kind, theirs.draft, **about),
        new_claim(kind, shared, **({} if kind.makes is None else {kind.model.subject: "999999"}), converts=pledge.pk),
    ]
    answers = [client.post(add(kind.name), data) for data in bent]
    assert [leaks(answer) for answer in answers] == [False, False]
    assert (answers[0].status_code, stored(theirs)) == (200, before)
    assert rows_of(kind.model).filter(initiative=theirs.draft).count() == 1


def test_the_page_of_figures_shows_no_foreign_figure(theirs: Theirs, me: User, shared: Initiative) -> None:
    hidden = next(claim for claim in theirs.others if isinstance(claim, Observation))
    assert hidden.said_by is not None
    address = reverse("admin:initiatives_observation_enter", args=[shared.pk])
    shown = {
        user.username: [row.before for row in as_(user).get(address, {"said_by": hidden.said_by.pk}).context["rows"]]
        for user in (me, theirs.editor)
    }
    assert shown == {"me": [None], theirs.editor.username: [hidden]}
    assert as_(me).get(address).context["speaker"] is None


def test_what_a_thing_holds_on_to_is_named_by_its_kind_alone(theirs: Theirs, me: User) -> None:
    """An Editor deletes an indicator of their own draft that a Publisher's hidden draft of a figure is about."""
    mine = make_initiative("Mine", public=False, created_by=me)
    figure = next(kind for kind in KINDS if kind.name == "observation")
    hidden = make_of(figure, mine, public=False, inconsistency_note=f"Note {CANARY}")
    client, address = as_(me), change("initiative", mine.pk)
    answer = client.post(address, filled(client, address) | {"indicators-0-DELETE": "on"})
    said = [
        str(error) for group in answer.context["inline_admin_formsets"] for error in group.formset.non_form_errors()
    ]
    assert said == ["Subject: Other rows still need this one: observations. Nothing was changed."]
    assert (leaks(answer), str(hidden) in answer.content.decode(), mine.indicators.count()) == (False, False, 1)


def test_no_action_reaches_a_foreign_row(theirs: Theirs, me: User) -> None:
    client = as_(me)
    before = stored(theirs)
    for model, pk in theirs.ids.items():
        address = f"/admin/initiatives/{model}/"
        for action in ("send_for_review", "delete_selected", "publish"):
            for across in ("0", "1"):
                body = {"action": action, "_selected_action": [pk], "select_across": across, "index": "0"}
                assert leaks(client.post(f"{address}?show=all", body, follow=True)) is False
    assert stored(theirs) == before


def test_a_file_names_no_foreign_draft(theirs: Theirs, me: User) -> None:
    """An import that names the slug of somebody's draft is told nothing about it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    lines = f"title,slug,kind_code,crisis\nMine,slug-{CANARY},corridor,GZA\nMine,,corridor,GZA\n"
    file = SimpleUploadedFile("rows.csv", lines.encode())
    before = stored(theirs)
    shown = as_(me).post(add("importbatch"), {"file": file}, follow=True)
    told = shown.content.decode().replace(f"slug-{CANARY}", "")
    assert (CANARY in told, stored(theirs) == before) == (False, True)


# -- a source that only another organisation's draft rests on ----------------------------------------------------------


def test_the_address_of_a_hidden_source_tells_nothing_about_it(theirs: Theirs, me: User, shared: Initiative) -> None:
    """Known and new addresses are answered alike, and what was typed is asked for as for a new one."""
    client = as_(me)
    new = "https://example.org/never-seen"
    pages = []
    for url in (theirs.source.url, new):
        answers = [
            client.post(quick(shared.pk), an_update(url, submit_for_review="")),
            client.post(verb("statusupdate", shared.pk, "quick_preview"), an_update(url)),
            client.post(verb("statusupdate", shared.pk, "quick_preview"), an_update(url) | NEW_SOURCE),
        ]
        pages.append([(answer.status_code, errors_of(answer)) for answer in answers])
        assert not any(words_of(theirs) & set_of_words(answer) for answer in answers)
    assert pages[0] == pages[1]
    assert list(pages[0][0][1]) == ["source_publisher", "source_title"]


def errors_of(answer: Any) -> dict[str, list[str]]:
    form = answer.context.get("form")
    return {name: list(problems) for name, problems in form.errors.items()} if form is not None else {}


def words_of(theirs: Theirs) -> set[str]:
    return {theirs.source.publisher, theirs.source.title}


def set_of_words(answer: Any) -> set[str]:
    text = answer.content.decode()
    return {f"{word} {CANARY}" for word in ("Publisher", "Words") if f"{word} {CANARY}" in text}


def test_a_hidden_source_can_be_named_and_shows_its_words_once_it_is_public(
    theirs: Theirs, me: User, shared: Initiative
) -> None:
    client = as_(me)
    posted = client.post(quick(shared.pk), an_update(theirs.source.url, draft="") | NEW_SOURCE)
    mine = StatusUpdate.objects.get(author=me)
    assert (posted.status_code, mine.source) == (302, theirs.source)
    address = change("statusupdate", mine.pk)

    def seen() -> list[bool]:
        pages = [
            client.get(address),
            client.get(verb("statusupdate", mine.pk, "history")),
            client.get(verb("statusupdate", mine.pk, "preview")),
            client.get(verb("statusupdate", mine.pk, "submit")),
            client.get(quick(shared.pk)),
            client.get(reverse("admin:initiatives_source_changelist")),
            client.get(change("source", theirs.source.pk)),
            client.get(change("initiative", shared.pk)),
            client.get(reverse("admin:index")),
        ]
        return [bool(set_of_words(page)) for page in pages]

    assert seen() == [False] * 9
    # It can be saved again as it is, and sent for review, and nothing of theirs was changed by it.
    data = filled(client, address, headline="A crossing opened at noon", _submit="1")
    assert client.post(address, data).status_code == 302
    mine.refresh_from_db()
    stored = Source.objects.get(pk=theirs.source.pk)
    assert (mine.state, mine.headline, mine.source) == (State.SUBMITTED, "A crossing opened at noon", stored)
    assert (stored.publisher, stored.title) == (f"Publisher {CANARY}", f"Words {CANARY}")
    actions.publish(claim=mine, by=make_publisher(), seen_version=mine.version)
    # A public claim has no preview and is not sent for review again; the other two pages name no source.
    assert seen() == [True, True, False, False, True, True, True, False, False]


def test_a_source_that_a_publisher_entered_on_my_draft_is_mine_to_read(me: User, shared: Initiative) -> None:
    mine = make_draft(shared, author=me, source=None)
    review = as_(make_publisher())
    address = change("statusupdate", mine.pk)
    words = {"source_url": "https://example.org/found", "source_publisher": "Found", "source_title": "By a colleague"}
    assert review.post(address, filled(review, address) | words).status_code == 302
    assert "By a colleague" in as_(me).get(address).content.decode()


def test_a_visitor_is_told_nothing_either(theirs: Theirs) -> None:
    client = Client()
    answers = [client.get(address, follow=True) for _route, address in the_foreign_addresses(theirs)]
    assert not any(leaks(answer) for answer in answers if CANARY not in str(answer.request["QUERY_STRING"]))
