"""The audited verbs: every write that touches more than one row, or that the public can see, happens here.

Each is keyword-only, takes the person as `by`, runs in one transaction with the initiative's row locked, asks the
policy and returns the object. `PermissionDenied` means the person may not; `Refused` is said to the person as it
stands; `Conflict` means that somebody else saved first.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, TypeVar

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import caches, editions, policy, scan, text
from initiatives.choices import (
    EDITABLE_STATES,
    EXPECTED_MOVES,
    PUBLIC_STATES,
    RATING_ORDER,
    UNPUBLISHED_STATES,
    URGENT,
    May,
    Rating,
    RemoveReason,
    ReplaceKind,
    RetractReason,
    State,
    Visibility,
)
from initiatives.models import (
    Assignment,
    Claim,
    ImportBatch,
    Initiative,
    Organisation,
    OrganisationName,
    Participation,
    Source,
    StatusUpdate,
    User,
    claim_models,
    rows_of,
)
from initiatives.models.base import Versioned

C = TypeVar("C", bound=Claim)


class Refused(ValidationError):
    """What was asked cannot be done; the message says why and what would be allowed."""


class NeedsReason(Refused):
    """The text holds what may put people at risk. A Publisher may say `because=` why it goes out all the same."""

    def __init__(self, hits: tuple[scan.Hit, ...]) -> None:
        self.hits = hits
        super().__init__(
            {"because": _("This may put people at risk. Take it out, or say why it goes out all the same.")}
        )


class Conflict(Refused):
    """The row is not the one that was seen: somebody saved, reviewed or published it since."""


# -- locks, versions, editing ------------------------------------------------------------------------------------------


def _locked_initiative(pk: int) -> Initiative:
    return Initiative.objects.select_for_update(of=("self",)).select_related("crisis").get(pk=pk)


def _locked(claim: C) -> C:
    """The claim as it stands now, read again after its initiative was locked: what the caller holds may be old."""
    initiative = _locked_initiative(claim.initiative_id)
    fresh = rows_of(type(claim)).select_for_update(of=("self",)).get(pk=claim.pk)
    fresh.initiative = initiative
    return fresh


def _require(person: User, verb: policy.Verb, target: models.Model) -> None:
    if not policy.can(person, verb, target):
        raise PermissionDenied


def _require_version(row: Initiative | Claim, seen_version: int | None) -> None:
    if seen_version is not None and row.version != seen_version:
        raise Conflict(_("This changed since you opened it. Look at it again, then decide."))


def _require_state(claim: Claim, *states: State) -> None:
    if claim.state not in states:
        raise Conflict(
            _("This is now: %(state)s. What you asked is no longer possible.") % {"state": claim.get_state_display()}
        )


def _save(row: Versioned, by: User, reason: str) -> None:
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = reason  # type: ignore[attr-defined]
    row.save()


def needs_two_persons() -> bool:
    """Whether what one person wrote is released by another."""
    return bool(settings.TRACKER_TWO_PERSON_RULE)


def known_source(url: str) -> Source | None:
    """The source of this address, whoever entered it: there is one row for each address."""
    return Source.objects.filter(url=url.strip()).first()


def source_at(*, url: str, publisher: str, title: str, **details: object) -> Source:
    """The source of this address: the one that is known, or a new one. A known one is not changed."""
    url = url.strip()
    known = known_source(url)
    if known is not None:
        return known
    source = Source(url=url, publisher=publisher, title=title, **details)
    source.full_clean()
    source.save()
    return source


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


# -- review ------------------------------------------------------------------------------------------------------------


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
        _step_aside(claim, by)
    if claim.number is None:
        claim.number = _next_number(claim)
    claim.first_published_at = claim.first_published_at or now
    claim.state, claim.published_at, claim.reviewer = State.PUBLISHED, now, by
    claim.second_check_pending, claim.return_reason = alone, ""
    claim.full_clean()
    _save(claim, by, "published")
    caches.refresh(initiative)
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


def _step_aside(claim: Claim, by: User) -> None:
    """Mark what a claim replaces before the claim itself goes out: one published claim in a chain."""
    old = rows_of(type(claim)).select_for_update(of=("self",)).get(pk=claim.replaces_id)
    old.initiative = claim.initiative
    if old.state != State.PUBLISHED:
        raise Conflict(_("What this replaces is now: %(state)s.") % {"state": old.get_state_display()})
    old.state, old.second_check_pending = State.REPLACED, False
    _save(old, by, "replaced")
    claim.number, claim.first_published_at = old.number, old.first_published_at


# -- after publication -------------------------------------------------------------------------------------------------


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
    claim.state, claim.retracted_at, claim.retract_reason = State.RETRACTED, at or timezone.now(), reason
    claim.second_check_pending = False
    claim.full_clean()
    _save(claim, by, "retracted")
    caches.refresh(claim.initiative)
    editions.count()
    return claim


@transaction.atomic
def remove(*, claim: C, by: User, reason: RemoveReason) -> C:
    """For safety, personal data or law: erase the claim, every version in its chain, and their edit history. At once,
    by one Publisher, not undoable. What remains is that somebody removed the claim, when and why, in the admin.
    """
    claim = _locked(claim)
    _require(by, "remove", claim)
    _require_state(claim, *[state for state in State if state != State.REMOVED])
    model = type(claim)
    chain = rows_of(model).select_for_update(of=("self",)).filter(Q(pk=claim.chain_id()) | Q(root=claim.chain_id()))
    was_public = claim.initiative.is_public and any(link.state in PUBLIC_STATES for link in chain)
    for link in chain.exclude(state=State.REMOVED):
        link.initiative = claim.initiative
        _erase(link, by, reason)
    caches.refresh(claim.initiative)
    if was_public:
        editions.count()
    _leave_no_trace()
    claim.refresh_from_db()
    return claim


def _erase(claim: Claim, by: User, reason: RemoveReason) -> None:
    sources = {claim.source_id, *claim.history.values_list("source_id", flat=True)} - {None}
    claim.erase()
    claim.state, claim.removed_at, claim.removed_by, claim.remove_reason = State.REMOVED, timezone.now(), by, reason
    claim.second_check_pending = False
    claim.history.all().delete()
    _forget_in_log(claim)
    _save(claim, by, "removed")
    for model in claim_models():
        sources -= set(rows_of(model).filter(source__in=sources).values_list("source_id", flat=True))
    Source.objects.filter(pk__in=sources).delete()
    _forget(Source, sources)


def _forget(model: type[Versioned], pks: Collection[int | None]) -> None:
    """The edit history and the log of rows that are gone."""
    model.history.model.objects.filter(id__in=pks).delete()
    _log_of(model, pks).update(object_repr=_("removed"), change_message="")


def _leave_no_trace() -> None:
    """What was erased may stand in other places still: in an import that nobody confirmed, in the database's log."""
    ImportBatch.forget_expired()
    empty_log = getattr(connection, "empty_log", None)  # the engine for SQLite has one
    if empty_log is not None:
        transaction.on_commit(empty_log)


def _delete_with_history(row: models.Model) -> None:
    pk = row.pk
    _forget_in_log(row)
    row.delete()
    # After the row, since deleting it writes a last history row with every text in it.
    row.history.model.objects.filter(id=pk).delete()  # type: ignore[attr-defined]


def _forget_in_log(row: models.Model) -> None:
    _log_of(type(row), [row.pk]).update(object_repr=_("removed"), change_message="")


def _log_of(model: type[models.Model], pks: Collection[int | None]) -> models.QuerySet[LogEntry]:
    content_type = ContentType.objects.get_for_model(model)
    return LogEntry.objects.filter(content_type=content_type, object_id__in=[str(pk) for pk in pks])


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


# -- initiatives -------------------------------------------------------------------------------------------------------


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
            remove(claim=claim, by=by, reason=reason)
    for hanging in policy.INLINE_THINGS:
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
    _leave_no_trace()
    return initiative


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


# -- organisations -----------------------------------------------------------------------------------------------------


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
    initiatives = _lock_initiatives_of(merge)
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
    _move_parts(plan, by)
    _move_assignments(plan, by)
    for initiative in initiatives.values():
        # A form that was opened before holds the rows as they were.
        _save(initiative, by, "organisations merged")
    keep.users.model.objects.filter(pk__in=[user.pk for user in plan.users]).update(organisation=keep)
    _move_names(plan, by)
    for row in (merge, *plan.merged_before):
        row.merged_into = keep
        if row == merge and not plan.merge_is_public:
            row.slug = f"merged-{secrets.token_hex(8)}"
        _save(row, by, "merged")
    _save(keep, by, "another one merged into it")
    if plan.keep_is_public or plan.merge_is_public:
        editions.count()
    return keep


def _initiative_ids(organisation: Organisation) -> set[int]:
    parts = organisation.participations.values_list("initiative_id", flat=True)
    return {*parts, *organisation.assignments.values_list("initiative_id", flat=True)}


def _lock_initiatives_of(organisation: Organisation) -> dict[int, Initiative]:
    # Initiatives before organisations, as every other action: a draft that is being saved holds its initiative's lock
    # when it asks for the row of whoever said it.
    locked = Initiative.objects.select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in locked.filter(pk__in=_initiative_ids(organisation))}


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
