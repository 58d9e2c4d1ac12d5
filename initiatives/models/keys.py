"""Any number of keys as one parameter of a query: SQLite nests a list of them too deep, and each costs a hole."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Func, TextField, Value

# What stands for keys that are given when the query is asked.
KEYS = "keys"


class Keys(Func):
    template = "(SELECT value FROM json_each(%(expressions)s))"

    def __init__(self, keys: Iterable[int] | None = None) -> None:
        super().__init__(Value(KEYS if keys is None else as_one(keys), output_field=TextField()))

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        unnested = "(SELECT unnest(translate(%(expressions)s, '[]', '{}')::bigint[]))"
        return self.as_sql(compiler, connection, template=unnested, **context)


def as_one(keys: Iterable[int]) -> str:
    return f"[{','.join(map(str, keys))}]"
