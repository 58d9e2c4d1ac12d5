"""Claims in the IATI file: budgets, transactions, and results with periods of their own for each speaker."""

import datetime as dt
from typing import Any

import pytest
from lxml import etree

from initiatives import actions
from initiatives.choices import Basis, RemoveReason, RetractReason
from initiatives.models import Indicator
from tests.exports.iati import LANGUAGE, activities, activity, all_of, file_of, samples
from tests.factories import (
    make_adherence,
    make_budget,
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
    make_update,
    replace_claim,
)

pytestmark = pytest.mark.django_db


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


def at(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, number, 9, tzinfo=dt.UTC)


def budgets() -> list[dict[str, str]]:
    return [
        {
            **{name: str(value) for name, value in one.attrib.items()},
            "days": " ".join(all_of(one, "*/@iso-date")),
            "value": " ".join(all_of(one, "value/text() | value/@*")),
        }
        for one in activity().iter("budget")
    ]


def about_budgets() -> list[str]:
    return all_of(activity(), "description[@type='4']/narrative[contains(., 'udgets')]/text()")


LEFT_OUT = (
    "Left out of the budgets, since readers add budgets up, and these are of other speakers or types, or of days that"
    " another one covers: "
)


def test_budgets_of_two_speakers_are_never_added_up() -> None:
    initiative, ocha, unrwa = make_initiative(), make_organisation("OCHA"), make_organisation("UNRWA")
    make_budget(initiative, 1000, as_of=day(2), published_at=at(3), said_by=ocha)
    half = {"period_start": dt.date(2026, 1, 1), "period_end": dt.date(2026, 6, 30)}
    make_budget(initiative, 700, as_of=day(3), published_at=at(4), said_by=unrwa, **half)
    assert budgets() == [{"type": "1", "status": "1", "days": "2026-01-01 2026-06-30", "value": "USD 2026-11-03 700"}]
    assert about_budgets() == [
        "Budgets: UNRWA, 700 USD, Original, 2026-01-01 to 2026-06-30 (GZA-COR-001-B2).",
        f"{LEFT_OUT}OCHA, 1,000 USD, Original, 2026-01-01 to 2026-12-31 (GZA-COR-001-B1).",
    ]


def test_a_revised_budget_leaves_out_no_word_of_another_without_saying_so() -> None:
    initiative, year = make_initiative(), {"period_start": day(1), "period_end": dt.date(2027, 10, 31)}
    make_budget(initiative, "1000000.50", as_of=day(2), published_at=at(3), said_by=make_organisation("A"), **year)
    revised = {"type": "2", "currency": "EUR", "amount_usd": 577, "rate_on": day(1)}
    source = make_source(publisher="FTS")
    make_budget(initiative, "500.10", as_of=day(4), published_at=at(5), source=source, **revised, **year)
    gone = make_budget(initiative, 77, as_of=day(5), published_at=at(6), **year)
    actions.retract(claim=gone, by=make_publisher(), reason=RetractReason.ERROR)
    make_budget(initiative, 78, as_of=day(5), public=False, **year)
    assert budgets() == [{"type": "2", "status": "1", "days": "2026-11-01 2027-10-31", "value": "EUR 2026-11-01 500.1"}]
    assert about_budgets() == [
        "Budgets: FTS, 500.1 EUR, Revised, 2026-11-01 to 2027-10-31 (GZA-COR-001-B2).",
        f"{LEFT_OUT}A, 1,000,000.5 USD, Original, 2026-11-01 to 2027-10-31 (GZA-COR-001-B1).",
    ]


def test_budgets_of_one_speaker_for_years_that_follow_stand_together_and_the_newest_of_those_that_overlap() -> None:
    initiative, ocha = make_initiative(), make_organisation("OCHA")
    for number, (year, amount) in enumerate(((2025, 10), (2026, 20), (2026, 30), (2027, 40)), start=2):
        days = {"period_start": dt.date(year, 1, 1), "period_end": dt.date(year, 12, 31)}
        make_budget(initiative, amount, as_of=day(number), published_at=at(number), said_by=ocha, **days)
    assert [one["value"] for one in budgets()] == ["USD 2026-11-02 10", "USD 2026-11-04 30", "USD 2026-11-05 40"]
    assert about_budgets()[1:] == [f"{LEFT_OUT}OCHA, 20 USD, Original, 2026-01-01 to 2026-12-31 (GZA-COR-001-B2)."]


def test_a_transaction_has_its_public_name_its_ends_and_its_source() -> None:
    initiative = make_initiative()
    donor = make_organisation("Donor", type="60", iati_identifier="XX-1")
    receiver = make_organisation("الهلال", type="22")
    source = make_source("https://example.org/fts", publisher="FTS", title="Flows")
    make_transaction(
        initiative, "13", "1000.00", as_of=day(2), published_at=at(3), provider=donor, provider_named_as="Friends",
        said_by=donor, source=source,
    )  # fmt: skip
    make_transaction(
        initiative, "4", "-12.30", currency="EUR", negative_reason="refund", as_of=day(4), published_at=at(5),
        receiver=receiver, source=source,
    )  # fmt: skip
    flows = "Source: FTS: Flows, https://example.org/fts"
    assert [plain(one) for one in activity().iter("transaction")] == [
        [
            ("transaction", "", {"ref": "GZA-COR-001-T1", "humanitarian": "1"}),
            ("transaction-type", "", {"code": "13"}),
            ("transaction-date", "", {"iso-date": "2026-11-02"}),
            ("value", "1000", {"currency": "USD", "value-date": "2026-11-02"}),
            ("description", "", {}),
            ("narrative", f"Said by Donor. {flows}", {LANGUAGE: "en"}),
            ("provider-org", "", {"ref": "XX-1", "type": "60"}),
            ("narrative", "Friends", {}),
        ],
        [
            ("transaction", "", {"ref": "GZA-COR-001-T2", "humanitarian": "1"}),
            ("transaction-type", "", {"code": "4"}),
            ("transaction-date", "", {"iso-date": "2026-11-04"}),
            ("value", "-12.3", {"currency": "EUR", "value-date": "2026-11-04"}),
            ("description", "", {}),
            ("narrative", f"Refund. {flows}", {LANGUAGE: "en"}),
            ("receiver-org", "", {"type": "22"}),
            ("narrative", "الهلال", {}),
        ],
    ]


def plain(found: etree._Element) -> list[tuple[str, str, dict[str, str]]]:
    return [(str(one.tag), (one.text or "").strip(), dict(one.attrib)) for one in found.iter()]


Told = tuple[str, str, str | None, str]


def told(found: etree._Element | None = None) -> list[Told]:
    """Each target and figure: its days, whose it is, its value and the first words that stand with it."""
    return [
        (
            f"{one.tag} {'-'.join(iso[8:] for iso in all_of(one, '../*/@iso-date'))}",
            all_of(one, "dimension[@name='said_by']/@value")[0],
            one.get("value"),
            all_of(one, "comment/narrative/text()")[0].split(" Said by")[0],
        )
        for one in (activity() if found is None else found).xpath(
            "result/indicator/period/*[self::target or self::actual]"
        )
    ]


@pytest.fixture
def lorries() -> Indicator:
    return make_indicator(make_initiative(planned_end=dt.date(2026, 12, 31)), "Lorries")


def test_sources_that_differ_have_periods_of_their_own(lorries: Indicator) -> None:
    days: dict[str, Any] = {"period_start": day(1), "period_end": day(7), "as_of": day(8)}
    cogat, ocha = make_organisation("COGAT"), make_organisation("OCHA")
    make_observation(lorries, 4200, said_by=cogat, published_at=at(9), **days)
    make_observation(lorries, "1800.5", said_by=ocha, published_at=at(10), **days)
    make_target(lorries, 4000, said_by=ocha, valid_from=day(1), valid_until=day(7), as_of=day(1), published_at=at(2))
    make_target(lorries, 5000, said_by=cogat, valid_from=day(1), valid_until=day(8), as_of=day(1), published_at=at(3))
    assert told() == [
        ("actual 01-07", "COGAT", "4200", "Confidence: Reported."),
        ("target 01-07", "OCHA", "4000", told()[1][3]),
        ("actual 01-07", "OCHA", "1800.5", "Confidence: Reported."),
        ("target 01-08", "COGAT", "5000", told()[3][3]),
    ]
    found = activity()
    # A target stands beside what its own speaker counted, and beside nobody else's figure.
    assert [len(period) for period in found.iter("period")] == [3, 4, 3]
    assert all_of(found, "//@aggregation-status") == ["0", "0"]


def test_one_speaker_under_two_names_is_two(lorries: Indicator) -> None:
    press = make_organisation("Press")
    for name, value in (("Some reports", 600), ("Other reports", 400)):
        make_target(lorries, value, "per_day", said_by=press, named_as=name, valid_from=day(1), as_of=day(1))
    assert [(who, value) for _days, who, value, _words in told()] == [("Other reports", "400"), ("Some reports", "600")]


def test_a_rate_is_counted_apart_and_says_what_it_is(lorries: Indicator) -> None:
    for number, basis in enumerate(Basis.values):
        make_target(lorries, 600 + number, basis, as_of=day(1), valid_from=day(1), valid_until=day(30))
    make_observation(lorries, 9000, as_of=day(15), days=15)
    found = {
        all_of(one, "description/narrative/text()")[0]: all_of(one, "period/*/@value")
        for one in activity().iter("indicator")
    }
    assert found == {
        "Unit: trucks a day; Counted: All supplies": ["600"],
        "Unit: trucks a week; Counted: All supplies": ["601"],
        "Unit: trucks a month; Counted: All supplies": ["602"],
        "Unit: trucks; Counted: All supplies": ["9000", "603"],
    }


def test_an_open_end_of_a_target_is_filled_and_said(lorries: Indicator) -> None:
    make_target(lorries, 1, as_of=day(5))
    make_target(lorries, 2, as_of=day(5), valid_until=day(3))
    make_target(lorries, 3, as_of=day(5), valid_from=dt.date(2027, 1, 5))
    found = [(*all_of(one, "*/@iso-date"), *all_of(one, "*/@value")) for one in activity().iter("period")]
    assert found == [
        ("2026-11-03", "2026-11-03", "2"),
        ("2026-11-05", "2026-12-31", "1"),
        ("2027-01-05", "2027-01-05", "3"),
    ]
    words = [words for _days, _who, _value, words in told()]
    assert words == [
        "No first day is given.", "No first day is given. No last day is given.", "No last day is given."
    ]  # fmt: skip


def test_words_carry_no_value_and_keep_their_language() -> None:
    road = make_indicator(make_initiative(), "Road", measure="5", unit="")
    driver = make_organisation("Driver")
    arabic: dict[str, Any] = {"text": "الطريق مفتوح", "language": "ar", "source_note": "على لسان السائقين"}
    make_observation(road, None, as_of=day(5), said_by=driver, **arabic)
    make_target(road, None, text="Open", as_of=day(5), valid_from=day(5), valid_until=day(5), said_by=driver)
    target, actual = (activity().find(f".//{tag}") for tag in ("target", "actual"))
    assert [said(one) for one in (target, actual)] == [
        (None, [("en", "Open\nSaid by Driver.")]),
        (None, [("ar", "الطريق مفتوح\nعلى لسان السائقين"), ("en", "Confidence: Reported. Said by Driver.")]),
    ]


def said(found: etree._Element | None) -> tuple[str | None, list[tuple[str | None, str]]]:
    """Its value, and its comment but for the source."""
    assert found is not None
    words = [
        (one.get(LANGUAGE), (one.text or "").partition(" Source")[0]) for one in found.iterfind("comment/narrative")
    ]
    return found.get("value"), words


def test_an_indicator_tells_its_unit_place_stage_and_baseline() -> None:
    clinic = make_location("Secret clinic", parent=make_location("Gaza Strip"), is_sensitive=True)
    share = make_indicator(
        make_initiative(), "Share", measure="2", unit="", stage="collected", category="medical", location=clinic,
        baseline="12.500", group="Crossings", ascending=False, result_type="2",
    )  # fmt: skip
    make_observation(share, "65.125", as_of=day(5), days_as_published=6, inconsistency_note="Parts do not add up")
    found = activity()
    assert all_of(found, "result/@type | result/indicator/@*") == ["2", "2", "0", "0"]
    assert all_of(found, "result/*/narrative/text() | result/indicator/*/narrative/text()") == [
        "Share", "Crossings", "Share",
        "Unit: %; Counted: Medical equipment; Stage: Collected; Place: Gaza Strip; Baseline: 12.5",
    ]  # fmt: skip
    assert [words for _days, _who, _value, words in told()] == [
        "Parts do not add up\nThe source counts 6 days. Confidence: Reported."
    ]


def test_only_what_holds_is_told_and_a_past_day_tells_what_held_then(lorries: Indicator) -> None:
    speaker = make_organisation("OCHA")
    wrong = make_observation(lorries, 100, as_of=day(5), published_at=at(6), said_by=speaker)
    replace_claim(wrong, published_at=at(8), value=200)
    taken_back = make_observation(lorries, 300, as_of=day(6), published_at=at(7), said_by=speaker)
    actions.retract(claim=taken_back, by=make_publisher(), reason=RetractReason.ERROR, at=at(9))
    removed = make_observation(lorries, 400, as_of=day(4), published_at=at(5), said_by=speaker)
    actions.remove(claim=removed, by=make_publisher(), reason=RemoveReason.SAFETY)
    make_observation(lorries, 500, as_of=day(3), said_by=speaker, public=False)
    lorries.initiative.opened_at = at(1)
    lorries.initiative.save()
    values = {
        query: [value for one in activities(file_of(query)) for value in all_of(one, "//actual/@value")]
        for query in ("as_at=2026-11-05", "as_at=2026-11-06", "as_at=2026-11-07", "as_at=2026-11-08", "")
    }
    assert list(values.values()) == [[], ["100"], ["100", "300"], ["200", "300"], ["200"]]


def test_what_the_standard_has_no_place_for_is_left_out() -> None:
    talks = make_initiative(kind="ceasefire")
    make_update(talks, headline="UNTOLD headline", narrative="UNTOLD")
    make_position(make_issue(talks, "UNTOLD issue"), "UNTOLD position")
    make_adherence(make_term(talks, "UNTOLD term"))
    make_milestone(talks, "UNTOLD round")
    make_finding(talks, "UNTOLD finding")
    make_indicator(talks, "UNTOLD indicator that nobody counted")
    assert b"UNTOLD" not in file_of()


def test_what_the_article_expects_of_two_states_is_no_result() -> None:
    found = {
        (one.findtext("iati-identifier") or "")[-11:]: all_of(one, "result/title/narrative/text()")
        for one in activities(samples())
    }
    assert found["GZA-CEA-001"] == []
    talks = make_indicator(make_initiative(kind="ceasefire"), "Impact", measure="5", group="Expected impact of aid")
    make_target(talks, None, text="UNTOLD")
    assert b"UNTOLD" not in file_of()
    assert sum(map(len, found.values())) > 15


def test_figures_have_as_many_digits_as_their_source_gave(lorries: Indicator) -> None:
    values: list[Any] = ["0.001", "123456789012.125", "-5", "0", "1E+3"]
    for number, value in enumerate(values):
        make_observation(lorries, value, as_of=day(1 + number))
    assert [value for _days, _who, value, _words in told()] == ["0.001", "123456789012.125", "-5", "0", "1000"]
