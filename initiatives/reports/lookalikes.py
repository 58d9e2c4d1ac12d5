"""Organisations that may be the one whose name is being typed: before a second row of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import QuerySet

from initiatives import text
from initiatives.models import Organisation, OrganisationName

MOST = 8
# What is typed is cut to the length of the column, and no more names than these are gone through.
LONGEST = 200
MOST_NAMES = 20_000
# The names that share most of their letters, three by three, are compared letter by letter.
MOST_COMPARED = 40
SHARED_LEAST = 0.3
NEAR = 0.85
# Words that names of organisations are full of, and that tell none apart.
COMMON = frozenset({"the", "of", "for", "and", "in", "de", "la", "le", "les", "des", "du", "et", "al", "el"})


@dataclass(frozen=True)
class Lookalike:
    """`matched` is the name that is alike. One that was merged away is told as the organisation that it is now."""

    organisation: Organisation
    matched: str
    nearness: float


@dataclass(frozen=True)
class _Named:
    organisation: Organisation
    name: str
    is_acronym: bool = False


def lookalikes(
    rows: QuerySet[Organisation], name: str, acronym: str = "", *, leaving_out: Organisation | None = None
) -> tuple[Lookalike, ...]:
    """The likeliest of these organisations first, each once; two queries.

    Alike are names with the same words, an acronym and the initials of a name, names of which one holds all words of
    the other, and near spellings.
    """
    typed = [part for part in (name[:LONGEST], acronym[:LONGEST]) if len(_key(part)) > 1]
    if not typed:
        return ()
    own = leaving_out.kept.pk if leaving_out is not None else None
    known = [named for named in _names(rows) if named.organisation.kept.pk != own]
    best: dict[int, Lookalike] = {}
    for wanted in typed:
        for nearness, named in _ranked(wanted, known):
            kept = named.organisation.kept
            if kept.pk not in best or best[kept.pk].nearness < nearness:
                best[kept.pk] = Lookalike(kept, named.name, nearness)
    found = sorted(best.values(), key=lambda one: (-one.nearness, one.organisation.name_key, one.organisation.pk))
    return tuple(found[:MOST])


def _names(rows: QuerySet[Organisation]) -> Iterator[_Named]:
    by_pk: dict[int, Organisation] = {}
    for organisation in rows.select_related("merged_into").order_by("pk")[:MOST_NAMES]:
        by_pk[organisation.pk] = organisation
        yield _Named(organisation, organisation.name)
        if organisation.acronym:
            yield _Named(organisation, organisation.acronym, is_acronym=True)
    others = OrganisationName.objects.filter(organisation__in=rows.order_by().values("pk")).order_by("pk")
    for pk, name in others.values_list("organisation_id", "name")[:MOST_NAMES]:
        if pk in by_pk:
            yield _Named(by_pk[pk], name)


def _key(name: str) -> str:
    return " ".join(text.tokens(name)) or text.normalise(name)


def _initials(words: list[str]) -> str:
    return "".join(word[0] for word in words if word not in COMMON)


def _ranked(wanted: str, known: list[_Named]) -> Iterator[tuple[float, _Named]]:
    key = _key(wanted)
    words, pieces = key.split(), _pieces(key)
    told = {word for word in words if word not in COMMON}
    shared = []
    for named in known:
        other = _key(named.name)
        other_words = other.split()
        if key.replace(" ", "") == other.replace(" ", ""):
            yield 1.0, named
        elif _is_acronym_of(key, other_words) or _is_acronym_of(other, words):
            yield 0.95, named
        else:
            other_told = {word for word in other_words if word not in COMMON}
            if told and other_told and (told <= other_told or other_told <= told) and not named.is_acronym:
                yield 0.9, named
            share = _share(pieces, _pieces(other))
            if share >= SHARED_LEAST:
                shared.append((share, named, other))
    shared.sort(key=lambda each: -each[0])
    for _share_of_it, named, other in shared[:MOST_COMPARED]:
        nearness = SequenceMatcher(None, key, other, autojunk=False).ratio()
        if nearness >= NEAR:
            yield nearness * 0.9, named


def _is_acronym_of(short: str, words: list[str]) -> bool:
    """Whether one word is the initials of several, such as wfp of World Food Programme."""
    return " " not in short and len(words) > 1 and len(short) > 1 and short == _initials(words)


def _pieces(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))
