"""The one parser of query parameters: what it lets through is typed, canonical and public; the rest is a clear 400."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives import text

Label = str | Promise

PER_PAGE = (25, 50, 100)
LAST_PAGE = 10_000
YEARS = (1990, 2100)
Q_LENGTH = 200
Q_WORDS = 20
# What mailings and social sites append to links that people share.
IGNORED = re.compile(r"\A(utm_[a-z_]+|fbclid|gclid)\Z")

# So that a page of refusals stays a page, whatever was sent.
MOST_LISTED = 50
MOST_PROBLEMS = 20
SHOWN_LENGTH = 100
# Of what was typed, and of the values that may be meant.
COMPARED_LENGTH, MOST_COMPARED = 40, 2000

_WHOLE_NUMBER = re.compile(r"\A[1-9][0-9]{0,8}\Z")
_ANCHOR = re.compile(r"\A[A-Z][1-9][0-9]{0,8}\Z")
_ISO_DATE = re.compile(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
# Controls, and halves of a surrogate pair, which no database can store or look for.
_UNWANTED = frozenset({"Cc", "Cs"})


@dataclass(frozen=True)
class Problem:
    """One refused parameter. `allowed` is ready to show, `suggestion` is a value or name that may be meant."""

    parameter: str
    value: str
    message: str
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None

    def __str__(self) -> str:
        said = [self.message]
        if self.suggestion is not None:
            said.append(_("Did you mean %(suggestion)s?") % {"suggestion": self.suggestion})
        if self.allowed:
            said.append(_("Allowed: %(allowed)s.") % {"allowed": ", ".join(self.allowed)})
        return " ".join(said)


class BadParameters(Exception):
    """The query cannot be answered as asked. It is never answered wider instead."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems[:MOST_PROBLEMS])
        super().__init__("\n".join(map(str, self.problems)))


class Refused(Exception):
    """One value that a parameter does not take."""

    def __init__(self, message: str, allowed: Sequence[str] = (), suggestion: str | None = None) -> None:
        self.message, self.allowed, self.suggestion = message, tuple(allowed), suggestion
        super().__init__(message)


@dataclass(frozen=True)
class Choice:
    """A value that a filter takes, and what people call it."""

    value: str
    label: Label

    def __str__(self) -> str:
        label = str(self.label)
        return self.value if label.casefold() in {"", self.value.casefold()} else f"{self.value} ({label})"


@dataclass(frozen=True)
class Parameter:
    """One parameter of a list. `parse` turns the values of one query into what a filter takes, or raises Refused."""

    name: str
    label: Label
    is_many: ClassVar[bool] = False

    def parse(self, value: str) -> Any:
        raise NotImplementedError


@dataclass(frozen=True)
class Text(Parameter):
    """Words to look for: NFC, blanks folded."""

    def parse(self, value: str) -> str | None:
        if any(unicodedata.category(char) in _UNWANTED for char in value):
            raise Refused(_("The search holds a control character. Type the words again."))
        value = text.one_line(unicodedata.normalize("NFC", value))
        if len(value) > Q_LENGTH:
            raise Refused(
                _("The search is %(length)d characters long. At most %(most)d are looked for.")
                % {"length": len(value), "most": Q_LENGTH}
            )
        if len(value.split()) > Q_WORDS:
            raise Refused(_("At most %(most)d words are looked for at once.") % {"most": Q_WORDS})
        return value or None


@dataclass(frozen=True)
class Day(Parameter):
    """A date as ISO 8601 writes it."""

    def parse(self, value: str) -> dt.date:
        allowed = [_("a date such as 2026-11-22, from %(first)d to %(last)d") % {"first": YEARS[0], "last": YEARS[1]}]
        try:
            day = dt.date.fromisoformat(value) if _ISO_DATE.match(value) else None
        except ValueError:
            raise Refused(_("There is no such day."), allowed) from None
        if day is None:
            raise Refused(_("This is not a date."), allowed)
        if not YEARS[0] <= day.year <= YEARS[1]:
            raise Refused(_("The year is out of range."), allowed)
        return day


@dataclass(frozen=True)
class PastDay(Day):
    """A day that has begun: nothing can be shown as it will have been published."""

    def parse(self, value: str) -> dt.date:
        day, today = super().parse(value), timezone.localdate()
        if day > today:
            raise Refused(_("This day is still to come."), [_("a day up to %(today)s") % {"today": today.isoformat()}])
        return day


@dataclass(frozen=True)
class Page(Parameter):
    def parse(self, value: str) -> int:
        if not _WHOLE_NUMBER.match(value) or int(value) > LAST_PAGE:
            allowed = [_("a whole number from 1 to %(last)d") % {"last": LAST_PAGE}]
            raise Refused(_("There is no such page."), allowed)
        return int(value)


@dataclass(frozen=True)
class Anchor(Parameter):
    """A claim of the initiative whose page it is, as the page names it."""

    def parse(self, value: str) -> str:
        if not _ANCHOR.match(value):
            raise Refused(_("This is not the name of an update."), [_("a name such as U7")])
        return value


def _refuse(message: str, value: str, choices: Sequence[Choice], *, is_first: bool = True) -> Refused:
    allowed = [str(choice) for choice in choices[:MOST_LISTED]]
    more = len(choices) - len(allowed)
    if more:
        allowed.append(ngettext("%(count)d more", "%(count)d more", more) % {"count": more})
    return Refused(message, allowed, suggest(value, choices[:MOST_COMPARED]) if is_first else None)


def suggest(value: str, choices: Iterable[Choice]) -> str | None:
    """The value whose own spelling, or whose label, is nearest to what was typed."""
    if len(value) > COMPARED_LENGTH:
        return None
    known: dict[str, str] = {}
    for choice in choices:
        known.setdefault(str(choice.label).casefold(), choice.value)
    known |= {choice.value.casefold(): choice.value for choice in choices}
    found = text.nearest(value.strip(), known)
    return known[found] if found is not None else None


@dataclass(frozen=True)
class OneOf(Parameter):
    """One of a few fixed values, such as a sort order or a number of rows."""

    choices: tuple[Choice, ...]

    def parse(self, value: str) -> str:
        if value not in {choice.value for choice in self.choices}:
            raise _refuse(_("This is not on the list."), value, self.choices)
        return value


@dataclass(frozen=True)
class AnyOf(Parameter):
    """A filter: any of the values given. `source` reads the public values: those among a few, or all, which only a
    refusal lists.

    `aliases` reads former values, each with the one that it stands for now; they are taken, and never listed.
    """

    source: Callable[..., Sequence[Choice]]
    aliases: Callable[[], Mapping[str, str]] = dict
    is_many: ClassVar[bool] = True


Read = Mapping[str, Any]
"""What was read of a query: a tuple of Choice for each filter, a value for each of the others; nothing when absent."""


@dataclass(frozen=True)
class known:  # noqa: N801  # it reads as the function that it stands for
    """The source of a filter whose values are a fixed list, which the schema of the API can name."""

    choices: Sequence[Choice]

    def __call__(self, among: Collection[str] | None = None) -> Sequence[Choice]:
        return self.choices


def _read_many(parameter: AnyOf, given: Sequence[str]) -> tuple[tuple[Choice, ...], list[Problem]]:
    by_value = _among(parameter, given)
    if any(value not in by_value for value in given):
        aliases = parameter.aliases()
        now = [value if value in by_value else aliases.get(value, value) for value in given]
        if now != given:
            given, by_value = now, _among(parameter, now)
    chosen = tuple(by_value[value] for value in sorted(set(given)) if value in by_value)
    if len(chosen) == len(set(given)):
        return chosen, []
    choices, problems = parameter.source(), list[Problem]()
    # Comparing a value with thousands of others takes long, so one of many is compared.
    for value in list(dict.fromkeys(value for value in given if value not in by_value))[:MOST_PROBLEMS]:
        refused = _refuse(_("This is not on the list."), value, choices, is_first=not problems)
        problems.append(_problem(parameter, value, refused))
    return chosen, problems


def _among(parameter: AnyOf, given: Collection[str]) -> dict[str, Choice]:
    # No database holds half of a pair, and one of them stops at a zero.
    sound = {value for value in given if not any(unicodedata.category(char) in _UNWANTED for char in value)}
    return {choice.value: choice for choice in parameter.source(sound) if choice.value in sound} if sound else {}


def _problem(parameter: Parameter, value: str, refused: Refused) -> Problem:
    said = _("%(parameter)s=%(value)s: %(message)s") % {
        "parameter": parameter.name,
        "value": _shown(value),
        "message": refused.message,
    }
    return Problem(parameter.name, _shown(value), said, refused.allowed, refused.suggestion)


def _shown(value: str) -> str:
    """A value that may stand on a page and in a header: no controls, not long."""
    clean = "".join("�" if unicodedata.category(char) in _UNWANTED else char for char in value[: SHOWN_LENGTH + 1])
    return clean if len(clean) <= SHOWN_LENGTH else f"{clean[:SHOWN_LENGTH]}…"


def read(query: QueryDict, parameters: Sequence[Parameter]) -> Read:
    """Read a query, or raise BadParameters with all that is wrong with it.

    An empty value is what a form sends for a field left empty, and counts as absent.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for name in query:
        if IGNORED.match(name):
            continue
        parameter = by_name.get(name)
        if parameter is None:
            problems.append(_unknown(name, query.get(name) or "", parameters))
            continue
        given = [str(value) for value in query.getlist(name) if value != ""]
        if not given:
            continue
        if isinstance(parameter, AnyOf):
            chosen, refused = _read_many(parameter, given)
            problems += refused
            found[name] = chosen
            continue
        if len(given) > 1:
            message = _("%(parameter)s is given more than once.") % {"parameter": name}
            problems.append(Problem(name, _shown(", ".join(given[:5])), message))
            continue
        try:
            value = parameter.parse(given[0])
        except Refused as refusal:
            problems.append(_problem(parameter, given[0], refusal))
        else:
            if value is not None:
                found[name] = value
    if problems:
        raise BadParameters(problems)
    return found


def _unknown(name: str, value: str, parameters: Sequence[Parameter]) -> Problem:
    names = [Choice(parameter.name, "") for parameter in parameters]
    if names:
        message = _("There is no parameter called %(parameter)s here.") % {"parameter": _shown(name)}
    else:
        message = _("This address takes no parameters; %(parameter)s was given.") % {"parameter": _shown(name)}
    allowed = tuple(choice.value for choice in names)
    return Problem(_shown(name), _shown(value), message, allowed, suggest(name, names))


def moment(query: QueryDict) -> dt.date | None:
    """For pages that take nothing but `as_at`: the day that is asked for."""
    day: dt.date | None = read(query, (AS_AT,)).get("as_at")
    return day


def none(query: QueryDict) -> None:
    """For addresses without parameters: raises on any but those that shared links drag along."""
    read(query, ())


def not_after(found: Read, first: str, last: str) -> None:
    """Raises when the first day of a span lies after its last."""
    if first in found and last in found and found[first] > found[last]:
        message = _("%(first)s is after %(last)s, so no day lies between them.") % {"first": first, "last": last}
        raise BadParameters([Problem(first, found[first].isoformat(), message)])


def too_many_days(days: int, most: int) -> BadParameters:
    message = _("These are %(days)d days. A report holds at most %(most)d.") % {"days": days, "most": most}
    return BadParameters([Problem("to", "", message)])


def no_such_page(page: int, page_count: int) -> BadParameters:
    message = ngettext(
        "There is no page %(page)d: this list has one page.",
        "There is no page %(page)d: this list has %(count)d pages.",
        page_count,
    ) % {"page": page, "count": page_count}
    allowed = "1" if page_count == 1 else _("1 to %(last)d") % {"last": page_count}
    return BadParameters([Problem("page", str(page), message, (allowed,), str(page_count))])


def no_such_update(anchor: str) -> BadParameters:
    message = _("There is no update %(name)s in this timeline.") % {"name": anchor}
    return BadParameters([Problem("timeline", anchor, message)])


def no_pages(name: str, value: str) -> Problem:
    """Why an export refuses page and per_page: it holds every row of the filter."""
    message = _("A file has no pages: it holds every row. Leave %(parameter)s out.") % {"parameter": name}
    return Problem(name, _shown(value), message)


def no_choice_in_feeds(name: str, value: str) -> Problem:
    """Why a feed refuses what chooses pages, sort orders, versions and days: it has one order, and is of now."""
    message = _("A feed has one order and no pages, and tells what holds now. Leave %(parameter)s out.")
    return Problem(name, _shown(value), message % {"parameter": name})


def no_tags(suffix: str) -> BadParameters:
    message = _("This file has no row of HXL tags: hxl is for .csv and .xlsx, not for .%(suffix)s.") % {
        "suffix": suffix
    }
    return BadParameters([Problem("hxl", "1", message)])


def too_many_rows(count: int, most: int) -> BadParameters:
    """Why a form of file is refused that cannot hold all rows."""
    message = _("These are %(count)s rows, and this file can hold %(most)s. Take the CSV file, or choose fewer rows.")
    return BadParameters([Problem("", "", message % {"count": f"{count:,}", "most": f"{most:,}"})])


def label_with(label: Label, value: Label) -> str:
    """What a chip says: the filter, then what is chosen."""
    return str(format_lazy("{}: {}", label, value))


SEARCH = Text("q", gettext_lazy("Search"))
PAGE = Page("page", gettext_lazy("Page"))
ROWS = OneOf("per_page", gettext_lazy("Rows on a page"), tuple(Choice(str(rows), "") for rows in PER_PAGE))
AS_AT = PastDay("as_at", gettext_lazy("As published by the end of"))
TIMELINE = Anchor("timeline", gettext_lazy("Timeline from the update"))
HXL = OneOf("hxl", gettext_lazy("HXL tags under the header"), (Choice("1", gettext_lazy("yes")),))
