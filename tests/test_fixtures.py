"""fixtures/gaza.json against the article: the tables word for word, and nothing that passes as reported unmarked."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from initiatives import editions
from initiatives.choices import Rating, State, Status
from initiatives.models import (
    Crisis,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Source,
    StatusUpdate,
)
from tracker.environment import BASE_DIR

pytestmark = pytest.mark.django_db

# The article's table, as it is printed.
INITIATIVES = """
| Initiative | Lead Organizations | Anticipated Results |
|---|---|---|
| Creation of humanitarian corridors | United Nations, International Red Cross, Host Nations | Reliable and secure delivery of aid |
| Multilateral ceasefire talks | U.S., Israel, Regional Allies, UN | Termination of violence and durable peace agreements |
| Oversight of reconstruction projects | International Donors, NGOs, Local Governments | Transparent rebuilding and community stabilization |
"""  # noqa: E501
# What its text names besides.
FURTHER = {
    "Distribution of essential supplies": "GZA-COR-002",
    "Monitoring of ceasefire adherence": "GZA-CEA-002",
    "Regional collaboration": "GZA-CEA-003",
    "Infrastructure funding with oversight": "GZA-REC-002",
    "Data sharing between governments and relief organizations": "GZA-OTH-001",
    "Role of local communities in recovery": "GZA-OTH-002",
}
MODELS: tuple[type[Model], ...] = (
    Crisis,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Source,
    StatusUpdate,
)


@pytest.fixture(autouse=True)
def gaza() -> None:
    call_command("loaddata", "gaza", verbosity=0)


def cells(table: str) -> list[tuple[str, ...]]:
    lines = table.strip().splitlines()[2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def leads(initiative: Initiative) -> list[Participation]:
    return list(initiative.participations.filter(is_lead=True).select_related("organisation"))


def rows() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def test_the_articles_table_comes_out_word_for_word_with_leads_in_its_order() -> None:
    stored = [
        (
            initiative.title,
            ", ".join(part.shown_name for part in leads(initiative)),
            initiative.anticipated_results,
        )
        for initiative in Initiative.objects.public().filter(reference__endswith="001").exclude(kind="other")
    ]
    assert sorted(stored) == sorted(cells(INITIATIVES))


def test_leads_play_the_parts_that_the_article_gives_them() -> None:
    played = {
        initiative.reference: [
            (part.organisation.slug, part.role, part.organisation.is_collective) for part in leads(initiative)
        ]
        for initiative in Initiative.objects.filter(reference__in=["GZA-COR-001", "GZA-CEA-001", "GZA-REC-001"])
    }
    assert played == {
        "GZA-COR-001": [
            ("united-nations", "4", False),
            ("international-red-cross", "4", False),
            ("host-nations", "2", True),
        ],
        "GZA-CEA-001": [
            ("united-states", "mediator", False),
            ("israel", "party", False),
            ("regional-allies", "mediator", True),
            ("united-nations", "monitor", False),
        ],
        "GZA-REC-001": [
            ("international-donors", "1", True),
            ("ngos", "monitor", True),
            ("local-governments", "2", True),
        ],
    }


def test_the_further_initiatives_of_the_text_are_there_and_no_other() -> None:
    named = {title for title, _leads, _results in cells(INITIATIVES)}
    further = Initiative.objects.public().exclude(title__in=named)
    assert dict(further.values_list("title", "reference")) == FURTHER


def test_every_initiative_has_a_lead_a_result_a_place_and_an_update() -> None:
    bare = [
        str(initiative)
        for initiative in Initiative.objects.all()
        if not (
            leads(initiative)
            and initiative.anticipated_results
            and initiative.places.exists()
            and initiative.statusupdates.exists()
        )
    ]
    assert bare == []


def test_initiatives_are_related_as_the_text_relates_them() -> None:
    relations = Relation.objects.values_list("from_initiative__reference", "kind", "to_initiative__reference")
    assert sorted(relations) == [
        ("GZA-CEA-002", "depends_on", "GZA-CEA-001"),
        ("GZA-CEA-003", "related", "GZA-CEA-001"),
        ("GZA-COR-001", "related", "GZA-CEA-001"),
        ("GZA-COR-002", "depends_on", "GZA-COR-001"),
        ("GZA-OTH-001", "related", "GZA-COR-002"),
        ("GZA-OTH-002", "related", "GZA-REC-001"),
        ("GZA-REC-002", "part_of", "GZA-REC-001"),
    ]


def test_one_organisation_stands_behind_all_its_names() -> None:
    names = {
        slug: sorted(OrganisationName.objects.filter(organisation__slug=slug).values_list("name", flat=True))
        for slug in ("united-nations", "united-states")
    }
    assert names == {"united-nations": ["UN"], "united-states": ["U.S.", "U.S. Government"]}


def test_every_claim_rests_on_the_article_and_says_what_was_chosen() -> None:
    updates = StatusUpdate.objects.select_related("source")
    assert {(update.source and update.source.title) for update in updates} == {
        "Netanyahu Engages in Strategic Dialogue with U.S. Amid Gaza Crisis"
    }
    silent = [
        update.public_name
        for update in updates
        if not update.source_note.startswith(
            f"The article gives no date; {update.as_of.day} {update.as_of:%B %Y} was chosen for this sample. "
            f"The article gives no status; {update.get_status_display()} was chosen, since "
        )
    ]
    assert silent == []


def test_statuses_are_the_careful_ones_and_nothing_is_rated_confirmed_or_signed() -> None:
    columns = ("initiative__reference", "status", "rating", "state", "is_confirmation", "author", "reviewer")
    found: list[tuple[Any, ...]] = list(StatusUpdate.objects.values_list(*columns))
    unsigned = (Rating.NO_RATING, State.PUBLISHED, False, None, None)
    assert set(found) == {("GZA-CEA-001", Status.ACTIVE, *unsigned)} | {
        (reference, Status.PLANNED, *unsigned) for reference in ("GZA-COR-001", "GZA-REC-001", *FURTHER.values())
    }


def test_back_channels_and_unnamed_insiders_become_no_row() -> None:
    whole = (BASE_DIR / "fixtures" / "gaza.json").read_text(encoding="utf-8").lower()
    told = [word for word in ("insider", "back-channel", "back channel", "discreet", "analyst") if word in whole]
    assert ("ceasefire" in whole, told) == (True, [])


def test_the_file_names_no_primary_key_and_nothing_that_is_worked_out() -> None:
    entries = json.loads((BASE_DIR / "fixtures" / "gaza.json").read_text(encoding="utf-8"))
    fields = {name for entry in entries for name in entry["fields"]}
    worked_out = {name for name in fields if name.endswith("_key") or name.startswith(("current_", "last_"))}
    assert ({name for entry in entries for name in entry}, worked_out) == ({"model", "fields"}, set())


def test_the_sample_says_that_it_is_one() -> None:
    assert list(Crisis.objects.values_list("code", "slug", "name", "is_sample")) == [("GZA", "gaza", "Gaza", True)]


def test_verify_finds_nothing_to_say() -> None:
    out = io.StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue() == "No difference (initiatives: 9, claims: 13).\n"


def test_a_second_load_changes_no_row_and_counts_one_edition() -> None:
    before, edition = rows(), editions.number()
    history_count = Initiative.history.count()
    call_command("loaddata", "gaza", verbosity=0)
    assert (rows(), editions.number(), Initiative.history.count()) == (before, edition + 1, history_count)
