"""Canaries: what is hidden carries one, so that an answer says which row leaked; and how they are found again."""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import unquote

# No public row has a day of this year, or lies on these degrees, and keys begin where no other figure is.
HIDDEN_YEAR = 1997
HIDDEN_LATITUDE, HIDDEN_LONGITUDE = Decimal("13.77077"), Decimal("77.07713")
HIDDEN_FIGURE = Decimal("7700012.5")
HIDDEN_DAY = dt.date(HIDDEN_YEAR, 3, 3)
_ODD_FIGURES = re.compile(r"(?<!\d)77\d{5}(?!\d)|1997|13[.,]77077|77[.,]07713")
_CANARY = re.compile(r"kanary[-_ ]?(\d{5})?")
_ACCENTS = re.compile("[\u0300-\u036f]")
_BACKSLASHED = re.compile(r"\\[ux]([0-9a-fA-F]{4}|[0-9a-fA-F]{2})")


def canary_number(value: str) -> str:
    """The number of the canary in a value, or nothing."""
    found = _CANARY.search(_plain(value))
    return (found[1] or "") if found else ""


def twin(value: str) -> str:
    """The same value with a canary that no row ever carried."""
    number = canary_number(value)
    return value.replace(number, f"9{number[1:]}") if number else value


def leaks(answer: str, *, asked: str = "") -> list[str]:
    """Canaries and hidden figures in an answer in whatever spelling; the canary that was asked for may be echoed."""
    decoded = unquote(html.unescape(answer))
    if "\\" in decoded:
        decoded += _BACKSLASHED.sub(lambda match: chr(int(match[1], 16)), decoded)
    seen = _plain(f"{answer}\n{decoded}")
    echoed = canary_number(asked)
    hits = [match[0] for match in _CANARY.finditer(seen) if not echoed or match[1] != echoed]
    return sorted({*hits, *(match[0] for match in _ODD_FIGURES.finditer(seen))})


def _plain(value: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", value)).casefold()


@dataclass
class Canaries:
    """Hands out hidden texts. Each has a number of its own, so that an answer says which row leaked."""

    count: int = 31_000

    def text(self) -> str:
        """Accents and markup, so that a leak is found whether it was escaped, encoded, folded or made a slug."""
        self.count += 1
        return f"Kànăry{self.count} <b>&\"'"

    def word(self) -> str:
        self.count += 1
        return f"kanary-{self.count}"

    def url(self) -> str:
        return f"https://{self.word()}.example.org/a?b=c"
