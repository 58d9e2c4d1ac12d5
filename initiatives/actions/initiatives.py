"""Whole initiatives: opened to the public, discarded, retracted, removed."""

from __future__ import annotations

import datetime as dt

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import caches, editions, policy, scan
from initiatives.actions.base import (
    Conflict,
    Refused,
    _locked_initiative,
    _require,
    _require_version,
    _save,
    needs_two_persons,
)
from initiatives.actions.erasing import (
    _delete_with_history,
    _empty_subject,
    _forget,
    _forget_in_log,
    _leave_no_trace,
    _log_of,
    _remove,
)
from initiatives.actions.review import _has_written, _reason_for
from initiatives.choices import RemoveReason, RetractReason, State, Visibility
from initiatives.models import Assignment, Initiative, Subject, User, claim_models, rows_of
from initiatives.models.words import INITIATIVES, UPDATES


@transaction.atomic
def open_to_public(
    *, initiative: Initiative, by: User, seen_version: int, because: str = "", at: dt.datetime | None = None
) -> Initiative:
    """Give a draft its reference and show it to the public; falls under the two-person rule."""
    initiative = _locked_initiative(initiative.pk)
    _require(by, "open", initiative)
    _require_version(initiative, seen_version)
    if initiative.visibility != Visibility.DRAFT:
        raise Conflict(_("This initiative is no longer a draft."))
    wrote = by.pk in {initiative.created_by_id, initiative.changed_by_id} or _has_written(initiative, by)
    if needs_two_persons() and wrote:
        raise Refused(_("A second person opens what you wrote. Ask another Publisher."))
    if not initiative.participations.filter(is_lead=True).exists():
        raise Refused(_("Name at least one lead organisation first."))
    if not initiative.anticipated_results.strip():
        raise Refused(_("Say what the initiative is meant to achieve first."))
    initiative.scan_note = _reason_for(scan.of_initiative(initiative), because)
    initiative.reference = initiative.reference or _next_reference(initiative)
    initiative.visibility, initiative.opened_at, initiative.opened_by = Visibility.PUBLIC, at or timezone.now(), by
    initiative.full_clean()
    _save(initiative, by, "opened")
    caches.refresh(initiative)
    editions.count()
    return initiative


def _next_reference(initiative: Initiative) -> str:
    """The next free reference of the crisis and kind, under a lock on the crisis: drafts leave no gaps."""
    crisis = type(initiative.crisis).objects.select_for_update(of=("self",)).get(pk=initiative.crisis_id)
    prefix = f"{crisis.code}-{initiative.kind_data.letters}-"
    given = Initiative.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    last = max((int(reference.removeprefix(prefix)) for reference in given if reference), default=0)
    return f"{prefix}{last + 1:03d}"


@transaction.atomic
def discard_initiative(*, initiative: Initiative, by: User) -> None:
    """Throw a draft away that was never opened, and what hangs on it, with every edit history."""
    initiative = _locked_initiative(initiative.pk)
    _require(by, "delete", initiative)
    if initiative.related_from.exists() or Initiative.objects.filter(continued_by=initiative).exists():
        # Which one is not said: it may be a draft of others.
        raise Refused(_("Another initiative points at this one. It can be deleted once none does."))
    initiative.assignments.all().delete()
    for hanging in policy.INLINE_THINGS:
        _forget_hanging(hanging, initiative)
    _delete_with_history(initiative)


@transaction.atomic
def retract_initiative(
    *, initiative: Initiative, by: User, reason: RetractReason, continued_by: Initiative | None = None
) -> Initiative:
    """Take a whole initiative back: its address answers 410 with the reason and a pointer."""
    initiative = _locked_initiative(initiative.pk)
    _require(by, "retract", initiative)
    if initiative.visibility != Visibility.PUBLIC:
        raise Conflict(_("Only a public initiative can be retracted."))
    initiative.visibility, initiative.retract_reason = Visibility.RETRACTED, reason
    initiative.retracted_at, initiative.continued_by = timezone.now(), continued_by
    initiative.full_clean()
    _save(initiative, by, "retracted")
    editions.count()
    return initiative


@transaction.atomic
def remove_initiative(*, initiative: Initiative, by: User, reason: RemoveReason) -> Initiative:
    """For safety, personal data or law: erase an initiative's texts, all its claims and links, and their edit history.

    Its address then answers as one that never was. The reference stays taken.
    """
    initiative = _locked_initiative(initiative.pk)
    _require(by, "remove", initiative)
    if initiative.visibility == Visibility.REMOVED:
        raise Conflict(_("This initiative was removed already."))
    was_public = initiative.visibility in {Visibility.PUBLIC, Visibility.RETRACTED}
    for model in claim_models():
        roots = rows_of(model).filter(initiative=initiative, root__isnull=True).exclude(state=State.REMOVED)
        for claim in roots:
            _remove(claim, by, reason)
    for hanging in policy.INLINE_THINGS:
        if issubclass(hanging, Subject):
            _empty(hanging, initiative, by)
        else:
            _forget_hanging(hanging, initiative)
    initiative.sectors.clear()
    initiative.title, initiative.slug = _("Removed initiative"), f"removed-{initiative.pk}"
    initiative.summary = initiative.anticipated_results = initiative.scan_note = ""
    initiative.visibility, initiative.removed_at = Visibility.REMOVED, timezone.now()
    initiative.removed_by, initiative.remove_reason = by, reason
    initiative.history.all().delete()
    _forget_in_log(initiative)
    _save(initiative, by, "removed")
    if was_public:
        editions.count()
    _leave_no_trace(INITIATIVES, UPDATES)
    return initiative


def _empty(model: type[Subject], initiative: Initiative, by: User) -> None:
    """What removed claims are about stays as empty rows, since they do; of what was deleted before nothing stays."""
    records = model.history.model.objects.filter(initiative=initiative.pk)
    _forget(model, set(records.values_list("id", flat=True)))
    for row in model._default_manager.filter(initiative=initiative):
        _empty_subject(row, by)


def _forget_hanging(model: type[models.Model], initiative: Initiative) -> None:
    """What hangs on an initiative, and the history of what did before. Who worked on it stays, its history goes."""
    ends = Q()
    for column in model._meta.concrete_fields:
        if column.related_model is Initiative:
            ends |= Q(**{column.name: initiative.pk})
    if model is not Assignment:
        model._default_manager.filter(ends).delete()
    # After the rows, since deleting them writes last history rows.
    records = model.history.model.objects.filter(ends)  # type: ignore[attr-defined]
    _log_of(model, set(records.values_list("id", flat=True))).update(object_repr=_("removed"), change_message="")
    records.delete()
