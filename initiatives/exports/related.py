"""The names that stand beside the rows of a file, and hang on them in other tables: looked up for a block at a time.

A file makes its readers once, and each of them its query: to prepare one again for every block, with a thousand keys in
it, took Django longer than it took the database to answer.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from itertools import compress
from typing import Any

from django.db import connection
from django.db.models import Case, QuerySet, Value, When
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from initiatives.choices import RelationKind, Role, Status
from initiatives.columns import Block
from initiatives.models import (
    Figure,
    InitiativeLocation,
    Observation,
    Participation,
    Relation,
    Sector,
    Target,
    rows_of,
)
from initiatives.models.keys import KEYS, Keys, as_one
from initiatives.reports.standing import voices

# What a reader finds for the rows of a block: values by the column that they make, and by the key of the row.
Found = Mapping[str, Mapping[int, Any]]
Reader = Callable[[Block], Found]
# A public name after its key; None where a place is nowhere public.
Place = tuple[str, str] | None

# Places whose names are kept while a file is read.
MOST_PLACES = 10_000


class Lookup:
    """A query whose `Keys` are given when it is asked. It reads columns as the database has them."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self._sql, self._parameters = rows.query.sql_with_params()

    def __call__(self, block: Block) -> list[tuple[Any, ...]]:
        keys = as_one(block["pk"])
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [keys if value == KEYS else value for value in self._parameters])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def truth(column: str) -> Case:
    """A truth as a text, which is empty for what is not true: what a driver reads by a function is read slowly."""
    return Case(When(**{column: True}, then=Value("true")), default=Value(""))


def _organisations(at: dt.datetime | None) -> Reader:
    """Who leads, who else takes part, and the parties; in the order that the editors gave, each name once.

    A party that leads stands in both of its cells; whoever leads is not named again among the others.
    """
    parts = Participation.objects.public(of=Keys())
    # In the order of the index, so that nothing is left to sort: "initiative" would sort by their titles.
    ordered = parts.order_by("initiative_id", "-is_lead", "order", "pk")
    lookup = Lookup(ordered.values_list("initiative_id", "named_as", "organisation__name", "role", truth("is_lead")))

    def organisations(block: Block) -> Found:
        leads: defaultdict[int, list[str]] = defaultdict(list)
        others: defaultdict[int, list[str]] = defaultdict(list)
        parties: defaultdict[int, list[str]] = defaultdict(list)
        for initiative, named_as, name, role, is_lead in lookup(block):
            shown = named_as or name
            if is_lead:
                leads[initiative].append(shown)
            if role == Role.PARTY:
                parties[initiative].append(shown)
            elif not is_lead and shown not in leads.get(initiative, ()):
                others[initiative].append(shown)
        return {"leads": _once(leads), "others": _once(others), "parties": _once(parties)}

    return organisations


def _once(names: Mapping[int, list[str]]) -> Mapping[int, list[str]]:
    return {initiative: list(dict.fromkeys(found)) for initiative, found in names.items()}


def _sectors(at: dt.datetime | None) -> Reader:
    lookup = Lookup(
        Sector.objects.public().filter(initiatives__in=Keys()).order_by().values_list("initiatives", "code", "name")
    )

    def sectors(block: Block) -> Found:
        codes: defaultdict[int, list[str]] = defaultdict(list)
        names: defaultdict[int, list[str]] = defaultdict(list)
        for initiative, code, name in sorted(lookup(block)):
            codes[initiative].append(code)
            names[initiative].append(name)
        return {"sector_codes": codes, "sectors": names}

    return sectors


def _places(at: dt.datetime | None) -> Reader:
    """Names as the public reads them, sorted by their key, each once."""
    shown = _shown(InitiativeLocation.objects.public(of=Keys()), "initiative_id", "location")

    def places(block: Block) -> Found:
        found: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
        for initiative, place in shown(block):
            if place is not None:
                found[initiative].add(place)
        return {"places": {initiative: [name for _key, name in sorted(of_it)] for initiative, of_it in found.items()}}

    return places


def _shown(rows: QuerySet[Any], key: str, path: str) -> Callable[[Block], Iterator[tuple[int, Place]]]:
    """The public place of each of the rows, found by a path from them; a name is looked up once for a file."""
    lookup = Lookup(rows.order_by().values_list(key, path, "pk"))
    known: dict[int, Place] = {}

    def shown(block: Block) -> Iterator[tuple[int, Place]]:
        linked = lookup(block)
        if len(known) > MOST_PLACES:
            known.clear()
        # One row of each place that is not known yet.
        unknown = {place: pk for _key, place, pk in linked if place not in known}
        if unknown:
            found = rows.model.objects.public().filter(pk__in=Keys(unknown.values())).order_by()
            for row in found.select_related(f"{path}__parent__parent__parent"):
                place = reduce(getattr, path.split("__"), row)
                told = place.shown_as()
                known[place.pk] = (told.name_key, told.name) if told else None
        return ((pk, known[place]) for pk, place, _row in linked)

    return shown


def _wholes(at: dt.datetime | None) -> Reader:
    parts = Relation.objects.public(at).filter(from_initiative__in=Keys(), kind=RelationKind.PART_OF).order_by()
    lookup = Lookup(parts.values_list("from_initiative_id", "to_initiative__reference"))

    def wholes(block: Block) -> Found:
        found: defaultdict[int, list[str]] = defaultdict(list)
        for part, whole in sorted(lookup(block)):
            found[part].append(whole)
        return {"wholes": found}

    return wholes


def _disputes(at: dt.datetime | None) -> Reader:
    """What sources say that disagree on a status, in English like all labels of a file."""

    def disputes(block: Block) -> Found:
        disputed = voices(list(compress(block["pk"], block["is_disputed"])), at)
        with translation.override("en"):
            # Many words are of the same few days, and a day takes long to write.
            days = {
                day: date_format(day, "j F Y") for day in {one.as_of for heard in disputed.values() for one in heard}
            }
            said = {
                initiative: ", ".join(
                    f"{Status(one.status).label} ({one.speaker.name}, {days[one.as_of]})" for one in heard
                )
                for initiative, heard in disputed.items()
            }
            told = gettext("Disputed: %(voices)s")
            return {"dispute": {initiative: told % {"voices": heard} for initiative, heard in said.items()}}

    return disputes


def _counted_at(model: type[Figure]) -> Callable[[dt.datetime | None], Reader]:
    """The place of each figure's indicator, as the public reads it."""

    def made(at: dt.datetime | None) -> Reader:
        figures = rows_of(model).public().filter(pk__in=Keys(), indicator__location__isnull=False)
        shown = _shown(figures, "pk", "indicator__location")

        def places(block: Block) -> Found:
            named = {pk: place[1] for pk, place in shown(block) if place is not None}
            return {"location": dict.fromkeys(block["pk"], "") | named}

        return places

    return made


# What makes the readers of a sheet for a moment.
READERS: dict[str, tuple[Callable[[dt.datetime | None], Reader], ...]] = {
    "initiatives": (_organisations, _sectors, _places, _wholes, _disputes),
    "observations": (_counted_at(Observation),),
    "targets": (_counted_at(Target),),
}
