"""Results of IATI: what is counted, and for each speaker periods of its own, so that nothing is pooled."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from initiatives.choices import Basis, DocumentCategory
from initiatives.exports.iati.money import Speaker, source_of
from initiatives.exports.iati.xml import ENGLISH, document, element, narrative, told
from initiatives.models import Figure, Indicator, Observation, Target
from initiatives.moments import day_of
from initiatives.reports.indicators import place_of, unit_of
from initiatives.text import figure

# What an article expects of two states is no result of an initiative.
NO_RESULTS = ("Expected impact of",)


@dataclass
class Period:
    """One speaker's target and figure for the same days; either may be missing."""

    target: Target | None = None
    actual: Observation | None = None


Days = tuple[dt.date, dt.date]


@dataclass
class Counted:
    """An indicator with its periods: those in all, and those by the day, week or month, which cannot stand together."""

    indicator: Indicator
    periods: dict[str, list[tuple[Days, Speaker, Period]]] = field(default_factory=lambda: defaultdict(list))


def results(
    observations: Sequence[Observation],
    targets: Sequence[Target],
    planned_end: dt.date | None,
    at: dt.datetime | None,
) -> Iterator[Element]:
    """One result for each indicator of which something holds, in the order of the page."""
    found: dict[int, Counted] = {}
    for row in (*observations, *targets):
        found.setdefault(row.indicator_id, Counted(row.indicator))
    for observation in observations:
        days = (observation.period_start, observation.period_end)
        _add(found[observation.indicator_id], Basis.TOTAL, days, observation)
    for target in targets:
        _add(found[target.indicator_id], target.basis, _days_of(target, planned_end, at), target)
    for counted in sorted(found.values(), key=lambda one: (one.indicator.order, one.indicator.title_key)):
        if not counted.indicator.group.startswith(NO_RESULTS):
            yield _result(counted)


def _add(counted: Counted, basis: str, days: Days, row: Figure) -> None:
    """Beside what the same speaker says of the same days, else in a period of its own."""
    name = "target" if isinstance(row, Target) else "actual"
    speaker, periods = Speaker.of(row), counted.periods[basis]
    for same_days, same_speaker, period in periods:
        if (same_days, same_speaker) == (days, speaker) and getattr(period, name) is None:
            break
    else:
        period = Period()
        periods.append((days, speaker, period))
    setattr(period, name, row)


def _days_of(target: Target, planned_end: dt.date | None, at: dt.datetime | None) -> Days:
    """The days of a target. The standard asks for both ends: one that is open is the day on which it was said, and the
    planned end or the day that is read.
    """
    start = target.valid_from or min(filter(None, [target.as_of, target.valid_until]))
    ends = [day for day in (target.valid_until, planned_end, day_of(at)) if day is not None]
    return start, next((end for end in ends if end >= start), start)


def _result(counted: Counted) -> Element:
    indicator = counted.indicator
    parts = [told("title", indicator.title)]
    if indicator.group:
        parts.append(told("description", indicator.group))
    for basis in Basis.values:
        if basis in counted.periods:
            parts.append(_indicator(indicator, basis, counted.periods[basis]))
    # Figures of several speakers for the same days must not be added up.
    return element("result", {"type": indicator.result_type, "aggregation-status": "0"}, parts)


def _indicator(indicator: Indicator, basis: str, periods: Sequence[tuple[Days, Speaker, Period]]) -> Element:
    ordered = sorted(periods, key=lambda one: (one[0], one[1].name))
    attributes = {
        "measure": indicator.measure,
        "ascending": "1" if indicator.ascending else "0",
        "aggregation-status": "0",
    }
    about = "; ".join(f"{name}: {value}" for name, value in _about(indicator, basis).items() if value)
    parts = [told("title", indicator.title)]
    if about:
        parts.append(told("description", about, ENGLISH))
    return element("indicator", attributes, [*parts, *(_period(days, period) for days, _speaker, period in ordered)])


def _about(indicator: Indicator, basis: str) -> Mapping[str, str]:
    unit = unit_of(indicator)
    by = "" if basis == Basis.TOTAL else str(Basis(basis).label)
    return {
        "Unit": " ".join(filter(None, [unit, by])),
        "Counted": str(indicator.get_category_display()),
        "Stage": str(indicator.get_stage_display()),
        "Place": place_of(indicator),
        "Baseline": "" if indicator.baseline is None else figure(indicator.baseline),
    }


def _period(days: Days, period: Period) -> Element:
    start, end = days
    parts = [
        element("period-start", {"iso-date": start.isoformat()}),
        element("period-end", {"iso-date": end.isoformat()}),
    ]
    if period.target is not None:
        parts.append(_said("target", period.target, _of_target(period.target)))
    if period.actual is not None:
        parts.append(_said("actual", period.actual, _of_actual(period.actual)))
    return element("period", {}, parts)


def _of_target(row: Target) -> Iterator[str]:
    if row.valid_from is None:
        yield "No first day is given."
    if row.valid_until is None:
        yield "No last day is given."


def _of_actual(row: Observation) -> Iterator[str]:
    if row.days_as_published:
        yield f"The source counts {row.days_as_published} days."
    yield f"Confidence: {row.get_confidence_display()}."


def _said(tag: str, row: Figure, more: Iterator[str]) -> Element:
    """A figure, or the words of one that is qualitative, with who says it and where; a word carries no value."""
    texts = [row.text, getattr(row, "inconsistency_note", ""), row.source_note]
    own = "\n".join(filter(None, texts))
    ours = " ".join([*more, source_of(row)])
    parts = [
        element("dimension", {"name": "said_by", "value": row.said_by_name}),
        element("comment", {}, _comment(own, row.language, ours)),
    ]
    if row.source is not None:
        source, category = row.source, DocumentCategory.RESULTS.value
        parts.append(document(source.url, category, str(source), source.language, published_on=source.published_on))
    value = "" if row.value is None or row.indicator.is_qualitative else figure(row.value)
    return element(tag, {"value": value}, parts)


def _comment(own: str, language: str, ours: str) -> Iterator[Element]:
    """What the source says in its own language, and what we say of it; one narrative for each language."""
    if own and language == ENGLISH:
        yield narrative(f"{own}\n{ours}", ENGLISH)
        return
    if own:
        yield narrative(own, language)
    yield narrative(ours, ENGLISH)
