"""Search: every word is one of the row's, whatever its case and marks; the best first; what is hidden has no part."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives import actions, search, text
from initiatives.choices import RemoveReason, ReplaceKind, RetractReason, Role
from initiatives.datasets import BY_NAME, Selection
from initiatives.models import Initiative, Organisation, OrganisationName, Participation, StatusUpdate, words
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_organisation,
    make_publisher,
    make_update,
    make_user,
)
from tests.sheets import as_csv
from tests.test_attacks import a_file

pytestmark = pytest.mark.django_db


def select(dataset: str, **parameters: str) -> Selection:
    query = QueryDict(mutable=True)
    query.update(parameters)
    return BY_NAME[dataset].select(query)


def found(query: str, dataset: str = "initiatives", **more: str) -> list[str]:
    """What is found, in its order: the page, the file and the number agree."""
    selection = select(dataset, q=query, **more)
    in_file = [row.pk for row in selection.rows]
    assert ([row.pk for row in selection.page_rows], selection.count) == (in_file, len(in_file))
    return [getattr(row, "title", "") or getattr(row, "headline", "") or row.name for row in selection.rows]


def test_every_word_must_occur_in_any_order_and_the_last_may_be_a_beginning() -> None:
    make_initiative("Water for the north")
    make_initiative("Water for the south")
    both = ["Water for the south", "Water for the north"]
    expected = {
        "north water": ["Water for the north"],
        "water nor": ["Water for the north"],
        "nor water": [],
        "wat": both,
        "WATER": both,
        "water the water": both,
        "water east": [],
        "ater": [],
        # One as short is no beginning: "UN" would find what is under way.
        "fo": [],
        "for": both,
    }
    assert {query: found(query) for query in expected} == expected


def test_title_summary_results_and_names_of_participants_are_looked_through() -> None:
    body = make_organisation("World Food Programme", acronym="WFP")
    OrganisationName.objects.create(organisation=body, name="Programme alimentaire mondial", language="fr")
    helped = make_initiative("Title", summary="A summary", anticipated_results="Fewer queues")
    Participation.objects.create(initiative=helped, organisation=body, role=Role.FUNDING)
    make_initiative("Another")
    for query in ("title", "SUMMARY", "queues", "wfp", "title wfp", "food programme", "alimentaire summary"):
        assert found(query) == ["Title"], query


def test_a_reference_is_found_whole_and_by_its_pieces_its_own_row_first() -> None:
    first = make_initiative("First", summary="Beside GZA-COR-002, in 001 places")
    make_initiative("Second")
    make_update(first, headline="Opened")
    expected = {
        "gza-cor-001": ["First"],
        "GZA-COR-002": ["Second", "First"],
        "Gza-Cor-0": ["First", "Second"],
        "GZA-COR": ["First", "Second"],
        "cor 002": ["Second", "First"],
        "(GZA-COR-001)": ["First"],
        "cor-003": [],
    }
    assert {query: found(query) for query in expected} == expected
    assert (found("gza-cor-001 opened", "updates"), found("gza-cor-002", "updates")) == (["Opened"], [])


# The same words give the same rows on both databases; these lists are what both give.
TITLES = (
    "Réunion à Genève : l'œuvre d'aide",
    "مُسَاعَدَات إِنْسَانِيَّة",
    "والمساعدات الـــعاجلة ١٢٣",
    "סיוע הומניטרי לעזה",
    "Straße nach Norden",
    "İstanbul talks, 3rd round",
    "ﬁnal round in Ｇａｚａ",
    "加沙人道主义走廊",
    "मानवीय गलियारा",
    "인도주의 통로",
    "cease-fire: 100% (a_b) c:\\d *",
)


ASKED: dict[str, list[int]] = {
    "reunion GENEVE": [0],
    "GENÈVE": [0],
    "l’oeuvre": [0],
    "aide": [0],
    # With and without marks, the article, a stretched letter, the forms of alef and of digits.
    "مساعدات": [2, 1],
    "المُسَاعَدَات": [2, 1],
    "انسانيه": [1],
    "أنسانية": [1],
    "عاجلة": [2],
    "العاجله 123": [2],
    "סִיּוּעַ": [3],
    "עזה": [3],
    "לעזה סיוע": [3],
    "STRASSE": [4],
    "istanbul": [5],
    "round": [6, 5],
    "final gaza": [6],
    "加沙": [7],
    "走廊加": [7],
    "मानवीय": [8],
    "통로": [9],
    "cease fire": [10],
    "“cease-fire”, 100 %": [10],
    "A_B": [10],
}
# Nothing is a wildcard, nor a word of a query language.
NO_WORDS = (
    "%",
    "_",
    "\\",
    "*",
    "'",
    '"',
    "''",
    "--",
    ";",
    "🕊",
    "()",
    "\u200f",
    "NOT",
    "a* OR b",
    "NEAR(a b)",
    "words:a",
)


def test_scripts_and_spellings() -> None:
    body = make_organisation("OCHA")
    for title in TITLES:
        make_initiative(title, leads=[body], anticipated_results="-")
    assert {query: found(query) for query in ASKED} == {
        query: [TITLES[row] for row in rows] for query, rows in ASKED.items()
    }
    assert [query for query in NO_WORDS if found(query)] == []


def test_the_best_come_first_and_the_newest_of_them() -> None:
    rows = {}
    for title, summary, day in (
        ("Bread", "and water", 9),
        ("Water old", "", 1),
        ("Water new", "", 5),
        ("Nothing", "", 7),
    ):
        rows[title] = make_initiative(title, summary=summary)
        make_update(rows[title], as_of=dt.date(2026, 3, day))
    make_initiative("Water without news")
    relevant = ["Water new", "Water old", "Water without news", "Bread"]
    assert found("water") == found("water", sort="relevance") == relevant
    assert found("water", sort="-updated") == ["Bread", "Water new", "Water old", "Water without news"]
    pages = [select("initiatives", q="water", per_page="25")._filters.ids_in_order("relevance", n, 1) for n in range(5)]
    assert pages == [[Initiative.objects.get(title=title).pk] for title in relevant] + [[]]


def test_updates_and_organisations_have_a_heading_too() -> None:
    body = make_organisation("World Food Programme", acronym="WFP")
    OrganisationName.objects.create(organisation=body, name="برنامج الأغذية العالمي", language="ar")
    corridor = make_initiative("Northern corridor", leads=[body, make_organisation("Arms of the world", slug="arms")])
    make_update(corridor, headline="Twelve lorries crossed", narrative="Flour", as_of=dt.date(2026, 3, 1))
    make_update(corridor, headline="A pause", narrative="No lorries", as_of=dt.date(2026, 3, 9))
    updates = {"lorries": ["Twelve lorries crossed", "A pause"], "corridor flour": ["Twelve lorries crossed"]}
    bodies = {"wfp": [body.name], "العالمي": [body.name], "world": ["Arms of the world", body.name], "pause": []}
    assert {query: found(query, "updates") for query in updates} == updates
    assert {query: found(query, "organisations") for query in bodies} == bodies


# -- against a plain search --------------------------------------------------------------------------------------------

POOL = ("water", "waters", "wat", "north", "un", "under", "مساعدات", "والمساعدات", "סיוע", "לסיוע", "aide", "l'aide")


@pytest.fixture
def world() -> None:
    bodies = [make_organisation(f"{word} body", slug=f"b{n}", country="") for n, word in enumerate(POOL[:4])]
    for n in range(10):
        title, summary = (" ".join(POOL[(n * k + k) % len(POOL)] for k in some) for some in ((1, 3), (5, 7, 8)))
        row = make_initiative(f"T{n} {title}", summary=summary, leads=[bodies[n % 4]])
        if n % 3:
            make_update(row, as_of=dt.date(2026, 3, 1 + n * 5 % 7))


def plainly(query: str) -> list[str]:
    """The same search without an index, over the rows."""
    *whole, last = [text.without_article(word) for word in text.searched(query)]

    def holds(texts: list[str]) -> bool:
        said = {form for each in texts for word in text.searched(each) for form in text.forms(word)}
        begins = {word for word in said if word == last or (len(last) > 2 and word.startswith(last))}
        return bool(begins) and set(whole) <= said

    hits = []
    for row in Initiative.objects.public():
        heading = [row.reference or "", row.title]
        names = [part.organisation.name for part in row.participations.all()]
        if holds([*heading, row.summary, row.anticipated_results, *names]):
            rank = 0 if query.upper() == row.reference else 1 if holds(heading) else 2
            day = row.last_update_as_of
            hits.append((rank, day is None, -day.toordinal() if day else 0, -row.pk, row.title))
    return [title for *_order, title in sorted(hits)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=st.lists(st.sampled_from([*POOL, "wa", "nor", "gza-cor-003", "COR", "body"]), min_size=1, max_size=3))
def test_it_is_what_a_plain_search_finds(world: None, asked: list[str]) -> None:
    query = " ".join(asked)
    assert found(query) == plainly(query)


def test_a_common_word_is_walked_to_in_the_order_of_the_list(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_first = {query: found(query) for query in ("body", "water", "un")}
    monkeypatch.setattr(search, "PAGE", 0)
    assert {query: found(query) for query in sorted_first} == sorted_first


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL chooses by itself")
def test_a_page_of_a_common_word_sorts_nothing(world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 0)
    rows: Any = Initiative.objects.public().with_standing().order_by("-last_update_as_of", "-id").values("pk")
    plan = search.Words(words.INITIATIVES, "body").for_a_page(rows)[:25].explain()
    assert ("list_by_update" in plan, "TEMP B-TREE" in plan) == (True, False)


# -- what is hidden ----------------------------------------------------------------------------------------------------


def test_what_is_hidden_is_neither_found_nor_kept_among_the_words() -> None:
    body = make_organisation("Hidden body")
    public = make_initiative("Public", leads=[body])
    make_draft(public, headline="Hidden draft", narrative="hidden")
    make_initiative("Hidden words", public=False, leads=[make_organisation("Hidden other")])
    assert [found("hidden", dataset) for dataset in ("initiatives", "organisations", "updates")] == [
        ["Public"],
        ["Hidden body"],
        [],
    ]
    kept = {table: every_word(table) for table in (words.INITIATIVES, words.UPDATES)}
    assert ("words" in str(kept), "draft" in str(kept), "public" in str(kept)) == (False, False, True)


def test_hidden_rows_change_neither_what_is_found_nor_its_order(world: None) -> None:
    queries = ("water", "un", "body", "north water")
    before = {query: found(query) for query in queries}
    row = Initiative.objects.get(title__startswith="T1 ")
    for _number in range(5):
        make_initiative("water north un", public=False, leads=list(row.organisations.all()), summary="body")
        make_draft(row, headline="water north un body")
    assert {query: found(query) for query in queries} == before


# -- kept with every change --------------------------------------------------------------------------------------------


def every_word(index: words.Index) -> dict[int, frozenset[str]]:
    model = {"Initiative": Initiative, "StatusUpdate": StatusUpdate, "Organisation": Organisation}[index.model]
    return index.stored(list(model._base_manager.values_list("pk", flat=True)))


def wrong() -> list[Any]:
    """What `verify` would name."""
    return [
        different
        for index, model in zip(words.INDEXES, (Organisation, Initiative, StatusUpdate), strict=True)
        for different in (
            *index.differences(list(model._base_manager.values_list("pk", flat=True))),
            *index.strays(),
        )
    ]


def lives(tmp_path: Path) -> Iterator[Callable[[], object]]:
    """One change after another, each by a way of its own."""
    by, safety = make_publisher("by"), RemoveReason.SAFETY
    body, other = make_organisation("Body"), make_organisation("Other", acronym="OTH")
    crisis = make_crisis("YEM")
    first = make_initiative("First", leads=[body], crisis=crisis)
    update = make_update(first, headline="Kanary one")
    yield lambda: Organisation.objects.get(pk=body.pk).save()
    body.name = "Renamed"
    yield body.save
    yield lambda: OrganisationName.objects.create(organisation=body, name="Alias")
    yield lambda: body.names.get().delete()
    yield lambda: OrganisationName.objects.create(organisation=other, name="Autre")
    yield lambda: Participation.objects.create(initiative=first, organisation=other, role=Role.FUNDING)
    yield lambda: first.participations.get(role=Role.FUNDING).delete()
    yield lambda: Participation.objects.create(initiative=first, organisation=other, role=Role.FUNDING)
    first.refresh_from_db()
    first.title = "Another title"
    yield first.save
    yield lambda: actions.merge_organisations(keep=body, merge=other, by=make_user("merger", "Administrator"))
    replacement = actions.replace(claim=update, by=by, kind=ReplaceKind.OUR_ERROR, changes={"headline": "Kanary two"})
    yield lambda: actions.publish(claim=replacement, by=make_publisher(), seen_version=replacement.version)
    yield lambda: actions.retract(claim=replacement, by=by, reason=RetractReason.ERROR)
    yield lambda: actions.remove(claim=replacement, by=by, reason=safety)
    yield lambda: actions.discard(claim=make_draft(first), by=by)
    yield lambda: actions.discard_initiative(initiative=make_initiative(public=False, crisis=crisis), by=by)
    for leave in (actions.retract_initiative, actions.remove_initiative):
        gone = make_initiative("Gone", crisis=crisis)
        make_update(gone)
        reason: Any = RetractReason.ERROR if leave is actions.retract_initiative else safety
        yield lambda: leave(initiative=gone, by=by, reason=reason)  # noqa: B023  # called before the next turn
    names = ["reference", "title", "kind_code", "crisis", "other_organisations"]
    sheet = [names, [first.reference or "", "Another title", "corridor", crisis.name, "New body"]]
    make_organisation("New body")
    (tmp_path / "rows.csv").write_bytes(as_csv(sheet))
    yield lambda: call_command("import_initiatives", str(tmp_path / "rows.csv"), "--yes", "--user", "by")
    assert found("new body") == ["Another title"]
    yield lambda: call_command("loaddata", "gaza", verbosity=0)
    yield lambda: call_command("remove_sample", "--yes")


def test_after_every_change_the_index_is_what_verify_works_out(tmp_path: Path) -> None:
    for change in lives(tmp_path):
        change()
        assert wrong() == []
    assert (found("kanary", "updates"), found("renamed")) == ([], ["Another title"])


def test_a_change_that_is_taken_back_takes_its_words_along() -> None:
    row = make_initiative("Stays")
    with transaction.atomic():
        row.title = "Taken back"
        row.save()
        transaction.set_rollback(True)
    assert (found("stays"), found("taken back"), wrong()) == (["Stays"], [], [])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL sees to it in its own time")
def test_erased_words_are_not_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, file = words.UPDATES, a_file(tmp_path / "tracker.sqlite3")
    monkeypatch.setattr(words, "connection", file)

    def is_there() -> bool:
        file.empty_log()
        return any(b"canary8312" in each.read_bytes() for each in tmp_path.iterdir())

    with file.cursor() as cursor:
        cursor.execute(index._sql("make"))
    index.write({1: ["canary8312", "stays"], 2: ["stays"]})
    index.erase([1])
    before = is_there()
    index.purge()
    assert (before, is_there(), index.stored([1, 2])) == (True, False, {2: frozenset({"stays"})})
    file.close()
