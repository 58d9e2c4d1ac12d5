"""What follows on publication: replacing, retracting, confirming that nothing changed."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import caches, editions, policy
from initiatives.actions.base import C, Refused, _locked, _locked_initiative, _require, _require_state, _save
from initiatives.actions.drafts import post_update
from initiatives.choices import UNPUBLISHED_STATES, Rating, ReplaceKind, RetractReason, State
from initiatives.models import Initiative, Organisation, Source, StatusUpdate, User, rows_of


@transaction.atomic
def replace(*, claim: C, by: User, kind: ReplaceKind, changes: dict[str, object]) -> C:
    """Begin a replacement of a published claim: a draft that carries its values and the changes.

    It goes through review like any other; publishing it marks the old one as replaced.
    """
    old = _locked(claim)
    _require(by, "replace", old)
    _require_state(old, State.PUBLISHED)
    waiting = rows_of(type(old)).filter(Q(replaces=old, state__in=UNPUBLISHED_STATES)).first()
    if waiting is not None:
        raise Refused(_("A replacement is already being written: %(claim)s.") % {"claim": waiting})
    copied = {f.name: getattr(old, f.name) for f in old._meta.concrete_fields if f.editable and not f.primary_key}
    copied["internal_note"] = ""
    if isinstance(old, StatusUpdate):
        copied["is_confirmation"] = False
    new = type(old)(**{**copied, **changes})
    new.initiative, new.author, new.changed_by, new.state = old.initiative, by, by, State.DRAFT
    new.replaces, new.replace_kind, new.root_id = old, kind, old.chain_id()
    new.full_clean()
    _save(new, by, "replacement begun")
    return new


@transaction.atomic
def retract(*, claim: C, by: User, reason: RetractReason, at: dt.datetime | None = None) -> C:
    """Take a published claim back: it stays on the page, struck through, with the reason."""
    claim = _locked(claim)
    _require(by, "retract", claim)
    _require_state(claim, State.PUBLISHED)
    now = at or timezone.now()
    claim.state, claim.retracted_at, claim.retract_reason = State.RETRACTED, now, reason
    claim.second_check_pending = False
    # Not clean(): what it says may no longer fit what it is about, and is taken back all the same.
    claim.clean_fields()
    claim.validate_constraints()
    _save(claim, by, "retracted")
    if isinstance(claim, StatusUpdate):
        caches.refresh(claim.initiative, at=now)
    if editions.is_seen(claim):
        editions.count()
    return claim


@transaction.atomic
def confirm_unchanged(
    *,
    initiative: Initiative,
    by: User,
    as_of: dt.date | None = None,
    source: Source | None = None,
    said_by: Organisation | None = None,
    because: str = "",
) -> StatusUpdate:
    """ "Still accurate": a claim with the current status and rating and no text, and a source or whom was asked.

    Published at once where one person may publish, else sent for review.
    """
    initiative = _locked_initiative(initiative.pk)
    if source is None and said_by is None:
        raise Refused(_("Give a source, or say whom you checked with."))
    if initiative.current_status is None:
        raise Refused(_("There is no status to confirm yet. Post the first update."))
    claim = StatusUpdate(
        initiative=initiative,
        as_of=as_of or timezone.localdate(),
        status=initiative.current_status,
        rating=initiative.current_rating or Rating.NO_RATING,
        source=source,
        said_by=said_by,
        is_confirmation=True,
    )
    alone = policy.can(by, "publish", claim) and not settings.TRACKER_TWO_PERSON_RULE
    return post_update(update=claim, by=by, then="publish" if alone else "submit", because=because)
