"""Long files: what each filter keeps, what a row tells, CSV and workbook alike, formulas disarmed, queries fixed."""

import datetime as dt
import gc
import tracemalloc
from collections import Counter
from copy import copy
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from initiatives import actions
from initiatives.choices import PUBLIC_STATES, RemoveReason, RetractReason
from initiatives.datasets import BY_NAME, FILES_ONLY, Dataset
from initiatives.exports import rows as reading
from initiatives.exports.formats import CSV
from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Initiative,
    Milestone,
    Observation,
    Position,
    Target,
    Transaction,
    claim_models,
)
from initiatives.parameters import AnyOf
from tests.exports.test_csv import as_split_elsewhere, could_run, file_of, records, table
from tests.exports.test_xlsx import as_csv, as_csv_file
from tests.exports.test_xlsx import file_of as workbook_of
from tests.exports.worlds import a_world
from tests.factories import (
    make_adherence,
    make_budget,
    make_crisis,
    make_finding,
    make_indicator,
    make_initiative,
    make_issue,
    make_location,
    make_milestone,
    make_observation,
    make_organisation,
    make_position,
    make_publisher,
    make_source,
    make_target,
    make_term,
    make_transaction,
    replace_claim,
)
from tests.payloads import FORMULAS

pytestmark = pytest.mark.django_db

MODELS: dict[str, type[Claim]] = {
    "observations": Observation,
    "targets": Target,
    "positions": Position,
    "adherence": Adherence,
    "milestones": Milestone,
    "budgets": Budget,
    "transactions": Transaction,
    "findings": Finding,
}
long_files = pytest.mark.parametrize("name", list(MODELS))


def a_claim(name: str, initiative: Initiative, **fields: Any) -> Claim:
    """A claim of the kind that a file is of, with a subject of its own where it needs one."""
    if name == "observations":
        return make_observation(make_indicator(initiative), 5, **fields)
    if name == "targets":
        return make_target(make_indicator(initiative), 5, **fields)
    if name == "positions":
        return make_position(make_issue(initiative), **fields)
    if name == "adherence":
        return make_adherence(make_term(initiative), **fields)
    if name == "milestones":
        return make_milestone(initiative, **fields)
    if name == "budgets":
        return make_budget(initiative, 5, **fields)
    if name == "transactions":
        return make_transaction(initiative, "4", 5, **fields)
    return make_finding(initiative, **fields)


def names(file: str, query: str = "") -> list[str]:
    return [row["claim"] for row in records(file_of(file, query))]


def only_row(file: str, query: str = "") -> dict[str, str]:
    (row,) = records(file_of(file, query))
    return row


def test_every_kind_of_claim_has_a_file() -> None:
    kinds = {model for model in claim_models() if model._meta.app_label == "initiatives"}
    assert {model.__name__ for model in kinds} == {"StatusUpdate", *(model.__name__ for model in MODELS.values())}
    assert list(MODELS) == [dataset.name for dataset in FILES_ONLY]


@long_files
def test_each_filter_keeps_its_own(name: str) -> None:
    today = timezone.localdate()
    kept = make_organisation("Kept", slug="kept")
    merged = make_organisation("Merged", slug="merged", merged_into=kept)
    corridor = make_initiative("Corridor")
    talks = make_initiative("Talks", kind="ceasefire", crisis=make_crisis("SDN"))
    first = a_claim(name, corridor, said_by=kept, as_of=today - dt.timedelta(days=5)).public_name
    second = a_claim(name, talks, said_by=merged, as_of=today - dt.timedelta(days=1)).public_name
    found = {
        query: names(name, query)
        for query in (
            "kind=corridor", "crisis=sdn", f"initiative={corridor.reference}", "organisation=kept",
            "organisation=merged", f"from={today - dt.timedelta(days=1)}", f"to={today - dt.timedelta(days=5)}",
            "sort=as_of", "sort=published", "sort=-published", "",
        )
    }  # fmt: skip
    assert list(found.values()) == [
        [first], [second], [first], [second, first], [second, first], [second], [first],
        [first, second], [first, second], [second, first], [second, first],
    ]  # fmt: skip


@long_files
def test_rows_that_hold_unless_the_history_is_asked_for_and_never_what_is_not_public(name: str) -> None:
    initiative = make_initiative()
    holds = replace_claim(a_claim(name, initiative), as_of=timezone.localdate())
    taken_back = actions.retract(claim=a_claim(name, initiative), by=make_publisher(), reason=RetractReason.ERROR)
    a_claim(name, initiative, public=False)
    actions.remove(claim=a_claim(name, initiative), by=make_publisher(), reason=RemoveReason.LAW)
    assert names(name) == [holds.public_name]
    told = {(row["claim"], row["state"], row["replaces"]) for row in records(file_of(name, "history=1"))}
    assert told == {
        (holds.public_name, "published", holds.public_name),
        (holds.public_name, "replaced", ""),
        (taken_back.public_name, "retracted", ""),
    }


@long_files
def test_what_hangs_on_a_hidden_initiative_is_in_no_file(name: str) -> None:
    initiative = make_initiative()
    a_claim(name, initiative)
    Initiative.objects.filter(pk=initiative.pk).update(visibility="draft")
    assert names(name, "history=1") == []


def test_figures_are_chosen_by_what_they_count() -> None:
    initiative = make_initiative()
    for category, stage in (("food", "collected"), ("fuel", "")):
        indicator = make_indicator(initiative, category=category, stage=stage)
        make_observation(indicator, 1)
        make_target(indicator, 2)
    for file, letter in (("observations", "O"), ("targets", "G")):
        assert names(file, "category=food") == names(file, "stage=collected") == [f"GZA-COR-001-{letter}1"]
        assert len(names(file, "category=food&category=fuel")) == 2
        assert names(file, "stage=denied") == []


@pytest.mark.parametrize(
    ("sensitive", "told"), [("", "Site"), ("Site", "Region"), ("Site Region", "Land"), ("Site Region Land", "")]
)
def test_a_sensitive_place_is_named_as_the_area_around_it(sensitive: str, told: str) -> None:
    place = None
    for name in ("Land", "Region", "Site"):
        place = make_location(name, parent=place, is_sensitive=name in sensitive.split())
    indicator = make_indicator(make_initiative(), location=place)
    make_observation(indicator, 1)
    make_target(indicator, 1)
    assert [only_row(file)["location"] for file in ("observations", "targets")] == [told, told]


def test_days_are_told_by_the_dates_and_as_published() -> None:
    indicator = make_indicator(make_initiative())
    make_observation(indicator, 6545, days=59, days_as_published=58)
    row = only_row("observations")
    assert (row["days"], row["days_as_published"], row["value"]) == ("59", "58", "6545")


@pytest.mark.parametrize("state", ["published", "replaced", "retracted", "draft", "removed"])
def test_a_commitment_names_the_pledge_that_it_keeps_where_that_is_public(state: str) -> None:
    initiative = make_initiative()
    pledge = make_transaction(initiative, "13", 100, public=state != "draft")
    make_transaction(initiative, "11", 90, converts=pledge)
    if state == "replaced":
        replace_claim(pledge, amount=120)
    elif state == "retracted":
        actions.retract(claim=pledge, by=make_publisher(), reason=RetractReason.ERROR)
    elif state == "removed":
        actions.remove(claim=pledge, by=make_publisher(), reason=RemoveReason.SAFETY)
    (told,) = [row["converts"] for row in records(file_of("transactions")) if row["type_code"] == "11"]
    assert told == ("GZA-COR-001-T1" if state in PUBLIC_STATES else "")


def test_a_currency_without_an_amount_is_not_told() -> None:
    make_finding(make_initiative(), currency="EUR")
    assert (only_row("findings")["amount_questioned"], only_row("findings")["currency"]) == ("", "")


@pytest.mark.parametrize("is_sample", [True, False])
def test_every_row_says_whether_it_is_sample_data(is_sample: bool) -> None:
    initiative = make_initiative(crisis=make_crisis(is_sample=is_sample))
    for name in MODELS:
        a_claim(name, initiative)
    assert {only_row(name)["is_sample"] for name in MODELS} == {str(is_sample).lower()}


# CSV and workbook hold the same rows, for any choice of filters.


def test_the_workbook_holds_the_rows_of_the_csv_file_for_any_filters() -> None:
    a_world()
    counted: Counter[str] = Counter()

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def compare(data: st.DataObject) -> None:
        dataset: Dataset = data.draw(st.sampled_from(FILES_ONLY))
        pairs = []
        for parameter in dataset.filterset.parameters():
            if isinstance(parameter, AnyOf):
                values = [choice.value for choice in parameter.source()]
                chosen = data.draw(st.lists(st.sampled_from(values), max_size=3, unique=True))
                pairs += [f"{parameter.name}={value}" for value in chosen]
        sort = data.draw(st.sampled_from(list(dataset.filterset.sorts)))
        query = "&".join([*pairs, f"sort={sort}"])
        told = as_csv_file(dataset, query)
        assert as_csv(dataset, workbook_of(dataset, query)) == told
        counted[dataset.name] += len(table(told)) - 1

    compare()
    assert sum(counted.values()) > 0


# P6: exported cells never run as formulas.


def test_formulas_that_are_stored_in_every_text_run_nowhere() -> None:
    payloads = [payload.replace("\x00", "") for payload in FORMULAS[::8]]
    for number, value in enumerate(payloads):
        body = make_organisation(f"{value} {number}", slug=f"body-{number}")
        said: dict[str, Any] = {
            "said_by": body,
            "source": make_source(f"https://example.org/{number}?{value}", publisher=value),
            "named_as": value if number % 2 else "",
        }
        initiative = make_initiative(f"a{value}", leads=[body])
        indicator = make_indicator(
            initiative, f"a{value}", group=value, unit=value, location=make_location(value), measure="5"
        )
        make_observation(indicator, None, text=value, inconsistency_note=value, **said)
        make_target(indicator, None, text=value, **said)
        make_position(make_issue(initiative, f"a{value}", group=value), f"a{value}", **said)
        make_adherence(make_term(initiative, value, phase=value, obligor_named_as=value), **said)
        make_milestone(initiative, f"a{value}", **said)
        make_budget(initiative, 1, **said)
        make_transaction(initiative, "4", 1, provider=body, receiver_named_as=value, **said)
        make_finding(initiative, f"a{value}", response=value, **said)
    for name in MODELS:
        content = file_of(name)
        assert len(table(content)) == 1 + len(payloads)
        assert not [cell for row in table(content) for cell in row if could_run(cell)]
        assert not [cell for cell in as_split_elsewhere(content) if could_run(cell)]


# Any length: the same queries for a thousand rows, the same memory.


@long_files
@pytest.mark.parametrize("rows", [1, 3])
def test_a_file_takes_the_same_queries_at_any_length(django_assert_num_queries: Any, name: str, rows: int) -> None:
    """One for the rows, and for figures one more for each thousand: where they were counted."""
    for _number in range(rows):
        a_claim(name, make_initiative(), said_by=make_organisation())
    with django_assert_num_queries(2 if name in {"observations", "targets"} else 1):
        content = file_of(name)
    assert len(table(content)) == 1 + rows


def add_copies(claim: Claim, count: int) -> None:
    """Older claims like this one, straight into the table."""
    rows = []
    for number in range(1, count + 1):
        row = copy(claim)
        row.pk, row.number = None, 1000 + number
        row.as_of = claim.as_of - dt.timedelta(days=number)
        if isinstance(row, Observation):
            row.period_start = row.period_end = row.as_of
        rows.append(row)
    type(claim)._default_manager.bulk_create(rows)


@long_files
def test_memory_does_not_grow_with_the_rows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CHUNK", 20)
    add_copies(a_claim(name, make_initiative()), 1999)
    peaks = []
    file_of(name)  # what is made once is made
    for first_day in (timezone.localdate() - dt.timedelta(days=99), dt.date(2000, 1, 1)):
        body = BY_NAME[name].select(QueryDict(f"from={first_day}"), as_file=True).file(CSV)
        gc.collect()
        next(body)
        tracemalloc.start()
        pieces = sum(1 for _piece in body)
        peaks.append((pieces, tracemalloc.get_traced_memory()[1]))
        tracemalloc.stop()
    (few, low), (many, high) = peaks
    assert (few, many) == (5, 100)
    # The interpreter keeps up to two thousand tuples of each length for the next ones; all rows would be megabytes.
    assert high < low + 800_000
