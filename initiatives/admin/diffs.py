"""Two texts side by side with what differs marked, and the public fields of two claims so compared."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives.admin.versions import shown
from initiatives.models import Claim
from initiatives.models.base import KeyField

# After a claim's own words, what every claim says of itself in public.
OF_EVERY_CLAIM = ("as_of", "as_of_time", "said_by", "named_as", "source", "source_note", "language")
_WORD = re.compile(r"\s+|[^\W_]+|[^\s]")
NOTHING = "–"


@dataclass(frozen=True)
class Piece:
    text: str
    is_marked: bool


@dataclass(frozen=True)
class Pair:
    """One field before and after. `differs` is what a reviewer looks for."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    differs: bool


def pieces(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Each text in pieces, the words that the other has not marked; joined again they are the text."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        _put(left, "".join(old[i1:i2]), tag != "equal")
        _put(right, "".join(new[j1:j2]), tag != "equal")
    return tuple(left), tuple(right)


def _put(line: list[Piece], text: str, is_marked: bool) -> None:
    if text:
        line.append(Piece(text, is_marked))


def pairs(before: Claim | None, after: Claim) -> tuple[Pair, ...]:
    """Every public field that either of the two claims fills."""
    return tuple(_pairs(before, after))


def _pairs(before: Claim | None, after: Claim) -> Iterator[Pair]:
    for name in public_fields(type(after)):
        old, new = "" if before is None else value_of(before, name), value_of(after, name)
        if {old, new} <= {"", NOTHING}:
            continue
        label = str(capfirst(str(after._meta.get_field(name).verbose_name)))  # type: ignore[union-attr]
        marked = pieces(old, new) if before is not None else ((), (Piece(new, False),))
        yield Pair(label, *marked, differs=before is None or old != new)


def public_fields(model: type[Claim]) -> tuple[str, ...]:
    """The columns that only this kind of claim has, then those of every claim."""
    shared = {field.name for field in Claim._meta.get_fields()}
    own = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in shared and field.editable and not field.primary_key and not isinstance(field, KeyField)
    ]
    return (*own, *OF_EVERY_CLAIM)


def value_of(claim: Claim, name: str) -> str:
    """The value as a reader sees it; a source with its address, which is what one checks."""
    if name == "source":
        source = claim.source
        if source is None:
            return NOTHING
        return "\n".join(filter(None, (str(source), source.url, source.archived_url)))
    return shown(claim, name) if getattr(claim, name) not in ("", None) else ""


def since(claim: Claim, seen_version: int) -> tuple[Pair, ...]:
    """What became other since the version that somebody saw, from the edit history; empty when it is not known."""
    record = claim.history.filter(version=seen_version).order_by("history_date").first()
    if record is None:
        return ()
    old = record.instance
    old.initiative = claim.initiative
    told = [pair for pair in pairs(old, claim) if pair.differs]
    if old.state != claim.state:
        marked = pieces(old.get_state_display(), claim.get_state_display())
        told.append(Pair(_("State"), *marked, differs=True))
    return tuple(told)
