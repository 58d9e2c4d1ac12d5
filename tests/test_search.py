"""Search: every word occurs, whatever its case and marks, and nothing in it is a wildcard."""

import pytest
from django.http import QueryDict

from initiatives import search
from initiatives.choices import Role
from initiatives.datasets import BY_NAME
from initiatives.models import OrganisationName, Participation
from tests.factories import make_initiative, make_organisation, make_update

pytestmark = pytest.mark.django_db


def found(query: str, dataset: str = "initiatives") -> list[str]:
    parameters = QueryDict(mutable=True)
    parameters["q"] = query
    return sorted(getattr(row, "headline", "") or str(row) for row in BY_NAME[dataset].select(parameters).rows)


def test_every_word_must_occur_in_any_order() -> None:
    make_initiative("Water for the north")
    make_initiative("Water for the south")
    assert found("north water") == ["GZA-COR-001 Water for the north"]
    assert len(found("water")) == 2
    assert found("water east") == []


def test_title_summary_results_and_reference_are_looked_through() -> None:
    make_initiative("Title", summary="A summary", anticipated_results="Fewer queues")
    for query in ("title", "SUMMARY", "queues", "gza-cor-001", "GZA-COR"):
        assert found(query) == ["GZA-COR-001 Title"]


def test_words_may_come_from_a_name_of_a_participant() -> None:
    body = make_organisation("World Food Programme", acronym="WFP")
    OrganisationName.objects.create(organisation=body, name="Programme alimentaire mondial", language="fr")
    helped = make_initiative("Bread")
    Participation.objects.create(initiative=helped, organisation=body, role=Role.FUNDING)
    make_initiative("Bread alone")
    for query in ("wfp", "bread wfp", "food programme", "alimentaire bread"):
        assert found(query) == ["GZA-COR-001 Bread"]


@pytest.mark.parametrize(
    ("title", "query"),
    [
        ("مُسَاعَدَات إنسانية", "مساعدات"),
        ("مساعدات إنسانية", "مُسَاعَدَات انسانية"),
        ("סיוע הומניטרי", "סִיּוּעַ"),
        ("Réunion à Genève", "reunion GENEVE"),
        ("Straße nach Norden", "STRASSE"),
        ("İstanbul talks", "istanbul"),
        ("ﬁnal round", "final"),
        ("Ｇａｚａ port", "gaza"),
    ],
)
def test_case_marks_and_width_make_no_difference(title: str, query: str) -> None:
    make_initiative(title)
    make_initiative("Another")
    assert found(query) == [f"GZA-COR-001 {title}"]


@pytest.mark.parametrize("literal", ["%", "_", "\\", "100%", "a_b", "c:\\d", "*", "'"])
def test_nothing_is_a_wildcard(literal: str) -> None:
    make_initiative(f"With {literal} in it")
    make_initiative("Without 100 percent axb cd")
    assert found(literal) == [f"GZA-COR-001 With {literal} in it"]


def test_quotes_and_stops_around_a_word_are_not_looked_for() -> None:
    assert search.pieces('"safe passage", (now) … 50% «aide»') == ["safe", "passage", "now", "...", "50%", "aide"]


def test_updates_are_found_by_their_text_and_their_initiative() -> None:
    initiative = make_initiative("Northern corridor")
    make_update(initiative, headline="Twelve lorries crossed", narrative="Flour and water")
    make_update(make_initiative("Talks"), headline="A pause")
    for query in ("lorries", "flour lorries", "northern", "gza-cor-001 crossed"):
        assert found(query, "updates") == ["Twelve lorries crossed"]


def test_organisations_are_found_by_any_of_their_names() -> None:
    body = make_organisation("World Food Programme", acronym="WFP")
    OrganisationName.objects.create(organisation=body, name="برنامج الأغذية العالمي", language="ar")
    make_initiative(leads=[body])
    make_initiative(leads=[make_organisation("Another")])
    for query in ("wfp", "food", "العالمي", "wfp programme"):
        assert found(query, "organisations") == ["World Food Programme"]


def test_what_is_hidden_is_not_found() -> None:
    make_initiative("Hidden words", public=False)
    body = make_organisation("Hidden body")
    make_initiative("Draft", public=False, leads=[body])
    assert (found("hidden"), found("hidden", "organisations"), found("hidden", "updates")) == ([], [], [])
