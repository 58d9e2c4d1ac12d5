"""The words by which the public finds a row, in a table beside each list: FTS5 on SQLite, tsvector on PostgreSQL.

A row of such a table has the key of the row that it stands for. No word is in it that a draft alone says: an initiative
is there while it is public, an update while it is public with its initiative, an organisation while it is not merged
into another. It is written with every save and deletion of what its words are taken from, in the same transaction;
`search` reads it, and `verify` checks it. The words are made in Python, so that both databases find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps as installed
from django.db import DatabaseError, connection, models, transaction

from initiatives import text
from initiatives.choices import PUBLIC_STATES, Visibility

# Before each word of a heading, and before the reference that a row has itself: what matches best is found by them.
IN_HEADING, OWN = "=", "=="
CHUNK = 500

STATEMENTS = {
    "sqlite": {
        # To this tokenizer all beyond ASCII is a letter, so that blanks alone part the words that it is given.
        "make": 'CREATE VIRTUAL TABLE "{table}" USING fts5'
        "(words, detail=none, columnsize=0, tokenize=\"ascii tokenchars '-='\")",
        "finish": 'INSERT INTO "{table}" ("{table}") VALUES (\'optimize\')',
        "read": 'SELECT rowid, words FROM "{table}" WHERE rowid IN ({keys})',
        "erase": 'DELETE FROM "{table}" WHERE rowid IN ({keys})',
        "write": 'INSERT INTO "{table}" (rowid, words) VALUES (%s, %s)',
        "strays": 'SELECT rowid FROM "{table}" WHERE rowid NOT IN (SELECT id FROM "{model}")',
        # What was erased stands among the rest until all of it is merged.
        "purge": 'INSERT INTO "{table}" ("{table}") VALUES (\'optimize\')',
        "check": 'INSERT INTO "{table}" ("{table}") VALUES (\'integrity-check\')',
        "mend": 'INSERT INTO "{table}" ("{table}") VALUES (\'rebuild\')',
    },
    "postgresql": {
        "make": 'CREATE TABLE "{table}" (id bigint PRIMARY KEY, words tsvector NOT NULL)',
        # Without fastupdate: every search would read through a list of what waits to be sorted in.
        "finish": 'CREATE INDEX "{table}_words" ON "{table}" USING gin (words) WITH (fastupdate = off)',
        "read": "SELECT id, array_to_string(tsvector_to_array(words), ' ') FROM \"{table}\" WHERE id IN ({keys})",
        "erase": 'DELETE FROM "{table}" WHERE id IN ({keys})',
        "write": "INSERT INTO \"{table}\" (id, words) VALUES (%s, array_to_tsvector(string_to_array(%s, ' '))) "
        "ON CONFLICT (id) DO UPDATE SET words = excluded.words",
        "strays": 'SELECT id FROM "{table}" WHERE id NOT IN (SELECT id FROM "{model}")',
        "mend": 'REINDEX TABLE "{table}"',
    },
}


@dataclass(frozen=True)
class Texts:
    """What one row is found by: its own reference, its heading, and all the rest."""

    pk: int
    reference: str
    heading: tuple[str, ...]
    rest: tuple[str, ...]

    def words(self) -> frozenset[str]:
        heading = _forms(self.heading)
        own = {OWN + self.reference.casefold()} if self.reference else set()
        return frozenset(own | {IN_HEADING + word for word in heading} | heading | _forms(self.rest))


def _forms(texts: Iterable[str]) -> set[str]:
    said = {word for each in texts for word in text.searched(each)}
    # Plain words, which are most of them, have no other form.
    return said.union(*(text.forms(word) for word in said if "-" in word or not word.isascii()))


# Which initiatives are public is asked of their rows: SQLite would begin at all that are, for any few keys.


def _of_initiatives(apps: Any, pks: Collection[int]) -> Iterator[Texts]:
    columns = ("visibility", "pk", "reference", "title", "summary", "anticipated_results")
    rows = _rows(apps, "Initiative").filter(pk__in=pks).values_list(*columns)
    own = [texts for visibility, *texts in rows if visibility == Visibility.PUBLIC]
    names: dict[int, set[str]] = {pk: set() for pk, *_texts in own}
    if names:
        parts = _rows(apps, "Participation").filter(initiative__in=names)
        named = (f"organisation__{column}" for column in ("name", "acronym", "names__name"))
        for pk, *said in parts.order_by().values_list("initiative", *named):
            names[pk].update(name for name in said if name)
    for pk, reference, title, *rest in own:
        yield Texts(pk, reference, (reference, title), (*rest, *names[pk]))


def _of_updates(apps: Any, pks: Collection[int]) -> Iterator[Texts]:
    told = _rows(apps, "StatusUpdate").filter(pk__in=pks, state__in=PUBLIC_STATES, is_confirmation=False)
    of_initiative = (f"initiative__{column}" for column in ("visibility", "reference", "title"))
    for visibility, reference, title, *own in told.values_list(*of_initiative, "pk", "headline", "narrative"):
        if visibility == Visibility.PUBLIC:
            pk, headline, narrative = own
            yield Texts(pk, reference, (reference, title, headline), (narrative,))


def _of_organisations(apps: Any, pks: Collection[int]) -> Iterator[Texts]:
    rows = _rows(apps, "Organisation").filter(pk__in=pks, merged_into__isnull=True)
    others: dict[int, list[str]] = {}
    for pk, name in _rows(apps, "OrganisationName").filter(organisation__in=pks).values_list("organisation", "name"):
        others.setdefault(pk, []).append(name)
    for pk, name, acronym in rows.values_list("pk", "name", "acronym"):
        yield Texts(pk, "", (name, acronym), tuple(others.get(pk, ())))


def _rows(apps: Any, model: str) -> models.QuerySet[Any]:
    rows: models.QuerySet[Any] = apps.get_model("initiatives", model)._base_manager.all()
    return rows


@dataclass(frozen=True)
class Index:
    """The words of the rows of one model. `texts` reads what they are found by, now or in the `apps` of a migration;
    `held` are the models, each with the way to these rows, whose rows no other transaction changes meanwhile.
    """

    table: str
    model: str
    texts: Callable[[Any, Collection[int]], Iterator[Texts]]
    held: tuple[tuple[str, str], ...]

    def worked_out(self, pks: Collection[int], apps: Any = installed) -> dict[int, frozenset[str]]:
        return {found.pk: found.words() for found in self.texts(apps, pks)}

    def stored(self, pks: Collection[int]) -> dict[int, frozenset[str]]:
        if not pks:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(self._sql("read", pks), list(pks))
            return {pk: frozenset(words.split(" ")) for pk, words in cursor.fetchall()}

    def differences(self, pks: Collection[int]) -> Iterator[tuple[int, frozenset[str], frozenset[str]]]:
        """Rows whose words are not those of their texts, with what is missing and what is too much."""
        now, before = self.worked_out(pks), self.stored(pks)
        for pk in sorted(now.keys() | before.keys()):
            told, there = now.get(pk, frozenset()), before.get(pk, frozenset())
            if told != there:
                yield pk, told - there, there - told

    def write(self, words: Mapping[int, Iterable[str]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(self._sql("write"), [(pk, " ".join(sorted(said))) for pk, said in words.items()])

    def erase(self, pks: Collection[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(self._sql("erase", pks), list(pks))

    def renew(self, pks: Collection[int]) -> set[int]:
        """Write the words of these rows as they are now; gives the keys of those that had other ones."""
        now, before = self.worked_out(pks), self.stored(pks)
        changed = {pk for pk in pks if now.get(pk) != before.get(pk)}
        if stale := changed & before.keys():
            self.erase(stale)
        if new := {pk: now[pk] for pk in changed & now.keys()}:
            self.write(new)
        return changed

    def hold(self, pks: Collection[int]) -> None:
        if connection.features.has_select_for_update:
            for model, way in self.held:
                rows = _rows(installed, model)
                wanted = rows.filter(pk__in=rows.filter(**{f"{way}__in": pks}).values("pk"))
                list(wanted.select_for_update(no_key=True).order_by("pk").values_list("pk"))

    def make(self, apps: Any = installed) -> None:
        """Make the table, with the words of all rows."""
        rows = _rows(apps, self.model).order_by("pk").values_list("pk", flat=True)
        with connection.cursor() as cursor:
            cursor.execute(self._sql("make"))
            for chunk in chunks(rows):
                self.write(self.worked_out(chunk, apps))
            cursor.execute(self._sql("finish"))

    def drop(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP TABLE "{self.table}"')

    def strays(self) -> list[int]:
        """Keys that no row of the model has."""
        with connection.cursor() as cursor:
            cursor.execute(self._sql("strays"))
            return [pk for (pk,) in cursor.fetchall()]

    def purge(self) -> None:
        """Leave nothing in the file of words that were erased. PostgreSQL sees to that in its own time."""
        self._ask("purge")

    def is_whole(self) -> bool:
        """Whether a search finds what is stored; SQLite alone can tell."""
        try:
            with transaction.atomic():
                self._ask("check")
        except DatabaseError:
            return False
        return True

    def mend(self) -> None:
        self._ask("mend")

    def _ask(self, statement: str) -> None:
        if statement in STATEMENTS[connection.vendor]:
            with connection.cursor() as cursor:
                cursor.execute(self._sql(statement))

    def _sql(self, statement: str, pks: Collection[int] = ()) -> str:
        model, keys = f"initiatives_{self.model.lower()}", ", ".join(["%s"] * len(pks))
        return STATEMENTS[connection.vendor][statement].format(table=self.table, model=model, keys=keys)


ORGANISATIONS = Index("search_organisations", "Organisation", _of_organisations, (("Organisation", "pk"),))
INITIATIVES = Index(
    "search_initiatives",
    "Initiative",
    _of_initiatives,
    (("Initiative", "pk"), ("Organisation", "participations__initiative")),
)
UPDATES = Index("search_updates", "StatusUpdate", _of_updates, (("Initiative", "statusupdates"),))
INDEXES = (ORGANISATIONS, INITIATIVES, UPDATES)
# What rows of one index say of themselves, rows of another are found by: the model between them, and its two columns.
PASSED_ON = {
    ORGANISATIONS: (INITIATIVES, "Participation", "organisation", "initiative"),
    INITIATIVES: (UPDATES, "StatusUpdate", "initiative", "pk"),
}


def chunks(rows: models.QuerySet[Any, int]) -> Iterator[list[int]]:
    """Keys in their order, a few hundred at a time, so that no read stays open."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield chunk
        last = chunk[-1]


def rebuild() -> None:
    """Make all of it anew, after rows were written that no save knows of; for many rows this is by far the quickest."""
    for index in INDEXES:
        index.drop()
        index.make()


def keep(index: Index, pks: Iterable[int]) -> None:
    """Write what these rows are found by, and what else is found by their words, where it is not so already."""
    wanted = sorted(set(pks))
    index.hold(wanted)
    _renew(index, wanted)


def _renew(index: Index, pks: Collection[int]) -> None:
    changed = index.renew(pks)
    if changed and index in PASSED_ON:
        other, model, column, key = PASSED_ON[index]
        linked = _rows(installed, model).filter(**{f"{column}__in": changed}).values_list(key, flat=True)
        ordered = sorted(set(linked.order_by()))
        for start in range(0, len(ordered), CHUNK):
            _renew(other, ordered[start : start + CHUNK])


class Found(models.Model):
    """A row from which words are taken: with its save and its deletion they are written anew."""

    class Meta:
        abstract = True

    def save(self, **kwargs: Any) -> None:
        with transaction.atomic(savepoint=False):
            super().save(**kwargs)
            index, pk = self.found_in()
            keep(index, [pk])

    def delete(self, using: Any = None, keep_parents: bool = False) -> tuple[int, dict[str, int]]:
        index, pk = self.found_in()
        with transaction.atomic(savepoint=False):
            deleted = super().delete(using=using, keep_parents=keep_parents)
            keep(index, [pk])
        return deleted

    def found_in(self) -> tuple[Index, int]:
        """The index that it stands in, or whose rows it adds words to, and the key there."""
        raise NotImplementedError
