"""Pieces that several reports need: paragraphs of plain text, links to what is public, figures as people write them."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Link:
    """Something public by its name and the last part of its address; without one where it has no page."""

    name: str
    key: str = ""


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text: an empty line parts them."""
    return tuple(filter(None, (part.strip() for part in re.split(r"\n\s*\n", text))))


def figure(value: Decimal | int | None) -> str:
    """A figure as people write it: thousands grouped, no zeros at its end; nothing where there is none."""
    if value is None:
        return ""
    plain = f"{Decimal(value):f}"
    return number_format(plain.rstrip("0").rstrip(".") if "." in plain else plain, force_grouping=True)


def tenths(value: Decimal) -> Decimal:
    """To one decimal, halves away from zero: how everything that was divided is shown."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def percent(share: Decimal | None) -> str:
    """A ratio in per cent, to one decimal: 0.1881 is 18.8 %."""
    if share is None:
        return ""
    return _("%(figure)s %%") % {"figure": figure(tenths(share * 100))}
