"""The page of one organisation: the parts it plays, what it has said, its names, whom it works with."""

from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives import actions
from initiatives.choices import RetractReason, Role, Status
from initiatives.models import Organisation, OrganisationName, Participation
from initiatives.moments import end_of
from initiatives.reports.funding import Amount
from initiatives.reports.organisations import OrganisationPage, moved_to, organisation_page
from initiatives.reports.texts import Link
from tests.factories import (
    make_draft,
    make_finding,
    make_indicator,
    make_initiative,
    make_issue,
    make_observation,
    make_organisation,
    make_position,
    make_publisher,
    make_transaction,
    make_update,
    replace_claim,
)
from tests.views.world import confirm, days_ago

pytestmark = pytest.mark.django_db


def test_parts_say_the_role_newest_news_first() -> None:
    un = make_organisation("UN", slug="un")
    led, joined = make_initiative("Led", leads=[un]), make_initiative("Joined")
    Participation.objects.create(initiative=led, organisation=un, role=Role.FUNDING)
    Participation.objects.create(initiative=joined, organisation=un, role=Role.MONITOR)
    make_initiative("A draft", leads=[un], public=False)
    make_update(led, as_of=days_ago(5))
    make_update(joined, as_of=days_ago(1))

    page = organisation_page("un")
    assert [(part.row.title, [str(role) for role in part.roles]) for part in page.parts] == [
        ("Joined", ["Monitor"]),
        ("Led", ["Lead", "Funding"]),
    ]
    assert (page.leads_count, page.parts_count) == (1, 2)


def test_what_it_said_holds_now_and_leaves_confirmations_out() -> None:
    un, corridor = make_organisation("UN", slug="un"), make_initiative()
    make_update(corridor, as_of=days_ago(9), status=Status.PLANNED)
    make_update(corridor, as_of=days_ago(5), headline="Said", said_by=un)
    make_update(corridor, as_of=days_ago(4), headline="Said by another", said_by=make_organisation())
    make_draft(corridor, headline="Not yet", said_by=un)
    confirm(corridor, un, days_ago(1))

    page = organisation_page("un")
    assert ([(c.update.headline, c.before) for c in page.said], page.said_count) == ([("Said", Status.PLANNED)], 1)


def test_other_names_are_gathered_each_once() -> None:
    un = make_organisation("United Nations", slug="un", acronym="UN")
    OrganisationName.objects.create(organisation=un, name="Nations Unies", language="fr")
    for name in ("UN", "the UN", "United Nations"):
        row = make_initiative(leads=[un])
        Participation.objects.filter(initiative=row).update(named_as=name)

    assert sorted(organisation_page("un").also_named) == ["Nations Unies", "UN", "the UN"]


def test_partners_are_those_of_the_same_public_initiatives_most_shared_first() -> None:
    un, egypt, qatar, hidden = (
        make_organisation(name, slug=name.lower()) for name in ("UN", "Egypt", "Qatar", "Hidden")
    )
    make_initiative(leads=[un, qatar])
    make_initiative(leads=[un, qatar, egypt])
    make_initiative(leads=[un, hidden], public=False)
    make_initiative(leads=[hidden])

    assert [(p.organisation.name, p.shared_count) for p in organisation_page("un").partners] == [
        ("Qatar", 2),
        ("Egypt", 1),
    ]


def test_an_organisation_that_only_drafts_name_has_no_page() -> None:
    hidden = make_organisation("Hidden", slug="hidden")
    make_draft(make_initiative(leads=[hidden], public=False), said_by=hidden)
    with pytest.raises(Organisation.DoesNotExist):
        organisation_page("hidden")


def test_a_merged_slug_leads_along_the_whole_way_and_only_to_what_is_public() -> None:
    last = make_organisation("Last", slug="last")
    middle = make_organisation("Middle", slug="middle", merged_into=last)
    make_organisation("First", slug="first", merged_into=middle)
    assert (moved_to("first"), moved_to("last"), moved_to("unknown")) == (None, None, None)
    make_initiative(leads=[last])
    assert (moved_to("first"), moved_to("middle"), moved_to("last")) == ("last", "last", None)


def test_what_it_gives_and_receives_is_added_up_by_stage_with_pledges_apart() -> None:
    donor, old, builder = (make_organisation(name, slug=name.lower()) for name in ("Donor", "Old", "Builder"))
    Organisation.objects.filter(pk=old.pk).update(merged_into=donor)
    row, other = make_initiative(), make_initiative()
    pledge = make_transaction(row, "13", 900, as_of=days_ago(9), provider=donor)
    make_transaction(row, "11", 300, converts=pledge, provider_named_as="A bank", as_of=days_ago(8))
    make_transaction(row, "11", 200, provider=old, receiver=builder, as_of=days_ago(7))
    make_transaction(other, "11", 50, currency="EUR", provider=donor, receiver_named_as="Builders", as_of=days_ago(6))
    wrong = make_transaction(other, "1", 7, provider=donor, receiver=builder, as_of=days_ago(5))
    replace_claim(wrong, amount=5)
    gone = make_transaction(other, "4", 70, provider=donor)
    actions.retract(claim=gone, by=make_publisher(), reason=RetractReason.ERROR)
    hidden = make_initiative(public=False)
    make_transaction(hidden, "11", 5000, provider=donor, public=False)

    gives = organisation_page("donor").gives
    assert gives is not None
    assert gives.pledged is not None
    assert [(str(stage.label), stage.total.figure, stage.total.left_out) for stage in gives.stages] == [
        ("Committed", Decimal(200), (Amount(Decimal(50), "EUR", 1),)),
        ("Received", Decimal(5), ()),
    ]
    assert (gives.pledged.total.figure, gives.pledged.converted, gives.pledged.outstanding) == (
        Decimal(900), Decimal(300), Decimal(600),
    )  # fmt: skip
    assert [(int(each.row.amount), each.other) for each in gives.newest] == [
        (5, Link("Builder", "builder")), (50, Link("Builders")), (200, Link("Builder", "builder")), (900, None),
    ]  # fmt: skip
    receives = organisation_page("builder").receives
    assert receives is not None
    assert [(str(stage.label), stage.total.figure) for stage in receives.stages] == [
        ("Committed", Decimal(200)),
        ("Received", Decimal(5)),
    ]
    assert (receives.count, receives.pledged, [each.other for each in receives.newest]) == (
        2, None, [Link("Donor", "donor"), Link("Old", "donor")],
    )  # fmt: skip


def test_what_it_found_and_what_was_found_in_what_it_leads_stand_apart() -> None:
    auditor, builder = make_organisation("Auditor", slug="auditor"), make_organisation("Builder", slug="builder")
    led, joined = make_initiative("Led", leads=[builder]), make_initiative("Joined")
    Participation.objects.create(initiative=joined, organisation=builder, role=Role.IMPLEMENTING)
    make_finding(led, "Low", severity="low", said_by=auditor, as_of=days_ago(1))
    make_finding(led, "High", severity="high", as_of=days_ago(9))
    make_finding(joined, "Elsewhere", severity="high", said_by=auditor, as_of=days_ago(5))
    gone = make_finding(led, "Gone", said_by=auditor)
    actions.retract(claim=gone, by=make_publisher(), reason=RetractReason.ERROR)

    def told(page: OrganisationPage) -> tuple[list[str] | None, ...]:
        sides = (page.found, page.found_in_led)
        return tuple([each.row.summary for each in side.first] if side else None for side in sides)

    assert told(organisation_page("auditor")) == (["Elsewhere", "Low"], None)
    assert told(organisation_page("builder")) == (None, ["High", "Low"])


def test_positions_and_figures_are_counted_while_they_hold() -> None:
    un, row = make_organisation("UN", slug="un"), make_initiative()
    make_position(make_issue(row), said_by=un)
    wrong = make_position(make_issue(row), said_by=un)
    replace_claim(wrong, text="Otherwise")
    actions.retract(claim=make_position(make_issue(row), said_by=un), by=make_publisher(), reason=RetractReason.ERROR)
    make_observation(make_indicator(row), 5, said_by=un)
    make_observation(make_indicator(row), 5)
    page = organisation_page("un")
    assert (page.positions_count, page.observations_count, page.said, page.has_said) == (2, 1, (), True)


def test_a_page_of_the_past_knows_what_was_out_by_then() -> None:
    un = make_organisation("UN", slug="un")
    row = make_initiative(leads=[un], opened_at=end_of(days_ago(20)))
    make_update(row, status=Status.PLANNED, as_of=days_ago(19), said_by=un, published_at=end_of(days_ago(19)))
    update = make_update(row, as_of=days_ago(9), said_by=un, headline="Open", published_at=end_of(days_ago(9)))
    actions.retract(claim=update, by=make_publisher(), reason=RetractReason.ERROR, at=end_of(days_ago(5)))
    given = make_transaction(row, "11", 200, provider=un, as_of=days_ago(15), published_at=end_of(days_ago(15)))
    replace_claim(given, amount=300, published_at=end_of(days_ago(4)))
    found = make_finding(row, said_by=un, as_of=days_ago(12), published_at=end_of(days_ago(12)))
    actions.retract(claim=found, by=make_publisher(), reason=RetractReason.ERROR, at=end_of(days_ago(3)))

    def told(age: int) -> tuple[object, ...]:
        page = organisation_page("un", end_of(days_ago(age)))
        return (
            page.parts[0].row.status,
            [(change.update.status, change.before, change.update.since) for change in page.said],
            [(each.row.amount, each.row.since) for each in page.gives.newest] if page.gives else None,
            [each.row.since for each in page.found.first] if page.found else None,
        )

    assert {age: told(age) for age in (18, 14, 7, 4, 2)} == {
        18: ("1", [("1", None, "")], None, None),
        14: ("1", [("1", None, "")], [(200, "replaced")], None),
        7: ("2", [("2", "1", "retracted"), ("1", None, "")], [(200, "replaced")], ["retracted"]),
        4: ("1", [("1", None, "")], [(200, "replaced")], ["retracted"]),
        2: ("1", [("1", None, "")], [(300, "")], None),
    }
    with pytest.raises(Organisation.DoesNotExist):
        organisation_page("un", end_of(days_ago(21)))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    un = make_organisation("UN", slug="un")
    for age in range(rows):
        row = make_initiative(leads=[un, make_organisation()])
        make_update(row, as_of=days_ago(age), said_by=un)
        pledge = make_transaction(row, "13", 9, provider=un, receiver=make_organisation())
        make_transaction(row, "11", 5, converts=pledge, receiver=un, provider=make_organisation())
        make_finding(row, said_by=un)
        make_finding(row, said_by=make_organisation())
        make_position(make_issue(row), said_by=un)
        make_observation(make_indicator(row), 5, said_by=un)
    with django_assert_num_queries(21):
        organisation_page("un")
    with django_assert_num_queries(21):
        organisation_page("un", end_of(days_ago(0)))
