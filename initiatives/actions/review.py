"""From a draft to the public: sending for review, giving back, publishing and the second check."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import caches, editions, policy, scan
from initiatives.actions.base import (
    C,
    Conflict,
    NeedsReason,
    Refused,
    _locked,
    _require,
    _require_state,
    _require_version,
    _save,
    needs_two_persons,
)
from initiatives.choices import (
    EXPECTED_MOVES,
    PUBLIC_STATES,
    RATING_ORDER,
    UNPUBLISHED_STATES,
    URGENT,
    State,
    Visibility,
)
from initiatives.models import Claim, StatusUpdate, User, rows_of
from initiatives.models.base import Versioned


@transaction.atomic
def submit(*, claim: C, by: User, seen_version: int | None = None) -> C:
    """Send a draft, or a returned claim, for review."""
    claim = _locked(claim)
    if policy.can(by, "history", claim):
        # A second click: the policy only says no, and those who work on it are owed the reason.
        _require_state(claim, State.DRAFT, State.RETURNED)
    _require(by, "submit", claim)
    _require_version(claim, seen_version)
    _check_ready(claim)
    claim.state, claim.submitted_at, claim.return_reason = State.SUBMITTED, timezone.now(), ""
    claim.full_clean()
    _save(claim, by, "submitted")
    return claim


@transaction.atomic
def return_(*, claim: C, by: User, reason: str, seen_version: int | None = None) -> C:
    """Give a submitted claim back to its author with a reason."""
    claim = _locked(claim)
    _require(by, "return", claim)
    _require_version(claim, seen_version)
    _require_state(claim, State.SUBMITTED)
    if not reason.strip():
        raise Refused({"reason": _("Say what should be changed.")})
    claim.state, claim.return_reason = State.RETURNED, reason
    claim.full_clean()
    _save(claim, by, "returned")
    return claim


@transaction.atomic
def publish(*, claim: C, by: User, seen_version: int, because: str = "", at: dt.datetime | None = None) -> C:
    """Release a claim to the public: numbers it, replaces what it names, refreshes the cache, counts the edition.

    `seen_version` is the version that the reviewer looked at; any other is refused. `because` says why it goes out
    although the scan found something. `at` is for tests of the past.
    """
    claim = _locked(claim)
    initiative = claim.initiative
    _require(by, "publish", claim)
    _require_version(claim, seen_version)
    _require_state(claim, *UNPUBLISHED_STATES)
    if initiative.visibility != Visibility.PUBLIC:
        raise Refused(_("Open the initiative to the public first."))
    _check_ready(claim)
    alone = is_alone(claim, by)
    if alone and not is_urgent(claim):
        raise Refused(
            _("A second person publishes what you wrote. Send it for review: only a move to Suspended or Cancelled, "
              "or a lower rating, may go out at once.")
        )  # fmt: skip
    claim.scan_note = _reason_for(scan.of_claim(claim), because)
    now = at or timezone.now()
    if claim.replaces is not None:
        _step_aside(claim, by, now)
    if claim.number is None:
        claim.number = _next_number(claim)
    claim.first_published_at = claim.first_published_at or now
    claim.state, claim.published_at, claim.reviewer = State.PUBLISHED, now, by
    claim.second_check_pending, claim.return_reason = alone, ""
    claim.full_clean()
    _save(claim, by, "published")
    if isinstance(claim, StatusUpdate):
        caches.refresh(initiative, at=now)
    if editions.is_seen(claim):
        editions.count()
    return claim


@transaction.atomic
def second_check(*, claim: C, by: User) -> C:
    """A second person has looked at an urgent claim that one Publisher released alone."""
    claim = _locked(claim)
    _require(by, "publish", claim)
    _require_state(claim, State.PUBLISHED)
    if not claim.second_check_pending:
        raise Conflict(_("This was checked already."))
    if by.pk in {claim.author_id, claim.changed_by_id, claim.reviewer_id}:
        raise Refused(_("Somebody other than the author checks it."))
    claim.second_check_pending, claim.second_checked_by = False, by
    _save(claim, by, "second check")
    if editions.is_seen(claim):
        editions.count()
    return claim


def _reason_for(hits: tuple[scan.Hit, ...], because: str) -> str:
    """What is kept beside a text in which the scan found something; nothing where it found nothing."""
    if hits and not because.strip():
        raise NeedsReason(hits)
    return because if hits else ""


def _check_ready(claim: Claim) -> None:
    """What a claim needs before it is sent for review or published; raises Refused."""
    claim.full_clean()
    confirms = isinstance(claim, StatusUpdate) and claim.is_confirmation
    if claim.source_id is None and not (confirms and claim.said_by_id is not None):
        raise Refused({"source": _("Give the source: whoever reads this must be able to check it.")})
    if claim.replaces is not None and claim.replaces.state not in PUBLIC_STATES:
        raise Conflict(_("What this replaces is no longer public."))
    if isinstance(claim, StatusUpdate):
        _check_moves(claim)


def _neighbours(update: StatusUpdate) -> tuple[StatusUpdate | None, StatusUpdate | None]:
    """The current updates just before and after this one in the order of claims, leaving out its own chain."""
    others = StatusUpdate.objects.current().told().filter(initiative=update.initiative)
    if update.replaces_id is not None:
        others = others.exclude(pk=update.replaces_id)
    before = after = None
    key = order_key(update)
    for other in others.exclude(pk=update.pk).in_order():
        if order_key(other) < key:
            before = other
        elif after is None:
            after = other
    return before, after


def order_key(claim: Claim) -> tuple[dt.date, dt.time, bool, dt.datetime, bool, int]:
    # A claim that is not out yet comes after all that are, on the same day and time.
    out_at = claim.first_published_at or (claim.root.first_published_at if claim.root else None)
    no_time = claim.as_of_time is None
    return (
        claim.as_of,
        dt.time.min if no_time else claim.as_of_time or dt.time.min,
        not no_time,
        out_at or dt.datetime.max.replace(tzinfo=dt.UTC),
        claim.pk is None,
        claim.pk or 0,
    )


def unexpected_moves(update: StatusUpdate) -> list[tuple[StatusUpdate, StatusUpdate]]:
    """The moves into and out of this update that the list of expected moves does not know."""
    before, after = _neighbours(update)
    moves = [(a, b) for a, b in ((before, update), (update, after)) if a is not None and b is not None]
    return [(a, b) for a, b in moves if a.status != b.status and b.status not in EXPECTED_MOVES[a.status]]


def _check_moves(update: StatusUpdate) -> None:
    if update.is_confirmation:
        before, _after = _neighbours(update)
        if before is None or (before.status, before.rating) != (update.status, update.rating):
            raise Conflict(_("The status is no longer the one that you confirmed. Look again, then post an update."))
        return
    for first, then in unexpected_moves(update):
        if not update.narrative.strip():
            raise Refused(
                {
                    "narrative": _("A move from %(first)s to %(then)s is out of the ordinary. Explain it here.")
                    % {"first": first.get_status_display(), "then": then.get_status_display()}
                }
            )


def is_alone(claim: Claim, by: User) -> bool:
    """Whether this person would release their own words, which the two-person rule allows for urgent ones alone.

    Whoever saved any of its wordings counts: another's comma on top makes the words no less their own.
    """
    return needs_two_persons() and (by.pk in {claim.author_id, claim.changed_by_id} or _has_written(claim, by))


def _has_written(row: Versioned, by: User) -> bool:
    """Whether the edit history has a wording of theirs; what the verbs write there gives a reason."""
    written = row.history.filter(history_user=by).filter(Q(history_change_reason="") | Q(history_change_reason=None))
    return row.pk is not None and written.exists()


def update_before(update: StatusUpdate) -> StatusUpdate | None:
    """The current update just before this one in the order of claims, leaving out its own chain."""
    return _neighbours(update)[0]


def is_urgent(claim: Claim) -> bool:
    """Whether one Publisher may release this at once: a move to Suspended or Cancelled, or a lower rating."""
    if not isinstance(claim, StatusUpdate) or claim.is_confirmation:
        return False
    before, after = _neighbours(claim)
    if before is None or after is not None:
        return False
    # A correction is measured against what it corrects, or raising a rating again would pass for lowering it.
    held = [before, claim.replaces] if isinstance(claim.replaces, StatusUpdate) else [before]
    return all(_is_worse(claim, other) for other in held)


def _is_worse(claim: StatusUpdate, other: StatusUpdate) -> bool:
    if claim.status != other.status:
        return claim.status in URGENT
    was, now = RATING_ORDER.get(other.rating), RATING_ORDER.get(claim.rating)
    return was is not None and now is not None and now < was


def _next_number(claim: Claim) -> int:
    given = rows_of(type(claim)).filter(initiative=claim.initiative).aggregate(last=Max("number"))["last"]
    return (given or 0) + 1


def _step_aside(claim: Claim, by: User, at: dt.datetime) -> None:
    """Mark what a claim replaces before the claim itself goes out: one published claim in a chain."""
    old = rows_of(type(claim)).select_for_update(of=("self",)).get(pk=claim.replaces_id)
    old.initiative = claim.initiative
    if old.state != State.PUBLISHED:
        raise Conflict(_("What this replaces is now: %(state)s.") % {"state": old.get_state_display()})
    old.state, old.replaced_at, old.second_check_pending = State.REPLACED, at, False
    _save(old, by, "replaced")
    claim.number, claim.first_published_at = old.number, old.first_published_at
