"""How a database would answer a query: the steps of its plan."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

# PostgreSQL would read all of a few rows, and sort them; told not to, it does so only where there is no other way.
WITHOUT_AN_INDEX = ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin")


def plan_of(sql: str, values: Sequence[Any] | None = None, *, avoiding: Sequence[str] = WITHOUT_AN_INDEX) -> list[str]:
    """The steps for a query as Django writes it, or as it was sent where its `values` stand in it; SQLite's as they
    are, PostgreSQL's without the ways to be avoided where others are left. Inside a transaction.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            return [row[3] for row in cursor.fetchall()]
        for way in avoiding:
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN (COSTS OFF) {sql}", values)
        return [row[0].strip() for row in cursor.fetchall()]
