"""Terms and how far each is kept: what every assessor says, side by side and never pooled."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import groupby, islice

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Agreement, Breach, Score
from initiatives.models import Adherence, Indicator, Initiative, Organisation, Term
from initiatives.models.claims import NEWEST_FIRST
from initiatives.moments import day_of
from initiatives.reports.courses import Course, courses, key, speakers
from initiatives.reports.milestones import Coming
from initiatives.reports.reading import Reading, Sources, link_to
from initiatives.reports.texts import Link

# A term whose day is this near is due soon.
DUE_SOON_DAYS = 14
# A wider table scrolls within its frame on a small screen.
ASSESSORS_ON_A_PHONE = 2
BINDING = frozenset({Agreement.AGREED, Agreement.IN_FORCE})


class Due(Enum):
    SOON = "soon"
    PAST = "past"


@dataclass(frozen=True)
class View:
    """What one assessor says of one term; the assessor under the name that heads its column."""

    term: Term
    assessor: Link
    course: Course[Adherence]

    @property
    def says_breach(self) -> bool:
        """Whether anything is worth saying of a breach: of a term that does not bind, "No breach" says nothing."""
        return self.course.holds is not None and _breach(self.course.holds.row) is not None


@dataclass(frozen=True)
class TermRow:
    """`differs` names what the assessors disagree on; `due` is empty where nothing is due, or all is done."""

    term: Term
    obligor: Link | None
    indicator: Indicator | None
    views: tuple[View, ...]
    differs: tuple[Promise | str, ...]
    due: Due | None

    @property
    def anchor(self) -> str:
        return anchor_of(self.term)


@dataclass(frozen=True)
class Assessor:
    """The scores of one assessor. `unscored` are terms that it speaks of and gives no score, `silent` the others."""

    name: Link
    counts: tuple[tuple[Score, int], ...]
    unscored: int
    silent: int

    @property
    def scored(self) -> int:
        return sum(count for _score, count in self.counts)

    @property
    def share(self) -> Decimal | None:
        """Of the full score of the terms that it scored."""
        points = sum(score.value * count for score, count in self.counts)
        return Decimal(points) / (max(Score) * self.scored) if self.scored else None


@dataclass(frozen=True)
class Terms:
    assessors: tuple[Assessor, ...]
    rows: tuple[TermRow, ...]

    @property
    def is_wide(self) -> bool:
        return len(self.assessors) > ASSESSORS_ON_A_PHONE

    @property
    def is_scored(self) -> bool:
        return any(assessor.scored for assessor in self.assessors)

    @property
    def past_due(self) -> tuple[TermRow, ...]:
        return self._due(Due.PAST)

    @property
    def due_soon(self) -> tuple[TermRow, ...]:
        return self._due(Due.SOON)

    def _due(self, due: Due) -> tuple[TermRow, ...]:
        """The earliest first."""
        return tuple(sorted((r for r in self.rows if r.due == due), key=lambda r: r.term.due_on or dt.date.max))


def anchor_of(term: Term) -> str:
    return f"term-{term.number}"


def terms(reading: Reading, sources: Sources) -> Terms | None:
    """One query, and one each for indicators and obligors where terms have them: what of these is public."""
    rows = reading.of(Adherence, "term__indicator", "term__obligor__merged_into")
    if not rows:
        return None
    found = courses(rows, sources)
    names = speakers(found)
    things = sorted({row.term for row in rows}, key=lambda term: (term.number, term.pk))
    indicators, obligors = _indicators(things, reading), _obligors(things, reading)
    table = []
    for term in things:
        views = tuple(View(term, names[who], found.get((term.pk, who), Course())) for who in names)
        held = [view.course.holds.row for view in views if view.course.holds]
        table.append(
            TermRow(
                term=term,
                obligor=_obligor(term, obligors),
                indicator=term.indicator if term.indicator_id in indicators else None,
                views=views,
                differs=tuple(_differs(held)),
                due=_due(term, held, reading.day),
            )
        )
    columns = zip(*(row.views for row in table), strict=True)
    return Terms(
        tuple(_assessor(name, views) for name, views in zip(names.values(), columns, strict=True)), tuple(table)
    )


def deadlines(
    at: dt.datetime | None, limit: int, initiatives: QuerySet[Initiative] | None = None
) -> tuple[Coming, ...]:
    """The next days on which a term is due that somebody calls agreed or in force, of all initiatives or of these;
    one query.
    """
    rows = Adherence.objects.public(at).current(at).filter(term__due_on__gte=day_of(at))
    if initiatives is not None:
        rows = rows.filter(initiative__in=initiatives.order_by().values("pk"))
    ordered = rows.select_related("term__initiative", "said_by__merged_into").order_by(
        "term__due_on", "term_id", *NEWEST_FIRST
    )
    # Read term by term, and no further than the limit.
    by_term = groupby(ordered.iterator(chunk_size=200), key=lambda row: row.term)
    return tuple(islice((_coming(term) for term, views in by_term if _binds(views)), limit))


def _binds(views: Iterable[Adherence]) -> bool:
    """Whether by the newest view of any assessor it binds and is not yet fully kept; newest first."""
    newest: dict[int, Adherence] = {}
    for view in views:
        newest.setdefault(key(view)[1], view)
    binding = [view for view in newest.values() if view.agreement in BINDING]
    return any(view.score != Score.FULL for view in binding)


def _coming(term: Term) -> Coming:
    initiative = term.initiative
    return Coming(
        day=term.due_on or dt.date.max,
        title=term.text,
        language=initiative.language,
        kind=_("Term due"),
        initiative=initiative,
        url=f"{initiative.get_absolute_url()}#{anchor_of(term)}",
    )


def _indicators(things: list[Term], reading: Reading) -> set[int]:
    """The indicators of these terms that the public may read of."""
    asked = {term.indicator_id for term in things if term.indicator_id}
    return (
        set(Indicator.objects.public(reading.at).filter(pk__in=asked).values_list("pk", flat=True)) if asked else set()
    )


def _obligors(things: list[Term], reading: Reading) -> set[int]:
    """The obligors of these terms that have a page."""
    asked = {term.obligor.kept.pk for term in things if term.obligor}
    return (
        set(Organisation.objects.public(reading.at).filter(pk__in=asked).values_list("pk", flat=True))
        if asked
        else set()
    )


def _obligor(term: Term, with_page: set[int]) -> Link | None:
    if term.obligor is None:
        return Link(term.obligor_named_as) if term.obligor_named_as else None
    link = link_to(term.obligor, term.obligor_named_as)
    return link if term.obligor.kept.pk in with_page else Link(link.name)


def _differs(held: list[Adherence]) -> Iterable[Promise | str]:
    """What the views that hold, one of each assessor, do not agree on."""
    if len({row.agreement for row in held}) > 1:
        yield _("agreement")
    if len({row.score for row in held if row.agreement == Agreement.IN_FORCE}) > 1:
        yield _("score")
    if len({breach for breach in map(_breach, held) if breach}) > 1:
        yield _("breach")


def _breach(row: Adherence) -> str | None:
    """What a view says of a breach, if anything: "No breach" of a term that was never in force says nothing."""
    return (row.breach or None) if row.agreement == Agreement.IN_FORCE or row.breach != Breach.NONE else None


def _due(term: Term, held: list[Adherence], day: dt.date) -> Due | None:
    binding = [row for row in held if row.agreement in BINDING]
    is_done = all(row.score == Score.FULL for row in binding)
    if term.due_on is None or is_done:
        return None
    if term.due_on < day:
        return Due.PAST
    return Due.SOON if term.due_on <= day + dt.timedelta(days=DUE_SOON_DAYS) else None


def _assessor(name: Link, views: tuple[View, ...]) -> Assessor:
    held = [view.course.holds.row for view in views if view.course.holds]
    scores = Counter(row.score for row in held)
    return Assessor(
        name=name,
        counts=tuple((score, scores[score.value]) for score in Score),
        unscored=scores[None],
        silent=len(views) - len(held),
    )
