"""The sitemap: every public page with the moment at which the public last saw it change, in files of 50,000 at most."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse

from initiatives import editions
from initiatives.columns.base import initiative_url, organisation_url
from initiatives.exports.json import moment
from initiatives.exports.rows import CHUNK, one_snapshot
from initiatives.models import Initiative, Organisation, Participation, claim_models, rows_of
from initiatives.models.organisations import naming_columns

CONTENT_TYPE = "application/xml; charset=utf-8"
MOST_ADDRESSES = 50_000

# Pages that change with what is published, and those that change with the code alone.
LIVE_PAGES = ("home", "initiative-list", "organisation-list", "update-list", "changes", "map")
FIXED_PAGES = ("data", "about")

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Line = tuple[str, dt.datetime | None]
"""The address of a page, and when the public last saw it change."""
Reader = Callable[[Sequence[int]], dict[int, dt.datetime]]


@dataclass(frozen=True)
class Part:
    """Pages of one kind: their rows, how one is addressed, and what was last seen of some of them."""

    rows: QuerySet[Any]
    name: str
    address: Callable[[str], str]
    seen: Reader


def parts() -> tuple[Part, ...]:
    return (
        Part(Initiative.objects.public(), "reference", initiative_url, _seen_of_initiatives),
        Part(Organisation.objects.public(), "slug", organisation_url, _seen_of_organisations),
    )


def file_count() -> int:
    """How many files hold all addresses."""
    return math.ceil((len(_pages()) + sum(part.rows.order_by().count() for part in parts())) / MOST_ADDRESSES)


def whole() -> Iterator[bytes]:
    """The sitemap: the one file, or the list of the files."""
    count = file_count()
    return addresses(1) if count == 1 else _index(count)


def addresses(number: int) -> Iterator[bytes]:
    """One file, the first being number 1; some hundred addresses in memory at a time."""
    yield f'{HEAD}<urlset xmlns="{NAMESPACE}">\n'.encode()
    with one_snapshot():
        for lines in _lines((number - 1) * MOST_ADDRESSES, number * MOST_ADDRESSES):
            yield "".join(map(_written, lines)).encode()
    yield b"</urlset>\n"


def _index(count: int) -> Iterator[bytes]:
    yield f'{HEAD}<sitemapindex xmlns="{NAMESPACE}">\n'.encode()
    for number in range(1, count + 1):
        yield f"<sitemap><loc>{_url('sitemap-file', number)}</loc></sitemap>\n".encode()
    yield b"</sitemapindex>\n"


def _written(line: Line) -> str:
    address, seen = line
    told = f"<lastmod>{moment(seen)}</lastmod>" if seen else ""
    return f"<url><loc>{escape(address)}</loc>{told}</url>\n"


def _lines(start: int, stop: int) -> Iterator[list[Line]]:
    """The addresses from one place to another in the whole of them: pages, initiatives, organisations."""
    pages = _pages()
    yield pages[start:stop]
    before = len(pages)
    for part in parts():
        chosen = part.rows.order_by(part.name)[max(0, start - before) : max(0, stop - before)]
        named = chosen.values_list("pk", part.name).iterator(chunk_size=CHUNK)
        while some := list(islice(named, CHUNK)):
            seen = part.seen([pk for pk, _name in some])
            yield [(part.address(name), seen.get(pk)) for pk, name in some]
        before += part.rows.order_by().count()


def _pages() -> list[Line]:
    edition = editions.out()
    changed = edition.changed_at if edition else None
    live: list[Line] = [(_url(name), changed) for name in LIVE_PAGES if _is_there(name)]
    return live + [(_url(name), None) for name in FIXED_PAGES]


def _url(name: str, *named: int) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=named)}"


def _is_there(name: str) -> bool:
    try:
        return bool(reverse(name))
    except NoReverseMatch:
        return False


def _seen_of_initiatives(pks: Sequence[int]) -> dict[int, dt.datetime]:
    """When each was opened, or the last of its claims came out or was taken back."""
    opened = Initiative.objects.public().filter(pk__in=pks).order_by()
    said = (_moments(rows_of(model).public().filter(initiative__in=pks), "initiative") for model in claim_models())
    return _latest([opened.values_list("pk", "opened_at"), *said])


def _seen_of_organisations(pks: Sequence[int]) -> dict[int, dt.datetime]:
    """When the last initiative with a part of theirs was opened, or the last claim that names them came out or was
    taken back; what names one that was merged into them counts.
    """
    parts_in = Participation.objects.public().filter(organisation__in=pks).order_by().values_list("organisation")
    told: list[Iterable[Sequence[Any]]] = [parts_in.annotate(Max("initiative__opened_at"))]
    for model in claim_models():
        for column in naming_columns(model):
            merged = f"{column}__merged_into"
            named = rows_of(model).public().filter(Q(**{f"{column}__in": pks}) | Q(**{f"{merged}__in": pks}))
            told.append(_moments(named.annotate(kept=Coalesce(F(merged), F(column))), "kept"))
    return _latest(told)


def _moments(claims: QuerySet[Any], key: str) -> Iterable[Sequence[Any]]:
    found: QuerySet[Any] = claims.order_by().values_list(key).annotate(Max("published_at"), Max("retracted_at"))
    return found


def _latest(told: Iterable[Iterable[Sequence[Any]]]) -> dict[int, dt.datetime]:
    """For each key, the latest of the moments beside it."""
    found: dict[int, dt.datetime] = {}
    for key, *moments in chain.from_iterable(told):
        given = [*filter(None, moments), *filter(None, [found.get(key)])]
        if given:
            found[key] = max(given)
    return found
