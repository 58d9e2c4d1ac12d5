"""Pieces that several reports need: paragraphs of plain text, links to what is public."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Something public by its name and the last part of its address; without one where it has no page."""

    name: str
    key: str = ""


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text: an empty line parts them."""
    return tuple(filter(None, (part.strip() for part in re.split(r"\n\s*\n", text))))
