"""The list of organisations: what each filter keeps, what the facets count, how rows are ordered."""

from typing import Any

import pytest
from django.http import QueryDict

from initiatives.datasets import ORGANISATIONS, Selection
from tests.factories import (
    make_budget,
    make_crisis,
    make_indicator,
    make_initiative,
    make_issue,
    make_observation,
    make_organisation,
    make_position,
    make_transaction,
    make_update,
)

pytestmark = pytest.mark.django_db


def select(query: str = "") -> Selection:
    return ORGANISATIONS.select(QueryDict(query))


def names(query: str = "") -> list[str]:
    return [row.name for row in select(query).rows]


def a_world() -> None:
    alpha = make_organisation("Alpha", type="10", country="PS")
    beta = make_organisation("beta", type="40", country="EG")
    make_organisation("Unseen", type="10", country="JO")
    make_initiative(leads=[alpha, beta])
    make_initiative(leads=[beta], crisis=make_crisis("SDN"))
    make_initiative(leads=[beta], public=False)
    make_update(make_initiative(leads=[alpha]), said_by=make_organisation("Élan", type="21"))


def test_each_filter_keeps_its_own_and_the_hidden_are_in_none() -> None:
    a_world()
    assert names() == ["Alpha", "beta", "Élan"]
    assert names("type=10") == ["Alpha"]
    assert names("type=10&type=21") == ["Alpha", "Élan"]
    assert names("country=EG") == ["beta"]
    assert names("crisis=sdn") == ["beta"]
    assert names("crisis=gza") == ["Alpha", "beta", "Élan"]


def test_sort_orders_go_by_key_and_by_public_leads() -> None:
    a_world()
    assert names("sort=-name") == ["Élan", "beta", "Alpha"]
    assert names("sort=-leads") == ["Alpha", "beta", "Élan"]
    assert names("sort=leads") == ["Élan", "Alpha", "beta"]
    assert [row.leads_count for row in select("sort=-leads").page_rows] == [2, 2, 0]


def test_facets_agree_with_the_rows() -> None:
    a_world()
    counted = {facet.name: {option.value: option.count for option in facet.options} for facet in select().facets}
    assert counted == {
        "type": {"10": 1, "21": 1, "40": 1},
        "country": {"EG": 1, "PS": 1},
        "crisis": {"gza": 3, "sdn": 1},
    }
    for name, options in counted.items():
        for value, count in options.items():
            assert len(names(f"{name}={value}")) == count


def test_a_crisis_has_whom_any_public_claim_of_it_names_and_what_was_merged_counts_for_the_kept() -> None:
    lead, kept = make_organisation("Lead"), make_organisation("Kept")
    initiative = make_initiative(leads=[lead], crisis=make_crisis("SDN"))
    make_observation(make_indicator(initiative), 5, said_by=make_organisation("Counts"))
    make_position(make_issue(initiative), said_by=make_organisation("Merged", merged_into=kept))
    make_transaction(
        initiative, "3", 5, provider=make_organisation("Gives"), receiver=make_organisation("Gets", merged_into=kept)
    )
    make_budget(initiative, 5, said_by=make_organisation("Unseen"), public=False)
    make_initiative(leads=[make_organisation("Elsewhere")])
    assert names("crisis=sdn") == ["Counts", "Gives", "Kept", "Lead"]
    (facet,) = (facet for facet in select().facets if facet.name == "crisis")
    assert {option.value: option.count for option in facet.options} == {"gza": 1, "sdn": 4}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_takes_the_same_queries_at_any_length(django_assert_num_queries: Any, rows: int) -> None:
    for _number in range(rows):
        make_initiative(leads=[make_organisation(country=["PS", "EG", "JO"][_number])])
    with django_assert_num_queries(8):
        selection = select()
        _ = (selection.count, selection.facets, selection.fields, selection.chips)
        _ = [(row.leads_count, row.get_type_display()) for row in selection.page_rows]
