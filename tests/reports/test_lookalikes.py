"""Names that may be the same organisation: by spelling, words, acronyms and other names; bounded."""

import pytest
from pytest_django import DjangoAssertNumQueries

from initiatives.models import Organisation, OrganisationName
from initiatives.reports.lookalikes import LONGEST, MOST, lookalikes
from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def known() -> None:
    wfp = make_organisation("World Food Programme", acronym="WFP")
    OrganisationName.objects.create(organisation=wfp, name="Programme alimentaire mondial", language="fr")
    make_organisation("Médecins Sans Frontières", acronym="MSF")
    make_organisation("Ministry of Health", slug="health")
    make_organisation("Ministry of Defence", slug="defence")
    make_organisation(
        "World Bank", merged_into=make_organisation("International Bank for Reconstruction", acronym="IBRD")
    )


def alike(name: str, acronym: str = "") -> list[tuple[str, str]]:
    found = lookalikes(Organisation.objects.all(), name, acronym)
    return [(one.organisation.name, one.matched) for one in found]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("world  food PROGRAMME", [("World Food Programme", "World Food Programme")]),
        ("Wrold Food Program", [("World Food Programme", "WFP")]),
        ("Medicins sans Frontiers", [("Médecins Sans Frontières", "MSF")]),
        ("Ministery of Helth", [("Ministry of Health", "Ministry of Health")]),
        ("The United Nations World Food Programme", [("World Food Programme", "World Food Programme")]),
        ("W.F.P.", [("World Food Programme", "WFP")]),
        ("wfp", [("World Food Programme", "WFP")]),
        ("Programme Alimentaire Mondiale", [("World Food Programme", "Programme alimentaire mondial")]),
        ("medecins sans frontieres", [("Médecins Sans Frontières", "Médecins Sans Frontières")]),
        ("MH", [("Ministry of Health", "Ministry of Health")]),
        ("Ministry", [("Ministry of Defence", "Ministry of Defence"), ("Ministry of Health", "Ministry of Health")]),
        ("Ministry of Finance", []),
        ("The World Bank", [("International Bank for Reconstruction", "World Bank")]),
        ("Red Crescent", []),
        ("W", []),
        ("", []),
        ("...", []),
    ],
)
def test_what_looks_like_a_name(known: None, name: str, found: list[tuple[str, str]]) -> None:
    assert alike(name) == found


def test_an_acronym_is_held_against_names_too(known: None) -> None:
    assert alike("Something else", "MSF") == [("Médecins Sans Frontières", "MSF")]


def test_it_leaves_out_the_row_itself_and_what_was_merged_into_it(known: None) -> None:
    bank = Organisation.objects.get(acronym="IBRD")
    assert lookalikes(Organisation.objects.all(), "World Bank", leaving_out=bank) == ()


def test_it_says_only_what_is_among_the_rows(known: None) -> None:
    assert lookalikes(Organisation.objects.none(), "World Food Programme") == ()


def test_names_and_answers_are_bounded(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(MOST + 5):
        make_organisation(f"Ministry of Health {number}")
    with django_assert_num_queries(2):
        assert len(alike("Ministry of Health")) == MOST
    assert alike("Ministry of Health" + " " * LONGEST + "of somewhere else" * 9000) == alike("Ministry of Health")
