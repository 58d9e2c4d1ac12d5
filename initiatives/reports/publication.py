"""What publishing a claim would change, in words and as a standing: equal to what publishing then does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives import actions, caches, kinds
from initiatives.caches import Standing
from initiatives.choices import Freshness, Rating, ReplaceKind, Visibility
from initiatives.models import Claim, Initiative, StatusUpdate
from initiatives.models.initiatives import freshness
from initiatives.reports.effects import effects_of
from initiatives.reports.wording import day


@dataclass(frozen=True)
class Preview:
    """`lines` say what changes; `warnings` what a reviewer should look at twice, or what still stands in the way."""

    before: Standing
    after: Standing
    lines: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def moves(self) -> bool:
        return self.before.current_status != self.after.current_status


def preview(claim: Claim) -> Preview:
    """What would happen if this claim were published now; the claim need not be saved."""
    before = caches.work_out(claim.initiative)
    if not isinstance(claim, StatusUpdate):
        lines = [*_replaces(claim), *effects_of(claim)]
        return Preview(before, before, tuple(lines), tuple(_hindrances(claim)))
    after = predicted(claim)
    lines = [*_replaces(claim), *(_confirms if claim.is_confirmation else _tells)(claim, before, after)]
    return Preview(before, after, tuple(lines), (*_hindrances(claim), *_unusual(claim)))


def predicted(update: StatusUpdate) -> Standing:
    """The standing after this update, were it published now."""
    others = StatusUpdate.objects.current().filter(initiative=update.initiative_id)
    rows = others.exclude(pk=update.pk).select_related("said_by__merged_into")
    if update.replaces_id is not None:
        rows = rows.exclude(pk=update.replaces_id)
    ordered = sorted([*rows, update], key=lambda row: actions.order_key(row))
    return caches.standing((caches.Told.of(row) for row in ordered), update.initiative.update_frequency_days)


def _word(status: str | None, kind: str) -> str:
    return str(kinds.BY_CODE[kind].status_word(status)) if status else _("No status reported yet")


def _replaces(claim: Claim) -> Iterator[str]:
    if claim.replaces is None:
        return
    told = {
        ReplaceKind.OUR_ERROR: _("Replaces %(name)s, which stays below it, struck through."),
        ReplaceKind.SOURCE_REVISED: _("Replaces %(name)s, which stays below it as what the source said before."),
        ReplaceKind.FOLLOW_UP: _("Replaces %(name)s, which stays below it."),
    }
    yield told[ReplaceKind(claim.replace_kind)] % {"name": claim.replaces.public_name}


def _tells(update: StatusUpdate, before: Standing, after: Standing) -> Iterator[str]:
    kind = update.initiative.kind
    own = update.pk or 0
    named = {
        "was": _word(before.current_status, kind),
        "now": _word(after.current_status, kind),
        "since": day(after.current_status_since),
        "as_of": day(update.as_of),
    }
    if before.current_status is None:
        yield _("Is the first status: %(now)s, since %(since)s.") % named
    elif before.current_status != after.current_status:
        yield _("Will change the status from %(was)s to %(now)s, since %(since)s.") % named
    elif after.current_update_id != own:
        newer = StatusUpdate.objects.filter(pk=after.current_update_id or 0).first()
        yield _(
            "Will not change the status: a newer update of %(newer)s is public; this will appear below it as %(as_of)s."
        ) % {**named, "newer": day(newer.as_of if newer else after.last_update_as_of)}
    else:
        yield _("The status stays %(now)s; this is the newest news of it, of %(as_of)s.") % named
    if before.current_status == after.current_status and before.current_status_since != after.current_status_since:
        moved = {**named, "old": day(before.current_status_since)}
        yield _("%(now)s will then be since %(since)s, not since %(old)s.") % moved
    if before.current_status is not None and before.current_rating != after.current_rating:
        yield _("Will change the rating from %(was)s to %(now)s.") % {
            "was": Rating(before.current_rating or Rating.NO_RATING).label,
            "now": Rating(after.current_rating or Rating.NO_RATING).label,
        }
    yield from _freshens(update.initiative, before, after)


def _confirms(update: StatusUpdate, before: Standing, after: Standing) -> Iterator[str]:
    named = {"status": _word(update.status, update.initiative.kind), "as_of": day(update.as_of)}
    yield _("Confirms %(status)s as of %(as_of)s; it stays out of the list of updates.") % named
    yield from _freshens(update.initiative, before, after)


def _freshens(initiative: Initiative, before: Standing, after: Standing) -> Iterator[str]:
    was, now = (freshness_of(initiative, standing) for standing in (before, after))
    if now == Freshness.UP_TO_DATE and was not in ("", Freshness.UP_TO_DATE):
        yield _("News is up to date again.")
    elif now not in ("", Freshness.UP_TO_DATE):
        yield _("The page will still say: %(freshness)s.") % {"freshness": Freshness(now).label}


def freshness_of(initiative: Initiative, standing: Standing) -> str:
    heard = [day for day in (standing.last_update_as_of, standing.last_confirmed_on) if day is not None]
    return freshness(
        frequency=initiative.update_frequency_days,
        heard_on=max(heard, default=None),
        status=standing.current_status,
        today=timezone.localdate(),
    )


def _hindrances(claim: Claim) -> Iterator[str]:
    if claim.initiative.visibility != Visibility.PUBLIC:
        yield _("The initiative is not public. It has to be opened first.")


def _unusual(update: StatusUpdate) -> Iterator[str]:
    kind = update.initiative.kind
    for first, then in () if update.is_confirmation else actions.unexpected_moves(update):
        named = {"first": _word(first.status, kind), "then": _word(then.status, kind)}
        if update.narrative.strip():
            yield _("A move from %(first)s to %(then)s is out of the ordinary; the narrative explains it.") % named
        else:
            yield _("A move from %(first)s to %(then)s is out of the ordinary, and nothing explains it yet.") % named
    if actions.is_urgent(update):
        yield _("Urgent: may go out at once.")
