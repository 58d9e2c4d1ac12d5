"""What comes next: the days that were announced, what became of each, and the next ones of all initiatives."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from initiatives.choices import MilestoneKind, MilestoneState, State
from initiatives.models import Initiative, Milestone
from initiatives.moments import day_of
from initiatives.reports.courses import Said, versions
from initiatives.reports.reading import Reading, Sources, in_order

OPEN = (MilestoneState.ANNOUNCED, MilestoneState.POSTPONED)


@dataclass(frozen=True)
class Appointment:
    """One public name: what is said of it now, and before that, newest first."""

    now: Said[Milestone]
    earlier: tuple[Said[Milestone], ...]

    @property
    def first_planned_on(self) -> dt.date | None:
        """The day that was given first, unless it is still that day; a day that we had wrong was never given."""
        stood = [said.row.planned_on for said in (self.now, *self.earlier) if not said.is_struck]
        first = next((day for day in reversed(stood) if day is not None), None)
        return first if first != self.now.row.planned_on else None


@dataclass(frozen=True)
class Schedule:
    """`upcoming` the soonest first, the others the newest first.

    `passed`: the day has passed, and no source has said yet what became of it. `undated`: postponed, with no new day.
    """

    upcoming: tuple[Appointment, ...]
    passed: tuple[Appointment, ...]
    undated: tuple[Appointment, ...]
    past: tuple[Appointment, ...]
    retracted: tuple[Appointment, ...]


@dataclass(frozen=True)
class Coming:
    """A day to come in any initiative: a milestone, or a term that is due."""

    day: dt.date
    title: str
    language: str
    kind: Promise | str
    initiative: Initiative
    url: str


def milestones(reading: Reading, sources: Sources) -> Schedule | None:
    """One query."""
    found = [Appointment(now, tuple(earlier)) for now, *earlier in versions(reading.of(Milestone), sources)]
    if not found:
        return None
    told = sorted(found, key=_by_day, reverse=True)
    standing = [one for one in told if one.now.row.state == State.PUBLISHED]
    open_ = [one for one in standing if one.now.row.course in OPEN]
    ahead = [one for one in open_ if one.now.row.planned_on is not None and one.now.row.planned_on >= reading.day]
    return Schedule(
        upcoming=tuple(sorted(ahead, key=_by_day)),
        passed=tuple(one for one in open_ if one.now.row.planned_on is not None and one not in ahead),
        undated=tuple(one for one in open_ if one.now.row.planned_on is None),
        past=tuple(one for one in standing if one not in open_),
        retracted=tuple(one for one in told if one not in standing),
    )


def coming(at: dt.datetime | None, limit: int, initiatives: QuerySet[Initiative] | None = None) -> tuple[Coming, ...]:
    """The next milestones of all initiatives, or of these, the soonest first; one query."""
    rows = Milestone.objects.public(at).current(at).filter(course__in=OPEN, planned_on__gte=day_of(at))
    if initiatives is not None:
        rows = rows.filter(initiative__in=initiatives.order_by().values("pk"))
    return tuple(
        Coming(
            day=row.planned_on or dt.date.max,
            title=row.title,
            language=row.language,
            kind=MilestoneKind(row.kind).label,
            initiative=row.initiative,
            url=row.get_absolute_url(),
        )
        for row in rows.select_related("initiative").order_by("planned_on", "id")[:limit]
    )


def _by_day(one: Appointment) -> tuple[object, ...]:
    row = one.now.row
    return (row.planned_on or dt.date.min, *in_order(row))
