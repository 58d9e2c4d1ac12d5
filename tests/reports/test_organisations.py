"""The page of one organisation: the parts it plays, what it has said, its names, whom it works with."""

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives.choices import Role, Status
from initiatives.models import Organisation, OrganisationName, Participation
from initiatives.reports.organisations import moved_to, organisation_page
from tests.factories import make_draft, make_initiative, make_organisation, make_update
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


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_is_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    un = make_organisation("UN", slug="un")
    for age in range(rows):
        make_update(make_initiative(leads=[un, make_organisation()]), as_of=days_ago(age), said_by=un)
    with django_assert_num_queries(10):
        organisation_page("un")
