"""Finds rows by words, the same rows in the same order on both databases; `models.words` keeps what is looked through.

Every word is one of the row's; the last one may be a beginning. Nothing is a wildcard: what is no letter and no digit
only parts words, and where nothing else was asked for, nothing is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from math import isqrt
from typing import TypeVar

from django.db import connection, models
from django.db.models import BigIntegerField, Case, F, Func, IntegerField, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.lookups import In

from initiatives import text
from initiatives.models.words import IN_HEADING, OWN, Index

M = TypeVar("M", bound=models.Model)

# A shorter last word stands as it is: "UN" is not the beginning of "under".
SHORTEST_BEGINNING = 3
# Of so many rows one page is found as quickly by sorting those that hold the words as by walking an order to the page.
PAGE = 25

SYNTAX = {
    "sqlite": {
        "word": '"{}"',
        "beginning": '"{}"*',
        "and": " AND ",
        "but": "({}) NOT ({})",
        "keys": 'SELECT rowid FROM "{table}" WHERE "{table}" MATCH %s',
    },
    "postgresql": {
        "word": "'{}'",
        "beginning": "'{}':*",
        "and": " & ",
        "but": "({}) & !({})",
        "keys": 'SELECT id FROM "{table}" WHERE words @@ %s::tsquery',
    },
}


@dataclass(frozen=True)
class Words:
    """What somebody looks for in one index."""

    index: Index
    query: str

    def among(self, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The rows that hold every word."""
        return rows.filter(pk__in=self._keys(self._ranks[-1])) if self._wanted else rows.none()

    def count(self) -> int:
        """How many rows of the index hold every word; none of them is read."""
        if not self._wanted:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({self._sql}) AS found", [self._ranks[-1]])  # noqa: S608  # of constants
            number: int = cursor.fetchone()[0]
        return number

    def rank(self) -> Case:
        """Of the rows that hold every word, smaller is better: the one with that reference, then those with all the
        words in their heading, then the others. What is not public has no part in it.
        """
        better = self._ranks[:-1]
        whens = [When(pk__in=self._keys(one), then=Value(place)) for place, one in enumerate(better)]
        return Case(*whens, default=Value(len(better)), output_field=IntegerField())

    def by_rank(self, rows: models.QuerySet[M]) -> Iterator[models.QuerySet[M]]:
        """Those of each rank, for a page of a long list: to rank all rows would take longer than the page."""
        before = ""
        for one in self._ranks:
            yield self._for_a_page(rows, self._syntax["but"].format(one, before) if before else one)
            before = one

    def for_a_page(self, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The rows that hold every word, where a few are read in an order that an index has."""
        return self._for_a_page(rows, self._ranks[-1]) if self._wanted else rows.none()

    def _for_a_page(self, rows: models.QuerySet[M], expression: str) -> models.QuerySet[M]:
        keys = self._keys(expression)
        if connection.vendor != "sqlite":
            return rows.filter(pk__in=keys)
        found, is_common = self._found(expression)
        if not found:
            return rows.none()
        if is_common:
            # SQLite might begin with the keys, and sort them all. The plus keeps it from that: it walks the index of
            # the order, and holds each row against the keys.
            return rows.filter(In(Func(F("pk"), template="+%(expressions)s", output_field=BigIntegerField()), keys))
        return rows.filter(pk__in=keys)

    def _found(self, expression: str) -> tuple[bool, bool]:
        """Whether any row holds it, and whether so many do that a page of them is come to sooner than they are sorted:
        as many as the square root of all, a page long.
        """
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT rowid FROM "{self.index.table}" ORDER BY rowid DESC LIMIT 1')  # noqa: S608
            (last,) = cursor.fetchone() or (0,)
            few = isqrt(PAGE * last)
            cursor.execute(f"SELECT count(*) FROM ({self._sql} LIMIT %s)", [expression, few + 1])  # noqa: S608
            (number,) = cursor.fetchone()
        return number > 0, number > few

    def _keys(self, expression: str) -> RawSQL:
        return RawSQL(self._sql, [expression], output_field=BigIntegerField())  # noqa: S611  # of constants

    @property
    def _sql(self) -> str:
        return self._syntax["keys"].format(table=self.index.table)

    @property
    def _syntax(self) -> dict[str, str]:
        return SYNTAX[connection.vendor]

    @cached_property
    def _wanted(self) -> list[str]:
        *words, last = [text.without_article(word) for word in text.searched(self.query)] or [""]
        return [*dict.fromkeys(words), last] if last else []

    @cached_property
    def _ranks(self) -> list[str]:
        """What the rows of each rank hold, the best first; each is among those of the next. Without words, none."""
        if not self._wanted:
            return []
        found = [self._all(IN_HEADING), self._all("")]
        is_reference = len(self._wanted) == 1 and "-" in self._wanted[0]
        return [self._syntax["word"].format(OWN + self._wanted[0]), *found] if is_reference else found

    def _all(self, mark: str) -> str:
        *whole, last = self._wanted
        shape = "beginning" if len(last) >= SHORTEST_BEGINNING else "word"
        said = [self._syntax["word"].format(mark + word) for word in whole]
        return self._syntax["and"].join([*said, self._syntax[shape].format(mark + last)])
