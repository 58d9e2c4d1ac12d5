"""fixtures/access.json against the list of public facts: every figure, who said it, who published it and when."""

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Model
from pytest_django.plugin import DjangoDbBlocker

from initiatives import editions
from initiatives.models import (
    Adherence,
    Budget,
    Crisis,
    Figure,
    Indicator,
    Initiative,
    InitiativeLocation,
    Location,
    Milestone,
    Observation,
    Organisation,
    Participation,
    Relation,
    Source,
    StatusUpdate,
    Target,
    Term,
    claim_models,
    rows_of,
)
from initiatives.models.base import Versioned
from tracker.environment import BASE_DIR

pytestmark = pytest.mark.django_db

AP = ("Associated Press", "2025-12-11")
MEDIA_OFFICE = ("Government Media Office in Gaza", "2025-12-22")
UN2720 = ("UN2720 Mechanism", None)
OCHA = ("OCHA", None)
ASSESSMENT = ("World Bank, European Union and United Nations", None)
UNNAMED = ("Press and UN reporting (publisher not named)", None)
UNVIM = ("UNVIM", None)

Row = tuple[Any, ...]

# reference, indicator, who said it, first day, last day, true for, figure, publisher and its day
OBSERVED: list[Row] = [
    ("ACC-COR-001", "Aid trucks", "cogat", "2025-10-10", "2025-12-04", "2025-12-11", 25_700, AP),
    ("ACC-COR-001", "Aid trucks", "united-nations", "2025-10-10", "2025-12-07", "2025-12-11", 6_545, AP),
    ("ACC-COR-001", "Aid trucks", "gaza-media-office", "2025-10-10", "2025-12-21", "2025-12-22", 17_819, MEDIA_OFFICE),
    ("ACC-COR-001", "Fuel trucks", "gaza-media-office", "2025-10-10", "2025-12-21", "2025-12-22", 394, MEDIA_OFFICE),
    ("ACC-COR-002", "Trucks collected", "un2720", "2025-05-19", "2025-08-05", "2025-08-05", 2_604, UN2720),
    ("ACC-COR-002", "Trucks arrived", "un2720", "2025-05-19", "2025-08-05", "2025-08-05", 295, UN2720),
    ("ACC-COR-002", "Trucks collected", "un2720", "2025-06-01", "2025-06-30", "2025-06-30", 1_155, UN2720),
    ("ACC-COR-002", "Trucks intercepted", "un2720", "2025-06-01", "2025-06-30", "2025-06-30", 1_048, UN2720),
    ("ACC-COR-002", "Trucks collected", "un2720", "2025-07-01", "2025-07-31", "2025-07-31", 1_161, UN2720),
    ("ACC-COR-002", "Trucks intercepted", "un2720", "2025-07-01", "2025-07-31", "2025-07-31", 1_093, UN2720),
    ("ACC-COR-002", "Trucks offloaded", "un2720", "2025-05-19", "2025-07-31", "2025-07-31", 2_134, UN2720),
    ("ACC-COR-002", "Trucks collected", "un2720", "2025-05-19", "2025-07-31", "2025-07-31", 2_010, UN2720),
    ("ACC-COR-003", "Movements planned", "ocha", "2024-01-01", "2024-01-31", "2024-01-31", 61, OCHA),
    ("ACC-COR-003", "Movements facilitated", "ocha", "2024-01-01", "2024-01-31", "2024-01-31", 10, OCHA),
    ("ACC-COR-003", "Movements partly facilitated", "ocha", "2024-01-01", "2024-01-31", "2024-01-31", 2, OCHA),
    ("ACC-COR-003", "Movements denied", "ocha", "2024-01-01", "2024-01-31", "2024-01-31", 34, OCHA),
    ("ACC-COR-003", "Movements impeded", "ocha", "2024-01-01", "2024-01-31", "2024-01-31", 9, OCHA),
    ("ACC-COR-003", "Movements postponed", "ocha", "2024-01-01", "2024-01-31", "2024-01-31", 6, OCHA),
    *(
        ("ACC-REC-001", title, "needs-assessment-authors", "2025-02-01", "2025-02-28", "2025-02-28", usd, ASSESSMENT)
        for title, usd in (
            ("All needs", 53_200_000_000),
            ("Damage", 29_900_000_000),
            ("Losses", 19_100_000_000),
            ("Housing", 15_200_000_000),
            ("Health", 6_900_000_000),
            ("Commerce and industry", 6_900_000_000),
            ("Agriculture and food", 4_200_000_000),
            ("Education", 3_800_000_000),
        )
    ),
    ("YEM-COR-001", "Food", "unvim", "2021-09-01", "2021-09-30", "2021-09-30", 284_417, UNVIM),
    ("YEM-COR-001", "Fuel", "unvim", "2021-09-01", "2021-09-30", "2021-09-30", 51_010, UNVIM),
    ("YEM-COR-001", "Food", "unvim", "2021-12-01", "2021-12-31", "2021-12-31", 303_465, UNVIM),
    ("YEM-COR-001", "Fuel", "unvim", "2021-12-01", "2021-12-31", "2021-12-31", 29_546, UNVIM),
    ("YEM-COR-001", "Food", "unvim", "2022-01-01", "2022-01-31", "2022-01-31", 328_851, UNVIM),
    ("YEM-COR-001", "Fuel", "unvim", "2022-01-01", "2022-01-31", "2022-01-31", 23_416, UNVIM),
]
# reference, indicator, who said it, valid from, valid until, true for, figure, publisher and its day, measured by
PRESS = "press-and-un-reporting"
TARGETS: list[Row] = [
    ("ACC-COR-001", "Aid trucks", PRESS, "2025-10-10", "", "2025-12-11", 600, AP, "per_day"),
    *(
        (
            "ACC-COR-001",
            title,
            "gaza-media-office",
            "2025-10-10",
            "2025-12-21",
            "2025-12-22",
            due,
            MEDIA_OFFICE,
            "total",
        )
        for title, due in (("Aid trucks", 42_800), ("Fuel trucks", 3_650))
    ),
    *(
        ("ACC-CEA-001", title, PRESS, "2025-01-19", "2025-03-01", "2025-01-19", a_day, UNNAMED, "per_day")
        for title, a_day in (
            ("Aid trucks", 600),
            ("Fuel trucks among them", 50),
            ("Trucks to the north among them", 300),
        )
    ),
    *(
        ("ACC-CEA-002", "Aid trucks", PRESS, "2025-10-10", "", "2025-10-09", a_day, UNNAMED, "per_day")
        for a_day in (600, 400)
    ),
]
MODELS: tuple[type[Model], ...] = (
    Crisis,
    Indicator,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    Participation,
    Relation,
    Source,
    Term,
    *claim_models(),
)


@pytest.fixture(scope="module", autouse=True)
def access(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    # Once for all tests here, each of which is rolled back to it.
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "access", verbosity=0)
        yield
        transaction.set_rollback(True)


def rows() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def figures(model: type[Figure], start: str, end: str, *more: str) -> list[Row]:
    """The public figures of a model, as the lists above write them."""
    columns = ("initiative__reference", "indicator__title", "said_by__slug", start, end, "as_of", "value")
    rows = rows_of(model).public().values_list(*columns, "source__publisher", "source__published_on", *more)
    found = []
    for reference, title, said_by, first, last, as_of, value, publisher, day, *rest in rows:
        days = [date.isoformat() if date else "" for date in (first, last, as_of)]
        source = (publisher, day.isoformat() if day else None)
        found.append((reference, title, said_by, *days, value, source, *rest))
    return found


def observed() -> list[Row]:
    return figures(Observation, "period_start", "period_end")


def targets() -> list[Row]:
    return figures(Target, "valid_from", "valid_until", "basis")


def only(said_by: str, title: str = "Aid trucks") -> Observation:
    return Observation.objects.get(initiative__reference="ACC-COR-001", indicator__title=title, said_by__slug=said_by)


@pytest.mark.parametrize("figure", [*OBSERVED, *TARGETS], ids=lambda row: f"{row[0]} {row[1]} {row[6]}")
def test_every_figure_of_the_list_is_there_once_with_its_publisher_and_day(figure: Row) -> None:
    assert [row for row in [*observed(), *targets()] if row == figure] == [figure]


def test_no_figure_is_there_that_the_list_has_not() -> None:
    assert (len(observed()), len(targets())) == (len(OBSERVED), len(TARGETS))


@pytest.mark.parametrize(
    ("said_by", "a_day", "days", "counted"),
    [("cogat", 459, 56, None), ("united-nations", 113, 58, 58), ("gaza-media-office", 244, 73, None)],
)
def test_the_trucks_a_day_of_each_source_come_out_of_its_total_and_its_days(
    said_by: str, a_day: int, days: int, counted: int | None
) -> None:
    claim = only(said_by)
    assert claim.value is not None
    assert (
        claim.days,
        claim.days_as_published,
        round(claim.value / claim.days),
        claim.source_note.startswith(f"Published as {a_day} a day"),
    ) == (days, counted, a_day, True)


def test_what_does_not_add_up_in_a_source_is_said_beside_its_figure() -> None:
    noted = Observation.objects.exclude(inconsistency_note="").order_by("initiative__reference", "number")
    assert list(noted.values_list("value", "inconsistency_note")) == [
        (Decimal(6_545), "10 October to 7 December is 59 days; the source counts 58."),
        (Decimal(17_819), "The source sets it against 42,800 trucks; 73 days at 600 would be 43,800."),
        (Decimal(2_010), "June and July alone, as the same source counts them, come to 2,316."),
    ]


def test_stages_of_cargo_and_of_movements_are_those_of_the_list() -> None:
    stages = Indicator.objects.exclude(stage="").order_by("initiative__reference", "order")
    assert list(stages.values_list("initiative__reference", "stage")) == [
        *(("ACC-COR-002", stage) for stage in ("offloaded", "collected", "intercepted", "arrived")),
        *(
            ("ACC-COR-003", stage)
            for stage in ("planned", "facilitated", "partly_facilitated", "denied", "impeded", "postponed")
        ),
    ]


def test_the_movements_that_were_planned_are_those_that_ended_one_way_or_another() -> None:
    ends = {row[1]: row[6] for row in observed() if row[0] == "ACC-COR-003"}
    assert ends.pop("Movements planned") == sum(ends.values())


def test_damage_losses_and_needs_are_indicators_in_dollars() -> None:
    indicators = Indicator.objects.filter(initiative__reference="ACC-REC-001")
    assert (set(indicators.values_list("unit", flat=True)), list(indicators.values_list("group", "title"))) == (
        {"USD"},
        [
            *(("Damage and losses", title) for title in ("Damage", "Losses")),
            *(
                ("Needs over ten years", title)
                for title in (
                    "All needs",
                    "Housing",
                    "Health",
                    "Commerce and industry",
                    "Agriculture and food",
                    "Education",
                )
            ),
        ],
    )


def test_the_flash_appeal_is_a_budget_of_its_year() -> None:
    columns = ("initiative__reference", "amount", "currency", "amount_usd", "period_start", "period_end", "type")
    assert list(Budget.objects.public().values_list(*columns, "source__publisher", "as_of")) == [
        (
            "ACC-OTH-001",
            Decimal("4070000000.00"),
            "USD",
            Decimal("4070000000.00"),
            dt.date(2025, 1, 1),
            dt.date(2025, 12, 31),
            "1",
            "OCHA",
            dt.date(2025, 1, 1),
        )
    ]


def test_the_terms_of_both_ceasefires_are_there_with_when_they_are_due_and_what_measures_them() -> None:
    columns = ("initiative__reference", "number", "text", "kind", "due_on", "indicator__title")
    assert list(Term.objects.public().order_by("initiative__reference", "number").values_list(*columns)) == [
        ("ACC-CEA-001", 1, "Phase one lasts 42 days", "cessation", dt.date(2025, 3, 1), None),
        ("ACC-CEA-001", 2, "600 trucks a day", "humanitarian_access", None, "Aid trucks"),
        ("ACC-CEA-001", 3, "Of these, 50 with fuel", "humanitarian_access", None, "Fuel trucks among them"),
        ("ACC-CEA-001", 4, "Of these, 300 to the north", "humanitarian_access", None, "Trucks to the north among them"),
        (
            "ACC-CEA-002",
            1,
            "Withdrawal to the agreed line within 24 hours",
            "withdrawal",
            dt.date(2025, 10, 11),
            None,
        ),
        ("ACC-CEA-002", 2, "Living hostages within 72 hours", "detainees", dt.date(2025, 10, 13), None),
        (
            "ACC-CEA-002",
            3,
            "Aid trucks each day: 600 in some reports, 400 in others",
            "humanitarian_access",
            None,
            "Aid trucks",
        ),
    ]


def test_terms_come_into_force_on_the_day_of_the_list_and_none_is_scored() -> None:
    columns = ("initiative__reference", "term__number", "agreement", "as_of", "score", "source__publisher")
    begun, signed, in_force = dt.date(2025, 1, 19), dt.date(2025, 10, 9), dt.date(2025, 10, 10)
    assert sorted(Adherence.objects.public().values_list(*columns)) == [
        *(("ACC-CEA-001", number, "in_force", begun, None, UNNAMED[0]) for number in (1, 2, 3, 4)),
        *(
            ("ACC-CEA-002", number, agreement, day, None, UNNAMED[0])
            for number in (1, 2, 3)
            for agreement, day in (("agreed", signed), ("in_force", in_force))
        ),
    ]


def test_the_end_of_phase_one_and_the_resolution_are_milestones() -> None:
    columns = ("initiative__reference", "kind", "title", "planned_on", "course", "source__publisher", "as_of")
    assert sorted(Milestone.objects.public().values_list(*columns)) == [
        (
            "ACC-CEA-001",
            "deadline",
            "Phase one ends",
            dt.date(2025, 3, 1),
            "announced",
            UNNAMED[0],
            dt.date(2025, 1, 19),
        ),
        (
            "ACC-CEA-002",
            "vote",
            "Security Council votes on resolution 2803",
            dt.date(2025, 11, 17),
            "held",
            "United Nations Security Council",
            dt.date(2025, 11, 17),
        ),
    ]


def test_statuses_go_no_further_than_the_list_and_nothing_is_rated() -> None:
    standing = Initiative.objects.public().with_standing().order_by("reference")
    assert (
        [(initiative.reference, initiative.status, initiative.status_since) for initiative in standing],
        set(StatusUpdate.objects.values_list("rating", flat=True)),
    ) == (
        [
            ("ACC-CEA-001", "2", dt.date(2025, 1, 19)),
            ("ACC-CEA-002", "2", dt.date(2025, 10, 10)),
            ("ACC-COR-001", "2", dt.date(2025, 12, 11)),
            ("ACC-COR-002", "2", dt.date(2025, 8, 5)),
            ("ACC-COR-003", "2", dt.date(2024, 1, 31)),
            ("ACC-OTH-001", "2", dt.date(2025, 1, 1)),
            ("ACC-REC-001", "4", dt.date(2025, 2, 28)),
            ("YEM-COR-001", "2", dt.date(2021, 9, 30)),
        ],
        {"no_rating"},
    )


def test_a_claim_whose_source_has_no_day_says_which_day_was_taken() -> None:
    claims = [
        claim
        for model in claim_models()
        for claim in rows_of(model).select_related("source", "initiative")
        if claim.source and claim.source.published_on is None
    ]
    silent = [claim.public_name for claim in claims if "given; " not in claim.source_note]
    assert (len(claims), silent) == (55, [])


def test_a_report_with_a_day_is_told_on_that_day() -> None:
    told_on = {
        (claim.source.published_on, claim.as_of)
        for model in claim_models()
        for claim in rows_of(model).select_related("source")
        if claim.source and claim.source.published_on
    }
    assert told_on == {(day, day) for day in (dt.date(2025, 11, 17), dt.date(2025, 12, 11), dt.date(2025, 12, 22))}


def test_nobody_signed_a_claim_and_each_came_out_on_the_day_after() -> None:
    claims = [claim for model in claim_models() for claim in rows_of(model)]
    found = {
        (claim.state, claim.author, claim.reviewer, claim.published_at.date() - claim.as_of)
        for claim in claims
        if claim.published_at
    }
    assert (len(claims), found) == (65, {("published", None, None, dt.timedelta(days=1))})


def test_both_crises_say_that_they_are_samples() -> None:
    assert sorted(Crisis.objects.values_list("code", "name", "country", "is_sample")) == [
        ("ACC", "Aid access in Gaza", "PS", True),
        ("YEM", "Yemen", "YE", True),
    ]


def test_no_place_organisation_or_source_is_there_for_nothing() -> None:
    idle = [
        *Organisation.objects.exclude(pk__in=Organisation.objects.public()),
        *Location.objects.exclude(pk__in=Location.objects.public()),
        *Source.objects.exclude(pk__in=Source.objects.public()),
        *Indicator.objects.exclude(pk__in=Indicator.objects.public()),
    ]
    assert idle == []


def test_what_both_samples_name_is_written_the_same_in_both() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    before, edition = rows(), editions.number()
    call_command("loaddata", "access", "gaza", verbosity=0)
    assert (rows(), editions.number()) == (before, edition + 1)


def test_a_second_load_changes_no_row_and_no_history() -> None:
    def histories() -> list[int]:
        return [model.history.count() for model in MODELS if issubclass(model, Versioned)]

    before = (rows(), histories())
    call_command("loaddata", "access", verbosity=0)
    assert (rows(), histories()) == before


def test_verify_finds_nothing_to_say_of_both_samples() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    out = io.StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue() == "No difference (initiatives: 17, claims: 100).\n"


def test_the_readme_lists_every_figure_with_its_publisher() -> None:
    readme = (BASE_DIR / "fixtures" / "README.md").read_text(encoding="utf-8")
    lines = [line for line in readme.splitlines() if line.startswith("|")]
    figures = {(_written(row[6]), row[7][0]) for row in [*OBSERVED, *TARGETS]}
    missing = [
        (figure, publisher)
        for figure, publisher in sorted(figures)
        if not any(re.search(rf"(?<![\d,]){figure}(?![\d,]*\d)", line) and publisher in line for line in lines)
    ]
    assert missing == []


def _written(figure: int) -> str:
    """As the table writes it: billions in words, thousands with a comma."""
    return f"{Decimal(figure) / 10**9:f} billion" if figure > 10**9 else f"{figure:,}"


def test_the_file_names_no_primary_key_and_nothing_that_is_worked_out() -> None:
    entries = json.loads((BASE_DIR / "fixtures" / "access.json").read_text(encoding="utf-8"))
    fields = {name for entry in entries for name in entry["fields"]}
    worked_out = {name for name in fields if name.endswith("_key") or name.startswith(("current_", "last_"))}
    assert ({name for entry in entries for name in entry}, worked_out) == ({"model", "fields"}, set())
