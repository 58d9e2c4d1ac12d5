"""The page of one initiative: who, where, when, what hangs on it, and what is said of one that was taken back."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import PlaceRole, RelationKind, RemoveReason, RetractReason, Role
from initiatives.models import Document, Initiative, Participation, Relation, Sector
from initiatives.reports.initiatives import RelatedLink, Retracted, initiative_page, retracted
from initiatives.reports.texts import Link
from tests.factories import (
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_update,
)
from tests.views.world import days_ago

pytestmark = pytest.mark.django_db


def page_of(row: Initiative):  # type: ignore[no-untyped-def]
    assert row.reference is not None
    return initiative_page(row.reference)


def test_leads_come_in_their_order_under_the_names_of_the_source_and_the_others_by_role() -> None:
    un, donors, egypt = (make_organisation(name, slug=name.lower()) for name in ("UN", "Donors", "Egypt"))
    row = make_initiative(leads=[donors, un])
    Participation.objects.filter(organisation=donors).update(named_as="the donors")
    Participation.objects.create(initiative=row, organisation=egypt, role=Role.MONITOR)
    Participation.objects.create(initiative=row, organisation=egypt, role=Role.FUNDING)

    page = page_of(row)
    assert page.leads == (Link("the donors", "donors"), Link("UN", "un"))
    assert [(str(group.label), group.links) for group in page.others] == [
        ("Funding", (Link("Egypt", "egypt"),)),
        ("Monitor", (Link("Egypt", "egypt"),)),
    ]


def test_a_sensitive_place_is_named_as_what_lies_around_it_and_each_name_once() -> None:
    row, strip = make_initiative(), make_location("Gaza Strip", slug="gaza-strip")
    hidden = {"level": "site", "parent": strip, "is_sensitive": True}
    for place in (
        make_location("Clinic", **hidden),
        make_location("School", **hidden),
        make_location("Aqaba", slug="aqaba"),
    ):
        make_place_of(row, place)
    make_place_of(row, make_location("Nowhere to be named", is_sensitive=True))
    make_place_of(row, strip, PlaceRole.DESTINATION)

    assert [(str(group.label), group.links) for group in page_of(row).places] == [
        ("Where the work is done", (Link("Aqaba", "aqaba"), Link("Gaza Strip", "gaza-strip"))),
        ("Destination", (Link("Gaza Strip", "gaza-strip"),)),
    ]


def test_a_relation_reads_from_both_ends_and_only_between_public_ones() -> None:
    whole, part, draft = make_initiative("Whole"), make_initiative("Part"), make_initiative("Draft", public=False)
    Relation.objects.create(from_initiative=part, to_initiative=whole, kind=RelationKind.PART_OF)
    Relation.objects.create(from_initiative=part, to_initiative=draft, kind=RelationKind.RELATED)

    assert [(str(g.label), g.links) for g in page_of(part).related] == [
        ("Part of", (RelatedLink(Link("Whole", whole.reference or ""), None),))
    ]
    assert [(str(g.label), g.links) for g in page_of(whole).related] == [
        ("Has as parts", (RelatedLink(Link("Part", part.reference or ""), None),))
    ]


def test_an_initiative_that_two_continue_was_split_into_them_since_a_day() -> None:
    old, north, south = make_initiative("All routes"), make_initiative("North"), make_initiative("South")
    for part in (north, south):
        Relation.objects.create(
            from_initiative=part, to_initiative=old, kind=RelationKind.CONTINUES, since=dt.date(2026, 5, 1)
        )

    links = [RelatedLink(Link(row.title, row.reference or ""), dt.date(2026, 5, 1)) for row in (north, south)]
    assert [(str(g.label), g.links) for g in page_of(old).related] == [("Split into", tuple(links))]
    assert [(str(g.label), g.links) for g in page_of(north).related] == [
        ("Continues", (RelatedLink(Link("All routes", old.reference or ""), dt.date(2026, 5, 1)),))
    ]


def test_the_parts_of_a_corridor_stand_on_its_page_with_where_each_stands() -> None:
    whole, part = make_initiative("Whole"), make_initiative("Part")
    make_update(part, status="6", as_of=dt.date(2026, 3, 4))
    for row, kind in ((part, RelationKind.PART_OF), (make_initiative(), RelationKind.RELATED)):
        Relation.objects.create(from_initiative=row, to_initiative=whole, kind=kind)

    (section,) = page_of(whole).sections
    told = [(route.row.title, route.row.status, route.row.status_since) for route in section.data.routes]
    assert (section.code, told, page_of(part).sections) == ("routes", [("Part", "6", dt.date(2026, 3, 4))], ())


def test_only_the_dates_that_are_known_are_given() -> None:
    row = make_initiative(planned_start=dt.date(2026, 1, 2), actual_end=dt.date(2026, 3, 4))
    assert [(str(fact.label), fact.day) for fact in page_of(row).dates] == [
        ("Planned start", dt.date(2026, 1, 2)),
        ("Ended", dt.date(2026, 3, 4)),
    ]


@pytest.mark.parametrize("state", ["draft", "retracted", "removed"])
def test_what_is_not_public_has_no_page(state: str) -> None:
    row = make_initiative(public=state != "draft")
    if state == "retracted":
        actions.retract_initiative(initiative=row, by=make_publisher(), reason=RetractReason.ERROR)
    if state == "removed":
        actions.remove_initiative(initiative=row, by=make_publisher(), reason=RemoveReason.SAFETY)
    with pytest.raises(Initiative.DoesNotExist):
        initiative_page(row.reference or "")


def test_a_retracted_initiative_says_why_and_points_on_only_to_what_is_public() -> None:
    newer, hidden = make_initiative("Newer"), make_initiative("Hidden", public=False)
    first, second = make_initiative(), make_initiative()
    for row, after in ((first, newer), (second, hidden)):
        actions.retract_initiative(
            initiative=row, by=make_publisher(), reason=RetractReason.DUPLICATE, continued_by=after
        )

    found = [retracted(row.reference or "") for row in (first, second, newer)]
    assert found == [
        Retracted(first.reference or "", RetractReason.DUPLICATE, days_ago(0), Link("Newer", newer.reference or "")),
        Retracted(second.reference or "", RetractReason.DUPLICATE, days_ago(0), None),
        None,
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_eighteen_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    row = make_initiative()
    for number in range(rows):
        make_update(row, said_by=make_organisation())
        make_place_of(row, make_location(level="site", parent=make_location(), is_sensitive=True))
        Participation.objects.create(initiative=row, organisation=make_organisation(), role=Role.FUNDING)
        Relation.objects.create(from_initiative=row, to_initiative=make_initiative(), kind=RelationKind.RELATED)
        Document.objects.create(initiative=row, title="A", url=f"https://example.org/{number}", category="A01")
        row.sectors.add(Sector.objects.all()[number])
    with django_assert_num_queries(18):
        page_of(row)
