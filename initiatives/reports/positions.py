"""Who stands where: issues by speakers, each cell what holds, since when, and what was said before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, takewhile

from initiatives.models import Issue, Participation, Position
from initiatives.reports.courses import Course, Key, Said, courses, speakers
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.texts import Link

# The page says what moved within this many days.
MOVES_SHOWN_DAYS = 30
# A wider table scrolls within its frame on a small screen.
COLUMNS_ON_A_PHONE = 2


@dataclass(frozen=True)
class Cell:
    """What one speaker says on one issue; the speaker under the name that heads its row or column."""

    issue: Issue
    speaker: Link
    course: Course[Position]

    @property
    def since(self) -> dt.date | None:
        """The first day on which it said what it says now, with nothing else in between."""
        return self._run[-1].row.as_of if self._run else None

    @property
    def previous(self) -> Said[Position] | None:
        """What it said before it came to say what it says now."""
        return next(iter(self.course.held[len(self._run) :]), None)

    @property
    def _run(self) -> list[Said[Position]]:
        return list(takewhile(lambda said: _says(said) == _says(self.course.holds), self.course.held))


@dataclass(frozen=True)
class Move:
    """A cell that changed: what it said before, None where it had said nothing yet, and what it says now."""

    cell: Cell
    before: Said[Position] | None
    now: Said[Position]


@dataclass(frozen=True)
class Row:
    heading: Link
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Matrix:
    """One group of issues; the longer side stands as rows."""

    group: str
    speakers_are_rows: bool
    columns: tuple[Link, ...]
    rows: tuple[Row, ...]

    @property
    def is_wide(self) -> bool:
        return len(self.columns) > COLUMNS_ON_A_PHONE


@dataclass(frozen=True)
class Positions:
    day: dt.date
    matrices: tuple[Matrix, ...]

    def moved_since(self, day: dt.date) -> tuple[Move, ...]:
        """The cells whose text or stance is not the one that held before that day, in the order of the tables."""
        found = ((cell, cell.course.before(day), cell.course.holds) for cell in self._cells())
        return tuple(Move(cell, old, new) for cell, old, new in found if new and _says(new) != _says(old))

    @property
    def recent_from(self) -> dt.date:
        return self.day - dt.timedelta(days=MOVES_SHOWN_DAYS)

    @property
    def recent(self) -> tuple[Move, ...]:
        """The cells that left another position of theirs within MOVES_SHOWN_DAYS."""
        found = ((cell, cell.previous, cell.course.holds) for cell in self._cells())
        return tuple(
            Move(cell, old, new)
            for cell, old, new in found
            if old and new and cell.since is not None and cell.since >= self.recent_from
        )

    def _cells(self) -> Iterator[Cell]:
        return (cell for matrix in self.matrices for row in matrix.rows for cell in row.cells)


def positions(reading: Reading, sources: Sources) -> Positions | None:
    """Two queries: the positions, and the order in which organisations take part."""
    rows = reading.of(Position, "issue")
    if not rows:
        return None
    found, order = courses(rows, sources), _order(reading)
    issues = sorted({row.issue for row in rows}, key=lambda issue: (issue.order, issue.pk))
    place = {group: number for number, group in reversed(list(enumerate(issue.group for issue in issues)))}
    issues.sort(key=lambda issue: place[issue.group])
    return Positions(
        reading.day,
        tuple(_matrix(group, list(those), found, order) for group, those in groupby(issues, key=lambda i: i.group)),
    )


def _order(reading: Reading) -> dict[int, int]:
    """The places of organisations in the initiative; only their order is told."""
    parts = Participation.objects.filter(initiative=reading.initiative)
    found: dict[int, int] = {}
    for place, (own, kept) in enumerate(parts.values_list("organisation_id", "organisation__merged_into_id")):
        found.setdefault(kept or own, place)
    return found


def _matrix(group: str, issues: list[Issue], found: dict[Key, Course[Position]], order: dict[int, int]) -> Matrix:
    asked = {issue.pk for issue in issues}
    names = speakers({where: course for where, course in found.items() if where[0] in asked})
    voices = sorted(names, key=lambda who: order.get(who, len(order)))

    def cell(issue: Issue, who: int) -> Cell:
        return Cell(issue, names[who], found.get((issue.pk, who), Course()))

    titles = tuple(Link(issue.title) for issue in issues)
    if len(voices) > len(issues):
        rows = tuple(Row(names[who], tuple(cell(issue, who) for issue in issues)) for who in voices)
        return Matrix(group, True, titles, rows)
    rows = tuple(Row(Link(i.title), tuple(cell(i, who) for who in voices)) for i in issues)
    return Matrix(group, False, tuple(names[who] for who in voices), rows)


def _says(said: Said[Position] | None) -> tuple[str, str] | None:
    return (said.row.text, said.row.stance) if said else None
