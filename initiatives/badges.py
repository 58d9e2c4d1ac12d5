"""The one renderer of badges: a status, a rating and a freshness look the same on every page and in the admin."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache, wraps
from typing import Any, ParamSpec

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from initiatives import kinds
from initiatives.choices import Agreement, Confidence, Freshness, Rating, Severity, State, Status

Label = str | Promise
P = ParamSpec("P")


def made_once(make: Callable[P, SafeString]) -> Callable[P, SafeString]:
    """In each language. A list says the same few things in every row; to escape and join them took half of its time."""

    made: Any = lru_cache(maxsize=2048)(lambda _language, *args, **kwargs: make(*args, **kwargs))

    @wraps(make)
    def again(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        badge: SafeString = made(get_language(), *args, **kwargs)
        return badge

    return again


# The shapes are drawn in a square of 16; never colour alone.
SHAPES: dict[str, str] = {
    "planned": '<circle cx="8" cy="8" r="6" fill="none" stroke-width="2" stroke-dasharray="3 2.2"/>',
    "active": '<circle cx="8" cy="8" r="7"/>',
    "completing": '<circle cx="8" cy="8" r="6" fill="none" stroke-width="2"/><circle cx="8" cy="8" r="2.5"/>',
    "completed": '<path d="M6.2 13.2 1.3 8.3l1.7-1.7 3.2 3.2 6.8-6.8 1.7 1.7z"/>',
    "cancelled": '<path d="m4 3 4 4 4-4 1.2 1.2-4 4 4 4L12 13.4l-4-4-4 4-1.2-1.2 4-4-4-4z"/>',
    "suspended": '<path d="M3 2h3.6v12H3zM9.4 2H13v12H9.4z"/>',
    "none": '<path d="M3 7h10v2H3z"/>',
    "on_track": '<path d="M8 2l6 6-1.3 1.3-3.8-3.8V14H7.1V5.5L3.3 9.3 2 8z"/>',
    "constrained": '<path d="M8 1 15.5 14.5H.5zM7.1 5.6v4.6h1.8V5.6zm0 5.8v1.7h1.8v-1.7z" fill-rule="evenodd"/>',
    "disputed": '<path d="M2 4.5h12v1.9H2zM2 9.6h12v1.9H2zM10.2 1.2l1.6.9-6 12.7-1.6-.9z"/>',
    "no_progress": '<path d="M2 4.5h12v1.9H2zM2 9.6h12v1.9H2z"/>',
    "met": '<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm-1.1 10.6L3.6 8.3l1.2-1.2 2.1 2.1 4.3-4.3 1.2 1.2z"/>',
    "clock": (
        '<path d="M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.8a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8z'
        'M7.1 4v4.5l3.2 2 .9-1.5-2.3-1.4V4z"/>'
    ),
    "arrow": '<path d="M9 3l5 5-5 5-1.2-1.2 2.9-2.9H2V7.1h8.7L7.8 4.2z"/>',
    "cross": '<path d="m4 3 4 4 4-4 1.2 1.2-4 4 4 4L12 13.4l-4-4-4 4-1.2-1.2 4-4-4-4z"/>',
    "down": '<path d="M8 12 3 6h10z"/>',
    "up": '<path d="M8 4l5 6H3z"/>',
    "low": '<path d="M1.5 10h3.4v4H1.5zM6.3 13h3.4v1H6.3zM11.1 13h3.4v1h-3.4z"/>',
    "medium": '<path d="M1.5 10h3.4v4H1.5zM6.3 6h3.4v8H6.3zM11.1 13h3.4v1h-3.4z"/>',
    "high": '<path d="M1.5 10h3.4v4H1.5zM6.3 6h3.4v8H6.3zM11.1 2h3.4v12h-3.4z"/>',
}
STATUS_LOOKS: dict[str, str] = {
    Status.PLANNED: "planned",
    Status.ACTIVE: "active",
    Status.COMPLETING: "completing",
    Status.COMPLETED: "completed",
    Status.CANCELLED: "cancelled",
    Status.SUSPENDED: "suspended",
}

# A state of agreement is drawn as the status that it is most like; the word tells them apart.
AGREEMENT_LOOKS: dict[str, str] = {
    Agreement.PROPOSED: "planned",
    Agreement.AGREED: "completing",
    Agreement.IN_FORCE: "active",
    Agreement.LAPSED: "none",
    Agreement.REJECTED: "cancelled",
}


@made_once
def icon(shape: str, extra: str = "") -> SafeString:
    """A drawing of one sign, hidden from screen readers: the word beside it says the same."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>',
        f" {extra}" if extra else "",
        mark_safe(SHAPES[shape]),
    )


def look(status: str | None) -> str:
    """The name under which the stylesheet knows a status."""
    return STATUS_LOOKS.get(status or "", "none")


def status_word(status: str | None, kind: str | None = None) -> Label:
    """What pages call a status: the kind's own word where it has one."""
    if not status:
        return _("No status reported yet")
    return kinds.BY_CODE[kind].status_word(status) if kind in kinds.BY_CODE else Status(status).label


@made_once
def status_badge(status: str | None, kind: str | None = None, big: bool = False) -> SafeString:
    """A status by shape, word and colour; None is "No status reported yet"."""
    name = look(status)
    return format_html(
        '<span class="st st--{}{}">{}{}</span>',
        name,
        " st--big" if big else "",
        icon(name),
        status_word(status, kind),
    )


@made_once
def agreement_badge(agreement: str) -> SafeString:
    """Whether a term binds, by shape, word and colour."""
    name = AGREEMENT_LOOKS[agreement]
    return format_html('<span class="st st--{}">{}{}</span>', name, icon(name), Agreement(agreement).label)


@made_once
def rating_pill(rating: str | None) -> SafeString:
    """A rating, quieter than the status it stands beside; nothing where there is none."""
    if not rating or rating == Rating.NO_RATING:
        return SafeString("")
    return format_html('<span class="rate rate--{}">{}{}</span>', rating, icon(rating), Rating(rating).label)


def freshness_flag(code: str | None, heard_on: dt.date | None, today: dt.date | None = None) -> SafeString:
    """Says that news is due or late, and how old it is on a day; nothing while it is up to date.

    Stands beside the date itself: an age alone is wrong on paper and tomorrow.
    """
    if not code or code == Freshness.UP_TO_DATE or heard_on is None:
        return SafeString("")
    return _flag(code, age(heard_on, today))


@made_once
def _flag(code: str, aged: str) -> SafeString:
    return format_html(
        '<span class="flag flag--{}">{}{}</span>',
        code,
        icon("clock"),
        _("%(freshness)s, last heard %(age)s") % {"freshness": Freshness(code).label, "age": aged},
    )


@made_once
def confidence_mark(confidence: str | None) -> SafeString:
    """Verified or Disputed; nothing where it is just reported."""
    if not confidence or confidence == Confidence.REPORTED:
        return SafeString("")
    return format_html('<span class="mark mark--{}">{}</span>', confidence, Confidence(confidence).label)


@made_once
def severity_mark(severity: str) -> SafeString:
    """How grave a finding is: one, two or three bars, and the word."""
    return format_html(
        '<span class="rate rate--{}">{}{}</span>',
        severity,
        icon(severity),
        _("Severity: %(severity)s") % {"severity": Severity(severity).label},
    )


def dispute_mark(voices: Sequence[Any], kind: str | None = None) -> SafeString:
    """Who says which status, where sources disagree; nothing where none does. Voices are of `reports.standing`."""
    if not voices:
        return SafeString("")
    said = format_html_join(
        ", ",
        _("{} ({}, {})"),
        ((status_word(each.status, kind), bdi(each.speaker.name), day(each.as_of)) for each in voices),
    )
    return format_html('<span class="mark mark--disputed">{}</span>', format_html(_("Disputed: {}"), said))


def bdi(name: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", name)


@made_once
def since_mark(since: str) -> SafeString:
    """On a page of the past: what became of a claim after its day; nothing where it still stands."""
    if not since:
        return SafeString("")
    words = _("Retracted since") if since == State.RETRACTED else _("Replaced since")
    return format_html('<span class="mark mark--since">{}</span>', words)


@made_once
def state_mark(state: str) -> SafeString:
    """That a claim was replaced or retracted; nothing while it stands."""
    if state == State.PUBLISHED:
        return SafeString("")
    return format_html('<span class="mark mark--{}">{}</span>', state, State(state).label)


@made_once
def pending_mark(is_pending: bool) -> SafeString:
    """That a claim went out at once, and nobody else has checked it yet."""
    if not is_pending:
        return SafeString("")
    return format_html('<span class="mark mark--pending">{}</span>', _("Second check pending"))


def age(since: dt.date, today: dt.date | None = None) -> str:
    """How many days ago a day was, in words."""
    days = ((today or timezone.localdate()) - since).days
    if days <= 0:
        return _("today")
    return ngettext("%(days)d day ago", "%(days)d days ago", days) % {"days": days}


def day(value: dt.date | None, pattern: str = "j F Y") -> SafeString:
    """A day as 20 November 2026, readable by machines too."""
    return SafeString("") if value is None else _day(value.isoformat(), value, pattern)


@made_once
def _day(written: str, value: dt.date, pattern: str) -> SafeString:
    # Moments that are one in two time zones are equal, and are written differently.
    return format_html('<time datetime="{}">{}</time>', written, date_format(value, pattern))
