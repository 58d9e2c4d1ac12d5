"""What publishing a claim that is no status update would do to the page, in words, kind by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives import actions
from initiatives.choices import BudgetType, MilestoneState, TransactionType
from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Finding,
    Milestone,
    Observation,
    Position,
    Target,
    Transaction,
    rows_of,
)
from initiatives.reports.wording import amount, day, kept, line_of, observed, promised, span


def effects_of(claim: Claim) -> tuple[str, ...]:
    told = EFFECTS.get(type(claim))
    return tuple(told(claim)) if told is not None else (_("Leaves the status as it is."),)


def newest_beside(claim: Claim) -> Claim | None:
    """What holds now where this claim would stand: the newest of the same subject and speaker, or what it replaces."""
    if claim.replaces is not None:
        return claim.replaces
    rows = rows_of(type(claim)).current().filter(initiative=claim.initiative_id).exclude(pk=claim.pk)
    if isinstance(claim, Budget):
        return rows.newest_first().first()
    if not claim.subject:
        return None
    about = {claim.subject: getattr(claim, f"{claim.subject}_id"), "said_by": claim.said_by_id}
    return rows.filter(**about).newest_first().first()


def _who(claim: Claim) -> str:
    return claim.said_by_name or _("somebody")


def _observation(row: Observation) -> Iterator[str]:
    named = {"who": _who(row), "figure": observed(row), "period": span(row.period_start, row.period_end)}
    before = row.replaces if isinstance(row.replaces, Observation) else None
    if before is not None:
        yield _("Will be the figure of %(who)s for %(period)s: %(figure)s; before: %(before)s.") % {
            **named,
            "before": observed(before),
        }
        return
    same = {"indicator": row.indicator_id, "period_start": row.period_start, "period_end": row.period_end}
    others = rows_of(Observation).current().filter(**same).exclude(said_by=row.said_by_id)
    count = others.values("said_by").distinct().count()
    told = _("Adds a figure of %(who)s: %(figure)s for %(period)s") % named
    if not count:
        yield f"{told}."
        return
    beside = ngettext(
        "%(told)s; %(count)d other source has a figure for it.",
        "%(told)s; %(count)d other sources have figures for it.",
        count,
    )
    yield beside % {"told": told, "count": count}


def _target(row: Target) -> Iterator[str]:
    others = rows_of(Target).current().filter(indicator=row.indicator_id).count()
    told = _("Adds a target, as %(who)s tells it: %(target)s") % {"who": _who(row), "target": promised(row)}
    if isinstance(row.replaces, Target):
        yield _("Will be the target that %(who)s tells: %(target)s; before: %(before)s.") % {
            "who": _who(row),
            "target": promised(row),
            "before": promised(row.replaces),
        }
    elif others:
        beside = ngettext(
            "%(told)s; %(count)d other stands beside it.", "%(told)s; %(count)d others stand beside it.", others
        )
        yield beside % {"told": told, "count": others}
    else:
        yield f"{told}."


def _is_newest(claim: Claim, before: Claim | None) -> bool:
    return before is None or before.pk == claim.replaces_id or actions.order_key(before) < actions.order_key(claim)


def _adherence(row: Adherence) -> Iterator[str]:
    before = newest_beside(row)
    named = {"who": _who(row), "term": row.term, "now": kept(row), "as_of": day(row.as_of)}
    if not isinstance(before, Adherence):
        yield _("Is the first that %(who)s says on “%(term)s”: %(now)s.") % named
    elif _is_newest(row, before):
        yield _("Will be what %(who)s says on “%(term)s”: %(now)s; before: %(before)s (%(then)s).") % {
            **named,
            "before": kept(before),
            "then": day(before.as_of),
        }
    else:
        yield _("Will stand in the history: a newer one of %(newer)s is public; this one is of %(as_of)s.") % {
            **named,
            "newer": day(before.as_of),
        }


def _position(row: Position) -> Iterator[str]:
    before = newest_beside(row)
    named = {"who": _who(row), "issue": row.issue, "as_of": day(row.as_of)}
    if not isinstance(before, Position):
        yield _("Is the first position of %(who)s on %(issue)s.") % named
    elif _is_newest(row, before):
        yield _("Will be the position of %(who)s on %(issue)s; before: %(before)s (%(then)s).") % {
            **named,
            "before": before.text,
            "then": day(before.as_of),
        }
        if before.stance != row.stance:
            yield _("Will change the stance from %(was)s to %(now)s.") % {
                "was": before.get_stance_display() or _("not said"),
                "now": row.get_stance_display() or _("not said"),
            }
    else:
        yield _("Will stand in the history: a newer one of %(newer)s is public; this one is of %(as_of)s.") % {
            **named,
            "newer": day(before.as_of),
        }


def _milestone(row: Milestone) -> Iterator[str]:
    before = row.replaces if isinstance(row.replaces, Milestone) else None
    named = {
        "title": row.title,
        "kind": row.get_kind_display(),
        "day": day(row.planned_on),
        "then": day(before.planned_on if before is not None else None),
    }
    if before is None:
        yield _("Adds to what comes next: %(kind)s, %(title)s, %(day)s.") % named
    elif row.course == MilestoneState.POSTPONED and row.planned_on is None:
        yield _("Postpones “%(title)s” of %(then)s, with no new day.") % named
    elif row.course == MilestoneState.POSTPONED:
        yield _("Postpones “%(title)s” from %(then)s to %(day)s.") % named
    elif row.course != before.course:
        yield _("“%(title)s” of %(day)s becomes: %(course)s.") % {**named, "course": row.get_course_display()}
    elif row.planned_on != before.planned_on:
        yield _("Moves “%(title)s” from %(then)s to %(day)s.") % named
    else:
        yield _("“%(title)s” stays on %(day)s.") % named


def _budget(row: Budget) -> Iterator[str]:
    before = newest_beside(row)
    named = {"amount": amount(row.amount, row.currency), "period": span(row.period_start, row.period_end)}
    if not isinstance(before, Budget):
        yield _("Is the first budget: %(amount)s for %(period)s.") % named
        return
    named |= {"before": amount(before.amount, before.currency), "then": span(before.period_start, before.period_end)}
    if row.type == BudgetType.REVISED:
        yield _("Adds a revised budget: %(amount)s for %(period)s; before: %(before)s for %(then)s.") % named
    else:
        yield _(
            "Adds an original budget: %(amount)s for %(period)s; there is one already: %(before)s for %(then)s."
        ) % (named)


def _transaction(row: Transaction) -> Iterator[str]:
    line = _("Will read: %(line)s.") if row.replaces is not None else _("Adds: %(line)s.")
    yield line % {"line": line_of(row)}
    if isinstance(row.replaces, Transaction):
        yield _("Before: %(line)s.") % {"line": line_of(row.replaces)}
    if row.converts is not None:
        yield _("It makes good %(pledge)s: %(amount)s.") % {
            "pledge": row.converts.public_name,
            "amount": amount(row.converts.amount, row.converts.currency),
        }
    elif row.type == TransactionType.PLEDGE:
        yield _("Pledges are shown apart, and are in no total.")
    if row.amount_usd is None:
        yield _("It has no amount in US dollars, so it stays out of the totals, which say so.")


def _finding(row: Finding) -> Iterator[str]:
    named = {
        "kind": row.get_kind_display(),
        "severity": row.get_severity_display(),
        "now": row.get_resolution_display(),
    }
    before = row.replaces if isinstance(row.replaces, Finding) else None
    if before is None:
        yield _("Adds a finding: %(kind)s, severity %(severity)s, %(now)s.") % named
    elif before.resolution != row.resolution:
        yield _("The finding goes from “%(was)s” to “%(now)s”.") % {**named, "was": before.get_resolution_display()}
    else:
        yield _("The finding stays: %(now)s.") % named
    if before is not None and before.severity != row.severity:
        yield _("Its severity goes from “%(was)s” to “%(severity)s”.") % {
            **named,
            "was": before.get_severity_display(),
        }
    if not row.response.strip():
        yield _("It goes out without a response of the organisation.")


EFFECTS: dict[type[Claim], Callable[[Any], Iterator[str]]] = {
    Observation: _observation,
    Target: _target,
    Adherence: _adherence,
    Position: _position,
    Milestone: _milestone,
    Budget: _budget,
    Transaction: _transaction,
    Finding: _finding,
}
