"""fixtures/gaza.json against the article: the tables word for word, and nothing that passes as reported unmarked."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker

from initiatives import editions
from initiatives.choices import Rating, State, Status
from initiatives.models import (
    Adherence,
    Crisis,
    Indicator,
    Initiative,
    InitiativeLocation,
    Issue,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Position,
    Relation,
    Source,
    StatusUpdate,
    Target,
    Term,
    claim_models,
    rows_of,
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
# Its tables of positions, under the headings of their sections; the second is printed the other way round.
BY_ISSUE = "Netanyahu Engages in Strategic Dialogue with U.S. Amid Gaza Crisis"
POSITIONS_BY_ISSUE = """
| Issue | U.S. Perspective | Israeli Position |
|---|---|---|
| Ceasefire Timing | Immediate and unconditional | Dependent on security guarantees |
| Humanitarian Access | Unrestricted aid delivery | Controlled and monitored access |
| Security Measures | Support for joint patrols | Strengthened border enforcement |
"""
BY_STAKEHOLDER = "U.S. Diplomatic Push Intensifies to End Gaza Violence"
POSITIONS_BY_STAKEHOLDER = """
| Stakeholder | Ceasefire Preconditions | Core Concerns |
|---|---|---|
| Israel | Disarmament of militant factions | National security and border integrity |
| Palestinian Groups | End of blockades and release of detainees | Humanitarian relief and political recognition |
| U.S. Government | Mutual ceasefire and ongoing negotiations | Regional peace and counterterrorism efforts |
"""
DIMENSIONS = """
| Strategic Dimension | Expected Impact |
|---|---|
| Diplomatic Initiatives | Diminished conflict intensity and improved ceasefire prospects |
| Military Partnership | Heightened defense readiness and swift operational response |
| Regional Dynamics | Altered power balances and strengthened alliances |
"""
# Its prose: what is to be agreed, of which kind, and whose demand it is.
TERMS = [
    (1, "Immediate halt to hostilities", "cessation", "News article (publisher not known)"),
    (2, "Safe passage for humanitarian aid", "humanitarian_access", "News article (publisher not known)"),
    (
        3,
        "Security assurances: Protecting Israeli security interests while addressing Palestinian humanitarian concerns",
        "governance",
        "News article (publisher not known)",
    ),
    (
        4,
        "Guarantees for humanitarian aid corridors to assist Gaza’s civilian population",
        "humanitarian_access",
        "Senior U.S. officials",
    ),
    (
        5,
        "Coordinate with global aid agencies to streamline assistance delivery and monitor ceasefire adherence",
        "monitoring",
        "News article (publisher not known)",
    ),
    (6, "Release of detainees", "detainees", "Palestinian Groups"),
    (7, "Disarmament of militant factions", "governance", "Israel"),
]
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
    Indicator,
    Term,
    Issue,
    *claim_models(),
)


@pytest.fixture(scope="module", autouse=True)
def gaza(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    # Once for all tests here, each of which is rolled back to it.
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "gaza", verbosity=0)
        yield
        transaction.set_rollback(True)


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


def cell(issue: str, said_by: str) -> str:
    return Position.objects.get(issue__title=issue, said_by__slug=said_by).text


def test_the_first_table_of_positions_comes_out_word_for_word() -> None:
    issues = Issue.objects.filter(group=BY_ISSUE, initiative__reference="GZA-CEA-001")
    stored = [(issue.title, cell(issue.title, "united-states"), cell(issue.title, "israel")) for issue in issues]
    assert stored == cells(POSITIONS_BY_ISSUE)


def test_the_second_table_comes_out_word_for_word_with_its_stakeholders_under_their_names() -> None:
    issues = [issue.title for issue in Issue.objects.filter(group=BY_STAKEHOLDER, initiative__reference="GZA-CEA-001")]
    positions = Position.objects.filter(issue__group=BY_STAKEHOLDER).order_by("number").select_related("said_by")
    names = {position.said_by.slug: position.said_by_name for position in positions if position.said_by}
    stored = [(name, *(cell(issue, slug) for issue in issues)) for slug, name in names.items()]
    assert stored == cells(POSITIONS_BY_STAKEHOLDER)


def test_there_are_twelve_positions_in_two_tables_and_none_is_given_a_stance() -> None:
    tables = list(Issue.objects.values_list("group", "title"))
    assert (tables, list(Position.objects.values_list("stance", flat=True))) == (
        [(BY_ISSUE, title) for title in ("Ceasefire Timing", "Humanitarian Access", "Security Measures")]
        + [(BY_STAKEHOLDER, title) for title in ("Ceasefire Preconditions", "Core Concerns")],
        [""] * 12,
    )


def test_palestinian_groups_are_a_collective_that_is_party_to_the_talks_and_leads_none() -> None:
    part = Participation.objects.select_related("organisation").get(organisation__slug="palestinian-groups")
    assert (part.initiative.reference, part.role, part.is_lead, part.organisation.is_collective) == (
        "GZA-CEA-001",
        "party",
        False,
        True,
    )


def test_the_strategic_dimensions_are_told_in_words_with_a_target_each() -> None:
    targets = Target.objects.order_by("number").select_related("indicator")
    heads = {(target.indicator.group, target.indicator.measure, target.said_by_name) for target in targets}
    assert (heads, [(target.indicator.title, target.text) for target in targets]) == (
        {
            (
                "Expected impact of U.S.-Israel collaboration, as described in the article",
                "5",
                "News article (publisher not known)",
            )
        },
        cells(DIMENSIONS),
    )


def test_every_term_of_the_prose_is_there_and_no_more_than_proposed() -> None:
    claims = Adherence.objects.order_by("number").select_related("term", "said_by")
    stored = [(claim.term.number, claim.term.text, claim.term.kind, claim.said_by_name) for claim in claims]
    assert (stored, {(claim.agreement, claim.score, claim.breach) for claim in claims}, Term.objects.count()) == (
        TERMS,
        {("proposed", None, "")},
        7,
    )


def test_the_supplies_wait_on_the_corridor_for_figures_that_the_article_does_not_give() -> None:
    supplies = Indicator.objects.filter(initiative__reference="GZA-COR-001")
    assert (list(supplies.values_list("title", "category")), Indicator.objects.public().count()) == (
        [("Medical equipment", "medical"), ("Food", "food"), ("Clean water", "water"), ("Shelter", "shelter")],
        3,
    )


def test_every_claim_rests_on_the_article_and_says_what_was_chosen() -> None:
    claims = [claim for model in claim_models() for claim in rows_of(model).select_related("source")]
    assert {(claim.source and claim.source.title) for claim in claims} == {
        "Netanyahu Engages in Strategic Dialogue with U.S. Amid Gaza Crisis"
    }
    silent = []
    for claim in claims:
        note = f"The article gives no date; {claim.as_of.day} {claim.as_of:%B %Y} was chosen for this sample."
        if isinstance(claim, StatusUpdate):
            note += f" The article gives no status; {claim.get_status_display()} was chosen, since "
        if not claim.source_note.startswith(note):
            silent.append(claim.public_name)
    assert (len(claims), silent) == (35, [])


def test_statuses_are_the_careful_ones_and_nothing_is_rated_confirmed_or_signed() -> None:
    columns = ("initiative__reference", "status", "rating", "state", "is_confirmation", "author", "reviewer")
    found: list[tuple[Any, ...]] = list(StatusUpdate.objects.values_list(*columns))
    unsigned = (Rating.NO_RATING, State.PUBLISHED, False, None, None)
    assert set(found) == {("GZA-CEA-001", Status.ACTIVE, *unsigned)} | {
        (reference, Status.PLANNED, *unsigned) for reference in ("GZA-COR-001", "GZA-REC-001", *FURTHER.values())
    }


def test_no_claim_is_signed() -> None:
    columns = ("state", "author", "reviewer")
    signed = {row for model in claim_models() for row in rows_of(model).values_list(*columns)}
    assert signed == {(State.PUBLISHED, None, None)}


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
    assert out.getvalue() == "No difference (initiatives: 9, claims: 35).\n"


def test_a_second_load_changes_no_row_and_counts_one_edition() -> None:
    before, edition = rows(), editions.number()
    history_count = Initiative.history.count()
    call_command("loaddata", "gaza", verbosity=0)
    assert (rows(), editions.number(), Initiative.history.count()) == (before, edition + 1, history_count)
