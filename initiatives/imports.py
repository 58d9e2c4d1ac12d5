"""The audited verbs of a spreadsheet: hold it while its plan is looked at, import it, undo it.

Between the dry run and the confirmation the cells that were read stay in the database, in the row of their batch: a
browser cannot fill in a file again, a form that carried it could be altered and would outgrow what a form may send,
and a session is read with every request. Nothing is written to a disk beside the database, only the person who
uploaded it may confirm it, and after an hour, or once it is imported, the cells are gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history

from initiatives import caches, editions, policy
from initiatives.actions import Conflict, Refused
from initiatives.choices import PlaceRole, RelationKind, Role, Visibility
from initiatives.models import (
    ImportBatch,
    ImportedRow,
    Initiative,
    InitiativeLocation,
    Participation,
    Relation,
    Sector,
    User,
    claim_models,
    rows_of,
    subject_models,
    words,
)
from initiatives.models.base import Versioned
from initiatives.models.imports import Progress
from initiatives.reports import imports as planning
from initiatives.reports.importing.cells import Part
from initiatives.reports.imports import Plan, RowPlan, Table

Shown = Callable[[Iterable[RowPlan]], Iterable[RowPlan]]

# The export names no role, so a name that is new in a cell gets the usual one of that cell.
LEADS_AS, TAKES_PART_AS = Role.ACCOUNTABLE, Role.IMPLEMENTING
# What hangs on an initiative and is written by an import, with the columns that an import changes.
WRITTEN: tuple[tuple[type[Versioned], str, tuple[str, ...]], ...] = (
    (Participation, "initiative", ("role", "is_lead", "order")),
    (InitiativeLocation, "initiative", ()),
    (Relation, "from_initiative", ()),
)
CHUNK = 500
FIELDS = (*planning.TEXTS, *planning.DATES, "kind", "crisis_id")


@transaction.atomic
def begin(*, table: Table, plan: Plan, file_name: str, by: User) -> ImportBatch:
    """Hold a file that was shown until it is confirmed. What nobody confirmed in time is thrown away here."""
    if not policy.can(by, "add", ImportBatch):
        raise PermissionDenied
    ImportBatch.forget_expired()
    batch = ImportBatch(
        file_name=file_name[-200:],
        begun_by=by,
        held=table.held(),
        new_count=len(plan.new),
        changed_count=len(plan.changed),
        same_count=len(plan.same),
    )
    batch.full_clean()
    batch.save()
    return batch


def table_of(batch: ImportBatch) -> Table:
    """The cells that are held for a batch that waits."""
    return Table.from_held(batch.held or {"columns": [], "lines": []})


@transaction.atomic
def import_rows(*, batch: ImportBatch, by: User, digest: str, shown: Shown = iter) -> ImportBatch:
    """Write what the plan of this digest said, all of it or nothing.

    The plan is worked out again under lock: another digest means that somebody saved meanwhile, and is refused.
    """
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.begun_by_id != by.pk or not policy.can(by, "change", batch):
        raise PermissionDenied
    if batch.progress != Progress.WAITING:
        raise Conflict(_("This file was imported already."))
    if batch.has_expired:
        raise Conflict(_("This file was shown more than an hour ago. Upload it again."))
    table = table_of(batch)
    _lock(table)
    plan = planning.plan(table, by)
    if plan.digest != digest:
        raise Conflict(_("Somebody saved since this was shown. Nothing was imported; look at it again."))
    if plan.problems:
        raise Refused([f"{problem}" for problem in plan.problems])
    if plan.is_empty:
        raise Refused(_("There is nothing to import: every row is as it is stored."))
    rows = [row for row in plan.rows if row.outcome in ("new", "changed")]
    writer = _Writer(batch, by, rows)
    try:
        for row in shown(rows):
            writer.write(row)
        writer.finish()
    except IntegrityError as error:
        said = _("Another row says the same already, or has just been changed. Nothing was imported.")
        raise Refused(said) from error
    if any(row.is_public for row in rows):
        editions.count()
    batch.held, batch.progress, batch.done_at = None, Progress.DONE, timezone.now()
    batch.save()
    return batch


def _lock(table: Table) -> None:
    """Always in the order of their keys, so that two imports do not wait for each other."""
    said = planning.keys(table)
    found: set[int] = set()
    for start in range(0, len(said), CHUNK):
        some = said[start : start + CHUNK]
        for column, values in (("reference", [key.upper() for key in some]), ("slug", list(some))):
            found |= set(Initiative.objects.filter(**{f"{column}__in": values}).values_list("pk", flat=True))
    ordered = sorted(found)
    for start in range(0, len(ordered), CHUNK):
        rows = Initiative.objects.select_for_update(of=("self",)).filter(pk__in=ordered[start : start + CHUNK])
        list(rows.order_by("pk").values_list("pk"))


class _Writer:
    """Writes the rows of a plan; every save and deletion carries the name of the batch into the edit history.

    What is new is written at the end, many rows at a time: five thousand drafts saved one by one would hold the lock of
    the whole database for minutes. What a model asks of its rows is asked of each; the database's own rules hold there.
    """

    def __init__(self, batch: ImportBatch, by: User, rows: list[RowPlan]) -> None:
        self.batch, self.by = batch, by
        pks = [row.initiative for row in rows if row.initiative is not None]
        self.stored: dict[int, Initiative] = {}
        for start in range(0, len(pks), CHUNK):
            found = Initiative.objects.filter(pk__in=pks[start : start + CHUNK])
            self.stored |= {row.pk: row for row in found.prefetch_related("participations", "sectors")}
        self.sectors = {sector.code: sector for sector in Sector.objects.all()}
        self.new: list[Initiative] = []
        self.new_beside: dict[type[Versioned], list[Any]] = {model: [] for model, _column, _fields in WRITTEN}
        self.new_sectors: list[tuple[Initiative, Sector]] = []
        self.written: list[ImportedRow] = []

    def write(self, row: RowPlan) -> None:
        try:
            self._write(row)
        except ValidationError as refusal:
            said = _("Row %(row)s: %(said)s") % {"row": row.number, "said": " ".join(refusal.messages)}
            raise Refused(said) from refusal

    def _write(self, row: RowPlan) -> None:
        is_new = row.initiative is None
        initiative = Initiative(created_by=self.by) if is_new else self.stored[row.initiative or 0]
        if not is_new and initiative.version != row.version:
            raise Conflict(_("This changed since you opened it. Look at it again, then decide."))
        for name, value in row.writes.fields:
            setattr(initiative, name, value)
        initiative.changed_by = self.by
        before = [] if is_new else sorted(sector.code for sector in initiative.sectors.all())
        if is_new:
            _check(initiative)
            self.new.append(initiative)
        else:
            self.save(initiative)
            if "update_frequency_days" in dict(row.writes.fields):
                # Within which time sources disagree hangs on the rhythm.
                caches.refresh(initiative)
        if row.writes.sectors is not None:
            chosen = [self.sectors[code] for code in row.writes.sectors]
            if is_new:
                self.new_sectors += [(initiative, sector) for sector in chosen]
            else:
                initiative.sectors.set(chosen)
        if (row.writes.leads, row.writes.others, row.writes.parties) != (None, None, None):
            self.parts(initiative, row)
        self.links(initiative, row)
        version, number = initiative.version, row.number
        self.written.append(
            ImportedRow(
                batch=self.batch, number=number, initiative=initiative, is_new=is_new, version=version, sectors=before
            )
        )

    def finish(self) -> None:
        """Write what is new, in the order in which rows need each other."""
        self.create(Initiative, self.new)
        for model, rows in self.new_beside.items():
            self.create(model, rows)
        through = Initiative.sectors.through
        links = [through(initiative_id=initiative.pk, sector_id=sector.pk) for initiative, sector in self.new_sectors]
        through._default_manager.bulk_create(links, batch_size=CHUNK)
        ImportedRow.objects.bulk_create(self.written, batch_size=CHUNK)
        # Names that were added to public ones; drafts are not found.
        for start in range(0, len(self.stored), CHUNK):
            words.keep(words.INITIATIVES, list(self.stored)[start : start + CHUNK])

    def create(self, model: type[Versioned], rows: list[Any]) -> None:
        if rows:
            signed = {"default_user": self.by, "default_change_reason": self.batch.reason}
            bulk_create_with_history(rows, model, batch_size=CHUNK, **signed)

    def save(self, row: Any) -> None:
        _check(row)
        if row.pk is None:
            self.new_beside[type(row)].append(row)
            return
        _sign(row, self.by, self.batch.reason)
        row.save()

    def drop(self, row: Any) -> None:
        _sign(row, self.by, self.batch.reason)
        row.delete()

    def links(self, initiative: Initiative, row: RowPlan) -> None:
        for place in initiative.places.filter(pk__in=row.writes.places_gone) if row.writes.places_gone else ():
            self.drop(place)
        for relation in initiative.relations.filter(pk__in=row.writes.wholes_gone) if row.writes.wholes_gone else ():
            self.drop(relation)
        for location in row.writes.places_added:
            self.save(InitiativeLocation(initiative=initiative, location_id=location, role=PlaceRole.ACTIVITY))
        for whole in row.writes.wholes_added:
            self.save(Relation(from_initiative=initiative, to_initiative_id=whole, kind=RelationKind.PART_OF))

    def parts(self, initiative: Initiative, row: RowPlan) -> None:
        """Bring the participations to what the three cells say; those of a cell that is left alone stay."""
        parts = _Parts(initiative)
        parts.read_leads(row.writes.leads)
        parts.read_parties(row.writes.parties)
        parts.read_others(row.writes.others)
        for part in parts.gone():
            self.drop(part)
        for part in parts.to_save():
            self.save(part)


def _check(row: Any) -> None:
    """What the model asks of a row's own values. Keys were looked up by the plan, and the database keeps its rules."""
    keys = [field.name for field in row._meta.concrete_fields if field.is_relation]
    row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)


class _Parts:
    """The participations of one initiative on their way to what its cells say."""

    def __init__(self, initiative: Initiative) -> None:
        self.initiative = initiative
        self.rows: list[Participation] = list(initiative.participations.all()) if initiative.pk else []
        self.stored = {part.pk: self._told(part) for part in self.rows}
        # What a cell no longer names; another cell may take it over.
        self.loose: list[Participation] = []

    @staticmethod
    def _told(part: Participation) -> tuple[str, bool, int]:
        return (part.role, part.is_lead, part.order)

    def read_leads(self, asked: tuple[Part, ...] | None) -> None:
        if asked is None:
            return
        kept = {pk for part in asked for pk in part.rows}
        for row in [row for row in self.rows if row.is_lead and row.pk not in kept]:
            row.is_lead = False
            if row.role != Role.PARTY:
                self.loose.append(row)
        for order, part in enumerate(asked):
            for row in self._behind(part) or [self._promoted(part)]:
                row.is_lead, row.order = True, order

    def _promoted(self, part: Part) -> Participation:
        """A part that the organisation plays already, or a new one."""
        played = [row for row in self.rows if row.organisation_id == part.organisation and not row.is_lead]
        return played[0] if played else self._new(part, LEADS_AS)

    def read_parties(self, asked: tuple[Part, ...] | None) -> None:
        if asked is None:
            return
        kept = {pk for part in asked for pk in part.rows}
        for row in [row for row in self.rows if row.role == Role.PARTY and row.pk not in kept]:
            if row.is_lead:
                row.role = LEADS_AS  # still leads, only no longer as a party
            else:
                self.loose.append(row)
        for order, part in enumerate(asked):
            for row in self._behind(part) or [self._new(part, Role.PARTY)]:
                row.order = row.order if row.is_lead else order

    def read_others(self, asked: tuple[Part, ...] | None) -> None:
        if asked is None:
            return
        kept = {pk for part in asked for pk in part.rows}
        leading = {row.organisation_id for row in self.rows if row.is_lead}
        for row in self.rows:
            is_other = not row.is_lead and row.role != Role.PARTY
            if is_other and row.pk is not None and row.pk not in kept and row.organisation_id not in leading:
                self.loose.append(row)
        for order, part in enumerate(asked):
            for row in self._behind(part) or [self._taken_over(part)]:
                row.order = order

    def _taken_over(self, part: Part) -> Participation:
        """What led until now and is named among the others goes on in its role."""
        for row in self.loose:
            if row.organisation_id == part.organisation and row.role != Role.PARTY:
                self.loose = [other for other in self.loose if other is not row]
                return row
        return self._new(part, TAKES_PART_AS)

    def _behind(self, part: Part) -> list[Participation]:
        return [row for row in self.rows if row.pk in part.rows]

    def _new(self, part: Part, role: Role) -> Participation:
        row = Participation(initiative=self.initiative, organisation_id=part.organisation, role=role)
        self.rows.append(row)
        return row

    def gone(self) -> list[Participation]:
        found = [row for row in self.rows if any(row is loose for loose in self.loose) and not row.is_lead]
        self.rows = [row for row in self.rows if not any(row is lost for lost in found)]
        return [row for row in found if row.pk is not None]

    def to_save(self) -> list[Participation]:
        return [row for row in self.rows if row.pk is None or self.stored[row.pk] != self._told(row)]


def _sign(row: Any, by: User, reason: str) -> None:
    row._history_user = by
    row._change_reason = reason


# -- undoing -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Undone:
    """What undoing an import did. `kept` says of each row that stays why it does."""

    deleted_count: int
    put_back_count: int
    kept: tuple[str, ...]


@transaction.atomic
def undo_import(*, batch: ImportBatch, by: User) -> Undone:
    """Delete the new drafts that nothing hangs on, and put back what it changed, as far as nobody saved since."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if not policy.can(by, "change", batch):
        raise PermissionDenied
    if batch.progress != Progress.DONE:
        raise Conflict(_("Only a file that was imported can be undone, and only once."))
    pks = batch.rows.exclude(initiative=None).order_by("initiative_id").values_list("initiative_id", flat=True)
    locked = Initiative.objects.select_for_update(of=("self",)).filter(pk__in=list(pks)).order_by("pk")
    initiatives = {row.pk: row for row in locked}
    editable = set(policy.editable_initiatives(by).filter(pk__in=list(initiatives)).values_list("pk", flat=True))
    beside = _written_beside(batch)
    drafts: list[int] = []
    put_back = 0
    seen = False
    kept: list[str] = []
    for row in batch.rows.all():
        initiative = initiatives.get(row.initiative_id or 0)
        why = _why_not(row, initiative, editable)
        if initiative is None or why:
            kept.append(_("Row %(row)s: %(why)s") % {"row": row.number, "why": why})
        elif row.is_new:
            drafts.append(initiative.pk)
        else:
            _put_back(batch, row, initiative, beside.get(initiative.pk, []), by)
            seen = seen or initiative.is_public
            put_back += 1
    if not drafts and not put_back:
        raise Refused([_("Nothing could be undone."), *kept])
    _delete_drafts(drafts)
    if seen:
        editions.count()
    batch.progress, batch.undone_at, batch.undone_by = Progress.UNDONE, timezone.now(), by
    batch.save()
    return Undone(len(drafts), put_back, tuple(kept))


def _why_not(row: ImportedRow, initiative: Initiative | None, editable: set[int]) -> str:
    """Why a row stays as it is; empty where it can be undone."""
    if initiative is None:
        return _("it was deleted since.")
    name = {"name": initiative}
    if row.is_new and initiative.visibility != Visibility.DRAFT:
        return _("“%(name)s” is no longer a draft.") % name
    if initiative.version != row.version:
        return _("“%(name)s” was changed since.") % name
    if initiative.pk not in editable:
        return _("“%(name)s” is not yours to change.") % name
    if row.is_new and _something_hangs_on(initiative):
        return _("“%(name)s” stays: updates, documents, assignments or other initiatives hang on it.") % name
    return ""


def _something_hangs_on(initiative: Initiative) -> bool:
    hanging = (initiative.documents, initiative.assignments, initiative.related_from)
    if any(rows.exists() for rows in hanging):
        return True
    about = (model._default_manager.filter(initiative=initiative) for model in subject_models())
    claims = (rows_of(model).filter(initiative=initiative) for model in claim_models())
    return any(rows.exists() for rows in (*about, *claims))


def _delete_drafts(pks: list[int]) -> None:
    for start in range(0, len(pks), CHUNK):
        some = pks[start : start + CHUNK]
        for model, column, _changed in WRITTEN:
            _delete_with_history(model, list(_rows(model, **{f"{column}__in": some}).values_list("pk", flat=True)))
        _delete_with_history(Initiative, some)


def _delete_with_history(model: type[Versioned], pks: list[int]) -> None:
    _rows(model, pk__in=pks).delete()
    # After the rows, since deleting them writes a last history row with every text in it.
    _history(model).filter(id__in=pks).delete()


def _rows(model: type[Versioned], **which: Any) -> Any:
    return model._default_manager.filter(**which)


def _history(model: type[Versioned]) -> Any:
    return getattr(model, "history")  # noqa: B009 the field is added to each class at run time


Record = tuple[type[Versioned], tuple[str, ...], Any]


def _written_beside(batch: ImportBatch) -> dict[int, list[Record]]:
    """What the import wrote beside each initiative, from the edit history.

    Newest first, and what it deleted last: a row that it made may stand in the way of one that it deleted.
    """
    found: dict[int, list[Record]] = {}
    for model, column, changed in WRITTEN:
        records = _history(model).filter(history_change_reason=batch.reason)
        for record in sorted(records, key=lambda each: (each.history_type == "-", -each.history_id)):
            found.setdefault(getattr(record, f"{column}_id"), []).append((model, changed, record))
    return found


def _put_back(batch: ImportBatch, row: ImportedRow, initiative: Initiative, beside: list[Record], by: User) -> None:
    before = _history(Initiative).filter(id=initiative.pk, version__lt=row.version).latest("version", "history_id")
    for name in FIELDS:
        setattr(initiative, name, getattr(before, name))
    initiative.changed_by = by
    reason = f"{batch.reason} undone"
    for model, changed, record in beside:
        _put_back_beside(model, record, changed, by, reason)
    initiative.sectors.set(Sector.objects.filter(code__in=row.sectors))
    _check(initiative)
    _sign(initiative, by, reason)
    initiative.save()
    caches.refresh(initiative)


def _put_back_beside(model: type[Versioned], record: Any, changed: tuple[str, ...], by: User, reason: str) -> None:
    there: Any = _rows(model, pk=record.id).first()
    if record.history_type == "-":
        # Under its old key: names of one rank stand in the order of their keys.
        there = record.instance
        there._state.adding = True
    elif there is None:
        return
    elif record.history_type == "+":
        _sign(there, by, reason)
        there.delete()
        return
    else:
        before = record.prev_record
        for name in changed:
            setattr(there, name, getattr(before, name))
    _check(there)
    _sign(there, by, reason)
    there.save()
