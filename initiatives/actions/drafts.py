"""Drafts: saving them, sending them on and throwing them away; and what can be done with a claim at all."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.db import transaction
from django.utils import timezone

from initiatives import policy
from initiatives.actions.base import C, _locked, _locked_initiative, _require, _require_state, _require_version, _save
from initiatives.actions.erasing import _delete_with_history
from initiatives.actions.review import publish, submit
from initiatives.choices import EDITABLE_STATES, UNPUBLISHED_STATES, State
from initiatives.models import Claim, StatusUpdate, User


@transaction.atomic
def save_draft(*, claim: C, by: User, seen_version: int | None = None) -> C:
    """Store a new claim as a draft, or what was changed in a draft or a returned one."""
    initiative = _locked_initiative(claim.initiative_id)
    claim.initiative = initiative
    if claim.pk is None:
        claim.author = claim.author or by
        claim.state = State.DRAFT
        _require(by, "add", claim)
    else:
        stored = _locked(claim)
        _require_state(stored, State.DRAFT, State.RETURNED)
        _require_version(stored, seen_version)
        _require(by, "change", stored)
        claim.version = stored.version
    claim.changed_by = by
    claim.full_clean()
    _save(claim, by, "")
    return claim


Then = Literal["draft", "submit", "publish"]


@transaction.atomic
def post_update(*, update: StatusUpdate, by: User, then: Then, because: str = "") -> StatusUpdate:
    """Save a new update and send it on, all or nothing. The same update posted twice is one: a second click or the
    back button goes on with the first.
    """
    _locked_initiative(update.initiative_id)
    known = _posted_already(update, by)
    saved = known or save_draft(claim=update, by=by)
    if saved.state == State.PUBLISHED or (saved.state == State.SUBMITTED and then != "publish"):
        return saved
    if then == "submit":
        return submit(claim=saved, by=by)
    if then == "publish":
        return publish(claim=saved, by=by, seen_version=saved.version, because=because)
    return saved


def _posted_already(update: StatusUpdate, by: User) -> StatusUpdate | None:
    """The same update by the same person within the hour, unless it was taken back since."""
    told = ("as_of", "status", "rating", "headline", "narrative", "source_id", "said_by_id", "is_confirmation")
    same = {name: getattr(update, name) for name in told}
    recent = StatusUpdate.objects.filter(
        **same,
        initiative=update.initiative_id,
        author=by,
        replaces=None,
        created_at__gte=timezone.now() - dt.timedelta(hours=1),
    )
    return recent.filter(state__in=[*UNPUBLISHED_STATES, State.PUBLISHED]).order_by("-pk").first()


@transaction.atomic
def discard(*, claim: Claim, by: User) -> None:
    """Throw a draft away that was never published, and its edit history with it."""
    claim = _locked(claim)
    _require(by, "delete", claim)
    _delete_with_history(claim)


# What can be done with a claim in which state; who may is the policy's to say.
POSSIBLE: dict[policy.Verb, tuple[State, ...]] = {
    "change": EDITABLE_STATES,
    "delete": EDITABLE_STATES,
    "submit": EDITABLE_STATES,
    "publish": UNPUBLISHED_STATES,
    "return": (State.SUBMITTED,),
    "replace": (State.PUBLISHED,),
    "retract": (State.PUBLISHED,),
    "remove": tuple(state for state in State if state != State.REMOVED),
}


def possible(*, claim: Claim, by: User) -> frozenset[policy.Verb]:
    """What this person may do with this claim as it stands now; for the buttons, the verbs themselves ask again."""
    return frozenset(verb for verb, states in POSSIBLE.items() if claim.state in states and policy.can(by, verb, claim))
