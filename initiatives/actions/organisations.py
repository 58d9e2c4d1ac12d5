"""Two rows that are one organisation become one."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from initiatives import caches, editions, text
from initiatives.actions.base import Conflict, Refused, _require, _save
from initiatives.choices import May
from initiatives.models import (
    Assignment,
    Initiative,
    Organisation,
    OrganisationName,
    Participation,
    StatusUpdate,
    User,
    claim_models,
    rows_of,
)
from initiatives.models.base import Versioned


@dataclass(frozen=True)
class MergePlan:
    """What merging would do, row by row. `joined` rows end in one that the kept organisation has there already."""

    keep: Organisation
    merge: Organisation
    parts_moved: tuple[Participation, ...]
    parts_joined: tuple[Participation, ...]
    assignments_moved: tuple[Assignment, ...]
    assignments_joined: tuple[Assignment, ...]
    users: tuple[User, ...]
    names: tuple[str, ...]
    merged_before: tuple[Organisation, ...]
    claims_count: int
    merge_is_public: bool
    keep_is_public: bool

    @property
    def mixes_collective(self) -> bool:
        return self.keep.is_collective != self.merge.is_collective

    @property
    def makes_public(self) -> bool:
        return self.merge_is_public and not self.keep_is_public

    @property
    def seen(self) -> str:
        """Stands for all of it in a form: what changed since is then refused."""
        moving = (self.parts_moved, self.parts_joined, self.assignments_moved, self.assignments_joined, self.users)
        rows = [[row.pk for row in group] for group in (*moving, self.merged_before)]
        told = (self.keep.pk, self.keep.version, self.merge.pk, self.merge.version, rows, self.names, self.claims_count)
        return hashlib.sha256(repr((*told, self.merge_is_public, self.keep_is_public)).encode()).hexdigest()[:16]


def plan_merge(*, keep: Organisation, merge: Organisation) -> MergePlan:
    """What `merge_organisations` would do now; Refused where it would refuse for good."""
    if keep.pk == merge.pk:
        raise Refused(_("An organisation cannot be merged into itself."))
    if merge.merged_into is not None:
        said = _("%(merge)s was merged into %(kept)s already.")
        raise Refused(said % {"merge": merge, "kept": merge.merged_into})
    if keep.merged_into is not None:
        said = _("%(keep)s was itself merged into %(kept)s. Keep %(kept)s instead.")
        raise Refused(said % {"keep": keep, "kept": keep.merged_into})
    parts = merge.participations.select_related("initiative").order_by("pk")
    roles = set(keep.participations.values_list("initiative_id", "role"))
    assignments = merge.assignments.select_related("initiative").order_by("pk")
    assigned = set(keep.assignments.values_list("initiative_id", flat=True))
    is_public = editions.is_seen(merge)
    return MergePlan(
        keep=keep,
        merge=merge,
        parts_moved=tuple(row for row in parts if (row.initiative_id, row.role) not in roles),
        parts_joined=tuple(row for row in parts if (row.initiative_id, row.role) in roles),
        assignments_moved=tuple(row for row in assignments if row.initiative_id not in assigned),
        assignments_joined=tuple(row for row in assignments if row.initiative_id in assigned),
        users=tuple(merge.users.order_by("pk")),
        names=_new_names(keep, merge) if is_public else (),
        merged_before=tuple(Organisation.objects.filter(merged_into=merge).order_by("pk")),
        claims_count=sum(rows_of(model).filter(said_by=merge).count() for model in claim_models()),
        merge_is_public=is_public,
        keep_is_public=editions.is_seen(keep),
    )


def _new_names(keep: Organisation, merge: Organisation) -> tuple[str, ...]:
    """The names of the one that the other is not known by yet, in any spelling."""
    known = {text.normalise(name) for name in (keep.name, keep.acronym, *keep.names.values_list("name", flat=True))}
    found: dict[str, str] = {}
    for name in (merge.name, merge.acronym, *merge.names.values_list("name", flat=True)):
        if text.normalise(name) not in {"", *known}:
            found.setdefault(text.normalise(name), name)
    return tuple(found.values())


@transaction.atomic
def merge_organisations(
    *, keep: Organisation, merge: Organisation, by: User, seen: str | None = None, mixes_collective: bool = False
) -> Organisation:
    """Two rows are one organisation: what the one has goes to the other, and its address leads there.

    Claims keep whose statement they are; whoever counts or links takes the kept one. An organisation that the public
    never saw keeps its names to itself and gives its address up: else the kept one would tell of it. `seen` is that of
    the plan that the person looked at. There is no way back.
    """
    spoken_of = _spoken_of(keep, merge)
    initiatives = _lock_initiatives_of(merge, spoken_of)
    locked = Organisation.objects.select_for_update(of=("self",)).select_related("merged_into").order_by("pk")
    rows = {row.pk: row for row in locked.filter(pk__in=[keep.pk, merge.pk])}
    keep, merge = rows[keep.pk], rows[merge.pk]
    for row in (keep, merge):
        _require(by, "merge", row)
    plan = plan_merge(keep=keep, merge=merge)
    if seen not in (None, plan.seen) or not _initiative_ids(merge) <= set(initiatives):
        raise Conflict(_("This changed since you opened it. Look at it again, then decide."))
    if plan.mixes_collective and not mixes_collective:
        raise Refused(
            {"mixes_collective": _("One of the two is a group, which is never counted as an organisation. Say that "
                                   "they are the same all the same.")}
        )  # fmt: skip
    touched = _initiative_ids(merge)
    _move_parts(plan, by)
    _move_assignments(plan, by)
    for pk in sorted(touched):
        # A form that was opened before holds the rows as they were.
        _save(initiatives[pk], by, "organisations merged")
    keep.users.model.objects.filter(pk__in=[user.pk for user in plan.users]).update(organisation=keep)
    _move_names(plan, by)
    for row in (merge, *plan.merged_before):
        row.merged_into = keep
        if row == merge and not plan.merge_is_public:
            row.slug = f"merged-{secrets.token_hex(8)}"
        _save(row, by, "merged")
    _save(keep, by, "another one merged into it")
    for pk in spoken_of & initiatives.keys():
        # Two that disagreed are one now.
        caches.refresh(initiatives[pk])
    if plan.keep_is_public or plan.merge_is_public:
        editions.count()
    return keep


def _initiative_ids(organisation: Organisation) -> set[int]:
    parts = organisation.participations.values_list("initiative_id", flat=True)
    return {*parts, *organisation.assignments.values_list("initiative_id", flat=True)}


def _spoken_of(*organisations: Organisation) -> set[int]:
    """The initiatives on whose status one of these has spoken, or one that was merged into it."""
    said = Q(said_by__in=organisations) | Q(said_by__merged_into__in=organisations)
    return set(StatusUpdate.objects.filter(said).values_list("initiative_id", flat=True))


def _lock_initiatives_of(organisation: Organisation, others: set[int]) -> dict[int, Initiative]:
    # Initiatives before organisations, as every other action: a draft that is being saved holds its initiative's lock
    # when it asks for the row of whoever said it.
    locked = Initiative.objects.select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in locked.filter(pk__in=_initiative_ids(organisation) | others)}


def _move_parts(plan: MergePlan, by: User) -> None:
    for part in plan.parts_moved:
        part.organisation = plan.keep
        _save(part, by, "organisations merged")
    for part in plan.parts_joined:
        there = plan.keep.participations.get(initiative=part.initiative_id, role=part.role)
        _drop(part, by)
        if part.is_lead and not there.is_lead:
            there.is_lead, there.order = True, part.order
            _save(there, by, "organisations merged")


def _move_assignments(plan: MergePlan, by: User) -> None:
    for assignment in plan.assignments_moved:
        assignment.organisation = plan.keep
        _save(assignment, by, "organisations merged")
    for assignment in plan.assignments_joined:
        there = plan.keep.assignments.get(initiative=assignment.initiative_id)
        _drop(assignment, by)
        if assignment.may == May.EDIT and there.may != May.EDIT:
            there.may = May.EDIT
            _save(there, by, "organisations merged")


def _move_names(plan: MergePlan, by: User) -> None:
    """The other names go over as they are, with language and last day; its own name and acronym become two more."""
    names = set(plan.names)
    for row in plan.merge.names.all() if plan.merge_is_public else ():
        if row.name in names:
            names.remove(row.name)
            row.organisation = plan.keep
            _save(row, by, "organisations merged")
        else:
            _drop(row, by)
    for name in plan.names:
        if name in names:
            _save(OrganisationName(organisation=plan.keep, name=name), by, "organisations merged")


def _drop(row: Versioned, by: User) -> None:
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = "organisations merged"  # type: ignore[attr-defined]
    row.delete()
