"""What the first page shows: the main initiatives, the board of kinds by statuses, what changed, what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from initiatives import kinds
from initiatives.choices import ENDED, Freshness, RelationKind, Status
from initiatives.models import Crisis, Initiative, Participation, Relation, StatusUpdate
from initiatives.reports.changes import Change, changes
from initiatives.reports.milestones import Coming, coming
from initiatives.reports.reading import link_to
from initiatives.reports.standing import Voice, voices
from initiatives.reports.terms import deadlines
from initiatives.reports.texts import Link

CHIPS_IN_A_CELL = 4
CHANGES_SHOWN = 6
COMING_SHOWN = 5
LATE_SHOWN = 6
# The columns of the board, in the order of an initiative's life; None stands last, for no status yet.
BOARD_ORDER: tuple[str, ...] = (
    Status.PLANNED,
    Status.ACTIVE,
    Status.COMPLETING,
    Status.COMPLETED,
    Status.SUSPENDED,
    Status.CANCELLED,
)
NEWS_IS_LATE = (Freshness.LATE, Freshness.SILENT)


@dataclass(frozen=True)
class Pillar:
    """A main initiative: `row` carries the annotations of `with_standing(at)`."""

    row: Initiative
    kind: kinds.Kind
    leads: tuple[Link, ...]
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Cell:
    status: str | None
    count: int
    rows: tuple[Initiative, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True)
class BoardRow:
    kind: kinds.Kind
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Overview:
    crises: tuple[Crisis, ...]
    pillars: tuple[Pillar, ...]
    board_statuses: tuple[str | None, ...]
    board: tuple[BoardRow, ...]
    changes: tuple[Change, ...]
    coming: tuple[Coming, ...]
    late: tuple[Initiative, ...]

    @property
    def latest(self) -> Change | None:
        """The newest move among what changed; the newest update where nothing moved."""
        return next((change for change in self.changes if change.is_move), next(iter(self.changes), None))

    @property
    def carries_sample(self) -> bool:
        return any(crisis.is_sample for crisis in self.crises)


def overview(at: dt.datetime | None = None) -> Overview:
    """Now, or as it was just before a moment; a fixed number of queries, whatever there is."""
    statuses, board = _board(at)
    return Overview(
        crises=tuple(Crisis.objects.public(at)),
        pillars=_pillars(at),
        board_statuses=statuses,
        board=board,
        changes=changes(StatusUpdate.objects.public(at), at, limit=CHANGES_SHOWN),
        coming=_coming(at),
        late=_late(at),
    )


def _standing(at: dt.datetime | None, *, by_key: bool = False) -> QuerySet[Any]:
    # Any: the type checker knows no annotations that a queryset's own method makes.
    return Initiative.objects.public(at, by_key=by_key).with_standing(at)


def _pillars(at: dt.datetime | None) -> tuple[Pillar, ...]:
    """Of each kind the first initiative that still goes on and is no part of another; ended ones where none does."""
    parts = Relation.objects.public(at).filter(from_initiative=OuterRef("pk"), kind=RelationKind.PART_OF)
    whole = _standing(at).exclude(Exists(parts)).order_by("opened_at", "reference").values("pk")
    goes_on = whole.filter(Q(status=None) | ~Q(status__in=ENDED))
    named = [kind.code for kind in kinds.KINDS if kind.letters != "OTH"]
    # One walk along an index for each kind, no further than the first that will do.
    firsts = [Coalesce(*(Subquery(rows.filter(kind=code)[:1]) for rows in (goes_on, whole))) for code in named]
    chosen = {row.kind: row for row in _standing(at, by_key=True).select_related("crisis").filter(pk__in=firsts)}
    leads: dict[int, list[Link]] = {}
    for part in (
        Participation.objects.public()
        .filter(initiative__in=[row.pk for row in chosen.values()], is_lead=True)
        .select_related("organisation__merged_into")
    ):
        leads.setdefault(part.initiative_id, []).append(link_to(part.organisation, part.named_as))
    disputed = voices([row.pk for row in chosen.values() if row.is_disputed], at)
    return tuple(
        Pillar(
            chosen[kind.code],
            kind,
            tuple(leads.get(chosen[kind.code].pk, ())),
            disputed.get(chosen[kind.code].pk, ()),
        )
        for kind in kinds.KINDS
        if kind.code in chosen
    )


def _board(at: dt.datetime | None) -> tuple[tuple[str | None, ...], tuple[BoardRow, ...]]:
    """Kinds by statuses with the newest of each cell. A column or row with nothing in it is left out, but for the
    statuses that every reader looks for first.
    """
    door = _standing(at)
    counts: dict[tuple[str, str | None], int] = {
        (kind, status): count
        for kind, status, count in door.order_by().values_list("kind", "status").annotate(n=Count("pk"))
    }
    place = Window(
        RowNumber(),
        partition_by=[F("kind"), F("status")],
        order_by=[F("updated_on").desc(nulls_last=True), F("id").desc()],
    )
    newest: dict[tuple[str, str | None], list[Initiative]] = {}
    # Ids first: the places are told along an index, with no row read.
    placed = door.order_by().values("pk").annotate(place=place).filter(place__lte=CHIPS_IN_A_CELL)
    places = dict(placed.values_list("pk", "place"))
    for row in sorted(_standing(at, by_key=True).filter(pk__in=places), key=lambda row: places[row.pk]):
        newest.setdefault((row.kind, row.status), []).append(row)
    seen = {status for _, status in counts}
    always: set[str | None] = {Status.PLANNED, Status.ACTIVE, Status.COMPLETED, Status.SUSPENDED}
    columns: list[str | None] = [status for status in BOARD_ORDER if status in seen | always]
    statuses = (*columns, *([None] if None in seen else []))
    rows = [
        BoardRow(
            kind,
            tuple(
                Cell(status, counts.get((kind.code, status), 0), tuple(newest.get((kind.code, status), ())))
                for status in statuses
            ),
        )
        for kind in kinds.KINDS
        if any(code == kind.code for code, _ in counts)
    ]
    return statuses, tuple(rows)


def _coming(at: dt.datetime | None) -> tuple[Coming, ...]:
    """The milestones and deadlines that are nearest; two queries."""
    found = (*coming(at, COMING_SHOWN), *deadlines(at, COMING_SHOWN))
    return tuple(sorted(found, key=lambda one: one.day)[:COMING_SHOWN])


def _late(at: dt.datetime | None) -> tuple[Initiative, ...]:
    """The initiatives that have been silent longest against their own rhythm."""
    rows = _standing(at).filter(freshness__in=NEWS_IS_LATE).order_by("heard_on", "id")
    # Ids first: an index holds all that they are chosen by.
    first = list(rows.values_list("pk", flat=True)[:LATE_SHOWN])
    return tuple(sorted(_standing(at, by_key=True).filter(pk__in=first), key=lambda row: first.index(row.pk)))
