"""The list of initiatives: what each filter keeps, what the facets count, how rows are ordered."""

import datetime as dt
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from initiatives import actions
from initiatives.choices import RetractReason, Role
from initiatives.datasets import INITIATIVES, Selection
from initiatives.models import Participation, Sector
from initiatives.tables.initiatives import InitiativeTable
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
)

pytestmark = pytest.mark.django_db


def select(query: str = "") -> Selection:
    return INITIATIVES.select(QueryDict(query))


def titles(query: str = "") -> list[str]:
    return [row.title for row in select(query).rows]


def options(query: str, facet: str) -> dict[str, int]:
    found = next((one for one in select(query).facets if one.name == facet), None)
    return {option.value: option.count or 0 for option in found.options} if found else {}


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def test_kind_keeps_its_kind() -> None:
    make_initiative("Corridor")
    make_initiative("Talks", kind="ceasefire")
    assert titles("kind=ceasefire") == ["Talks"]


def test_status_keeps_codes_and_none_keeps_those_without_an_update() -> None:
    make_update(make_initiative("Open"), status="2")
    make_update(make_initiative("Stopped"), status="6")
    make_initiative("Silent")
    assert titles("status=2&sort=title") == ["Open"]
    assert titles("status=none") == ["Silent"]
    assert titles("status=none&status=6&sort=title") == ["Silent", "Stopped"]


def test_rating_keeps_its_rating() -> None:
    make_update(make_initiative("Well"), rating="on_track")
    make_update(make_initiative("Badly"), rating="no_progress")
    assert titles("rating=no_progress") == ["Badly"]


def test_freshness_keeps_how_old_the_news_is() -> None:
    for title, days in (("Fresh", 7), ("Due", 8), ("Late", 15), ("Gone quiet", 22)):
        make_update(make_initiative(title), as_of=days_ago(days))
    assert [titles(f"freshness={code}") for code in ("up_to_date", "due", "late", "silent")] == [
        ["Fresh"],
        ["Due"],
        ["Late"],
        ["Gone quiet"],
    ]


def test_organisation_is_any_part_and_lead_is_a_lead() -> None:
    body = make_organisation("Body")
    make_initiative("Led", leads=[body])
    helped = make_initiative("Helped")
    Participation.objects.create(initiative=helped, organisation=body, role=Role.FUNDING)
    make_initiative("Neither")
    assert titles("organisation=body&sort=title") == ["Helped", "Led"]
    assert titles("lead=body") == ["Led"]


def test_sector_and_crisis_keep_theirs() -> None:
    health = make_initiative("Health", crisis=make_crisis("SDN"))
    health.sectors.add(Sector.objects.get(code="HEA"))
    make_initiative("Other")
    assert titles("sector=HEA") == ["Health"]
    assert titles("crisis=sdn") == ["Health"]


def test_location_keeps_the_place_and_everything_within_it() -> None:
    region = make_location("Region", slug="region")
    district = make_location("District", slug="district", parent=region)
    site = make_location("Site", slug="site", parent=district, is_sensitive=True)
    elsewhere = make_location("Elsewhere", slug="elsewhere")
    for title, place in (("R", region), ("D", district), ("S", site), ("E", elsewhere)):
        make_place_of(make_initiative(title), place)
    assert titles("location=region&sort=title") == ["D", "R", "S"]
    assert titles("location=district&sort=title") == ["D", "S"]
    assert titles("location=elsewhere&location=district&sort=title") == ["D", "E", "S"]


def test_updated_since_and_until_include_their_days() -> None:
    for title, days in (("New", 1), ("Middle", 5), ("Old", 9)):
        make_update(make_initiative(title), as_of=days_ago(days))
    make_initiative("Never")
    assert titles(f"updated_since={days_ago(5)}") == ["New", "Middle"]
    assert titles(f"updated_until={days_ago(5)}") == ["Middle", "Old"]
    assert titles(f"updated_since={days_ago(5)}&updated_until={days_ago(5)}") == ["Middle"]


def test_filters_of_different_names_all_apply() -> None:
    make_update(make_initiative("Both"), status="6")
    make_update(make_initiative("Kind alone"), status="2")
    make_update(make_initiative("Status alone", kind="ceasefire"), status="6")
    assert titles("kind=corridor&status=6") == ["Both"]


def test_drafts_and_retracted_initiatives_are_in_no_list() -> None:
    make_initiative("Draft", public=False)
    gone = make_initiative("Gone")
    actions.retract_initiative(initiative=gone, by=make_publisher(), reason=RetractReason.ERROR)
    make_initiative("Seen")
    assert titles() == ["Seen"]
    assert select().count == 1


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-updated", ["Ébauche", "aide", "Zulu", "Zone"]),
        ("updated", ["aide", "Ébauche", "Zone", "Zulu"]),
        ("title", ["aide", "Ébauche", "Zone", "Zulu"]),
        ("-title", ["Zulu", "Zone", "Ébauche", "aide"]),
        ("status", ["aide", "Ébauche", "Zulu", "Zone"]),
        ("-status", ["Ébauche", "aide", "Zulu", "Zone"]),
        ("kind", ["Ébauche", "aide", "Zulu", "Zone"]),
        ("-kind", ["aide", "Zulu", "Zone", "Ébauche"]),
        ("reference", ["Ébauche", "aide", "Zone", "Zulu"]),
        ("-reference", ["Zulu", "Zone", "aide", "Ébauche"]),
    ],
)
def test_sort_orders_are_total_and_put_nothing_last(sort: str, expected: list[str]) -> None:
    make_update(make_initiative("aide"), as_of=days_ago(3), status="2")
    make_update(make_initiative("Ébauche", kind="ceasefire"), as_of=days_ago(1), status="6")
    make_initiative("Zone")
    make_initiative("Zulu")
    assert titles(f"sort={sort}") == expected


@pytest.mark.parametrize("sort", ["title", "-title", "kind", "-kind", "reference", "-reference"])
def test_text_is_sorted_by_code_point_on_every_database(sort: str) -> None:
    """The database of the tests may have no locale of its own, so the order alone would prove nothing."""
    assert "COLLATE" in str(select(f"sort={sort}").rows.query)


def test_facets_count_under_all_the_other_filters() -> None:
    make_update(make_initiative("A"), status="2")
    make_update(make_initiative("B"), status="6")
    make_update(make_initiative("C", kind="ceasefire"), status="6")
    assert options("status=6", "kind") == {"corridor": 1, "ceasefire": 1, "reconstruction": 0, "other": 0}
    assert options("status=6&kind=corridor", "status") == {
        "1": 0, "2": 1, "3": 0, "4": 0, "5": 0, "6": 1, "none": 0
    }  # fmt: skip
    assert options("status=6&kind=corridor", "kind") == {"corridor": 1, "ceasefire": 1, "reconstruction": 0, "other": 0}


def test_a_chosen_value_is_listed_even_when_nothing_has_it() -> None:
    body, other = make_organisation("Body"), make_organisation("Other")
    make_initiative("A", leads=[body])
    make_initiative("B", leads=[other], kind="ceasefire")
    assert options("lead=other&kind=corridor", "lead") == {"body": 1, "other": 0}
    chosen = next(facet for facet in select("lead=other&kind=corridor").facets if facet.name == "lead")
    assert [option.value for option in chosen.options if option.is_selected] == ["other"]


def test_long_facets_list_the_commonest_and_what_is_chosen() -> None:
    bodies = [make_organisation(f"Body {number:02}") for number in range(20)]
    make_initiative("All", leads=bodies)
    make_initiative("Two", leads=bodies[18:])
    found = options("lead=body-10", "lead")
    assert list(found)[:2] == ["body-18", "body-19"]
    assert (len(found), found["body-10"]) == (13, 1)


def test_places_count_an_initiative_once_however_many_of_its_places_lie_within() -> None:
    region = make_location("Region", slug="region")
    inner = [make_location(slug=f"d{number}", parent=region) for number in (1, 2)]
    twice = make_initiative("Twice")
    for place in (*inner, region):
        make_place_of(twice, place)
    make_place_of(make_initiative("Once"), inner[0])
    assert options("", "location") == {"region": 2, "d1": 2, "d2": 1}


def test_facets_do_not_count_what_is_hidden() -> None:
    body = make_organisation("Body")
    make_initiative("Seen", leads=[body])
    hidden = make_initiative("Hidden", leads=[body], public=False)
    make_place_of(hidden, make_location(slug="hidden"))
    make_draft(make_initiative("Draft update", leads=[body]), status="6")
    counted = {facet.name: {option.value: option.count for option in facet.options} for facet in select().facets}
    assert counted["lead"] == {"body": 2}
    assert (counted["status"]["6"], counted["status"]["none"]) == (0, 2)
    assert "location" not in counted


def test_count_options_and_rows_agree() -> None:
    make_update(make_initiative("A"), status="2")
    make_update(make_initiative("B"), status="6")
    make_initiative("C", kind="ceasefire")
    for facet in select().facets:
        for option in facet.options:
            assert len(titles(f"{facet.name}={option.value}")) == option.count


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_the_same_queries_at_any_length(django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        initiative = make_initiative(leads=[make_organisation(), make_organisation()])
        make_place_of(initiative, make_location())
        make_update(initiative)
    with django_assert_num_queries(15):
        selection = select()
        _ = (selection.count, selection.facets, selection.fields, selection.sorts, selection.chips)
        for row in selection.page_rows:
            _ = (
                row.lead_names,
                row.crisis.is_sample,
                row.status,
                row.freshness,
                row.is_pending,
                row.voices,
            )


def test_leads_are_named_as_the_source_names_them_and_once() -> None:
    government, aid = make_organisation("U.S. Government", slug="us"), make_organisation("Aid", slug="aid")
    initiative = make_initiative(leads=[aid])
    for role in (Role.MEDIATOR, Role.FUNDING):
        Participation.objects.create(
            initiative=initiative, organisation=government, role=role, is_lead=True, order=1, named_as="U.S."
        )
    (row,), (record,) = select().page_rows, select().page_records
    assert (row.lead_names, record["leads"]) == (["Aid", "U.S."],) * 2
    assert "<bdi>Aid</bdi>, <bdi>U.S.</bdi></span>" in next(InitiativeTable(select()).cell_rows)


def test_pages_cut_the_rows_in_order() -> None:
    made = [make_initiative(f"Row {number:03}") for number in range(27)]
    first, second = select("sort=title"), select("sort=title&page=2")
    assert first.page_rows + second.page_rows == made
    assert (len(second.page_rows), first.page_count, first.count) == (2, 2, 27)
    assert len(select("per_page=50").page_rows) == 27


def test_chips_take_one_value_away_each() -> None:
    make_initiative(leads=[make_organisation("Body")])
    selection = select("q=aid&kind=corridor&kind=ceasefire&updated_since=2026-11-01&sort=title&page=1&per_page=50")
    assert [(chip.label, chip.query) for chip in selection.chips] == [
        ("Search: “aid”", "kind=ceasefire&kind=corridor&updated_since=2026-11-01&sort=title&per_page=50"),
        ("Kind: Ceasefire talks", "q=aid&kind=corridor&updated_since=2026-11-01&sort=title&per_page=50"),
        ("Kind: Humanitarian corridor", "q=aid&kind=ceasefire&updated_since=2026-11-01&sort=title&per_page=50"),
        ("Updated since: 1 November 2026", "q=aid&kind=ceasefire&kind=corridor&sort=title&per_page=50"),
    ]


def test_one_choice_of_rows_has_one_address() -> None:
    one = select("kind=corridor&q=aid+now&kind=ceasefire&sort=relevance&page=1&per_page=25")
    other = select("q=aid++now&kind=ceasefire&utm_source=x&kind=corridor&status=")
    assert one.query_string() == other.query_string() == "q=aid+now&kind=ceasefire&kind=corridor"
    assert one.query_string(sort="title", page=3) == "q=aid+now&kind=ceasefire&kind=corridor&sort=title&page=3"
    assert one.query_string(q=None, kind=None) == ""
    assert one.query_string(hxl=1) == "q=aid+now&kind=ceasefire&kind=corridor&hxl=1"


def test_what_is_the_default_sort_hangs_on_whether_words_are_looked_for() -> None:
    searched, plain = select("q=aid&sort=-updated"), select("sort=relevance")
    assert (searched.sort, searched.query_string(), searched.query_string(q=None)) == (
        "-updated",
        "q=aid&sort=-updated",
        "",
    )
    assert (plain.sort, plain.query_string(), select("q=aid").sort) == ("-updated", "", "relevance")
    offered = {query: [option.value for option in select(query).sorts][:3] for query in ("", "q=aid")}
    assert offered == {"": ["", "updated", "title"], "q=aid": ["-updated", "", "updated"]}


def test_the_page_starts_anew_unless_it_is_given() -> None:
    for _number in range(51):
        make_initiative()
    selection = select("page=2")
    assert (selection.query_string(), selection.query_string(page=2), selection.file_query) == ("", "page=2", "")


def test_fields_are_the_inputs_that_are_no_facets() -> None:
    found = [(field.name, field.type, field.value) for field in select("q=aid&updated_until=2026-11-01").fields]
    assert found == [("q", "search", "aid"), ("updated_since", "date", ""), ("updated_until", "date", "2026-11-01")]


@pytest.mark.parametrize("query", ["status=2", "rating=on_track", "freshness=up_to_date", "updated_since=2000-01-01"])
def test_what_is_chosen_by_the_standing_is_counted_on_a_day_as_it_is_now(query: str) -> None:
    for status in ("2", "6"):
        make_update(make_initiative(), status=status, rating="on_track", published_at=timezone.now())
    then = select(f"{query}&as_at={timezone.localdate()}")
    assert (then.facets, then.count) == (select(query).facets, select(query).count)
