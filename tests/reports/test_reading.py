"""A page chooses by a few columns and reads whole what it shows: the same as from everything read whole."""

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any, TypeVar, cast

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from initiatives.choices import ReplaceKind, RetractReason, State
from initiatives.models import Claim, Initiative, Observation, StatusUpdate, Target, rows_of
from initiatives.reports.figures import figures, targets
from initiatives.reports.pipelines import pipelines
from initiatives.reports.reading import Reading, Sources, chains
from initiatives.reports.timeline import timeline
from tests.factories import make_indicator, make_initiative, make_organisation, make_source

pytestmark = pytest.mark.django_db

C = TypeVar("C", bound=Claim)
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
KINDS = [kind.value for kind in ReplaceKind]


class Plain(Reading):
    """Reads everything whole, and takes of it what is asked for."""

    def heads(self, model: type[C], *columns: str) -> list[tuple[Any, ...]]:
        newest = [chain[0] for chain in chains(self.of(model))]
        return [(row.chain_id(), row.state, *(getattr(row, column) for column in columns)) for row in newest]

    def whole(self, model: type[C], ids: Collection[int], *related: str) -> dict[int, list[C]]:
        return {chain[0].chain_id(): chain for chain in chains(self.of(model, *related))}


def told(reading: Reading) -> list[object]:
    """The sections, with the numbers of their sources."""
    sources = Sources()
    found = [build(reading, sources) for build in (timeline, figures, pipelines, targets)]
    return [*found, list(sources.found.values())]


# A claim: its model, who says it, of what, how long ago, its figure, how many days ago each version came out, and
# whether it was retracted in the end.
History = list[tuple[type[Claim], int, int, int, int, list[int], bool]]
HISTORIES: st.SearchStrategy[History] = st.lists(
    st.tuples(
        st.sampled_from([StatusUpdate, Observation, Observation, Observation, Target]),
        st.integers(0, 3),
        st.integers(0, 4),
        st.integers(5, 9),
        st.integers(0, 99),
        st.lists(st.integers(1, 9), min_size=1, max_size=3, unique=True),
        st.booleans(),
    ),
    max_size=20,
)


def make_history(initiative: Initiative, history: History) -> Observation:
    """The claims as publishing left them. Gives a figure that is not out, and would replace the newest of all."""
    speakers = [make_organisation(name) for name in "ABC"]
    speakers.append(make_organisation("D", merged_into=speakers[2]))
    stages = ("collected", "arrived", "", "")
    indicators = [make_indicator(initiative, stage=stage, order=9 - number) for number, stage in enumerate(stages)]
    indicators.append(make_indicator(initiative, measure="5", unit=""))
    sources = [make_source(), make_source()]
    rows: dict[type[Claim], list[Any]] = {model: [] for model in (StatusUpdate, Observation, Target)}
    for number, (model, who, what, age, figure, ages, is_retracted) in enumerate(history, 1):
        made, first = cast("Any", model), cast("Any", None)
        for place, days in enumerate(sorted(ages, reverse=True)):
            at = NOW - dt.timedelta(days=days)
            # A correction may give the event another day.
            as_of = TODAY - dt.timedelta(days=age + place * (figure % 3 - 1))
            said: dict[str, Any] = {"said_by": speakers[who], "as_of": as_of, "source": sources[figure % 2]}
            if model is StatusUpdate:
                told = {"is_confirmation": True} if figure % 4 == 0 else {"headline": "Told"}
                said |= {"status": str(1 + figure % 5), **told}
            else:
                text = {"text": "In words"} if what == 4 else {"value": figure + place}
                said |= {"indicator": indicators[what], **text}
            if model is Observation:
                # Of no two claims the period is one, unless one of them was retracted.
                start = dt.date(2020, 1, 1 + number % (3 if is_retracted else 28))
                said |= {"period_start": start, "period_end": TODAY - dt.timedelta(days=9 + age)}
            row: Any = made(
                pk=len(rows[model]) + 1,
                initiative=initiative,
                number=number,
                published_at=at,
                first_published_at=first.published_at if first else at,
                state=State.PUBLISHED,
                named_as="As they say" if figure % 5 == 0 else "",
                **said,
            )
            if first is not None:
                before = rows[model][-1]
                before.state, before.replaced_at = State.REPLACED, at
                row.root, row.replaces, row.replace_kind = first, before, KINDS[figure % len(KINDS)]
            first = first or row
            rows[model].append(row)
        if is_retracted:
            row.state, row.retracted_at, row.retract_reason = State.RETRACTED, NOW, RetractReason.ERROR
    for model, made in rows.items():
        rows_of(model).bulk_create(made)
    extra = Observation(
        initiative=initiative,
        indicator=indicators[2],
        value=Decimal(7),
        as_of=TODAY,
        period_start=TODAY,
        period_end=TODAY,
        said_by=speakers[3],
        source=sources[0],
    )
    if rows[Observation] and rows[Observation][-1].state == State.PUBLISHED:
        extra.replaces = rows[Observation][-1]
        extra.root = extra.replaces.root or extra.replaces
    return extra


class LeanAsPlain(TestCase):
    @settings(max_examples=12, deadline=None)
    @given(HISTORIES, st.integers(0, 9))
    def test_what_is_chosen_first_is_what_is_told_of_everything_read_whole(self, history: History, days: int) -> None:
        initiative = make_initiative(opened_at=NOW - dt.timedelta(days=30))
        extra = make_history(initiative, history)
        then = NOW - dt.timedelta(days=days, hours=12)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("initiatives.reports.timeline.ENTRIES", 2)
            patch.setattr("initiatives.reports.indicators.FIGURES", 6)
            for reading in ({}, {"at": then}, {"extra": extra}):
                assert told(Reading(initiative, **reading)) == told(Plain(initiative, **reading))
