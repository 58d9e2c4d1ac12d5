"""What is stored of the initiatives that a file names, in the shape of its columns; drafts too, as far as seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from initiatives import columns, policy
from initiatives.choices import RelationKind, Role, Visibility
from initiatives.columns import Column
from initiatives.models import Initiative, InitiativeLocation, Participation, Relation, User
from initiatives.reports.importing import cells
from initiatives.reports.importing.lookups import ABOVE

CHUNK = 500
COLUMNS = {column.name: column for column in columns.INITIATIVES.columns}


@dataclass(frozen=True)
class Link:
    """A place of an initiative: the row that says so, and the key by which names of places stand in order."""

    pk: int
    key: str


@dataclass
class Stored:
    """One initiative. `row` is what the columns read; `places` and `wholes` are keyed by what a cell shows."""

    pk: int
    version: int
    visibility: str
    slug: str
    row: dict[str, Any]
    parts: dict[str, dict[str, cells.Part]] = field(default_factory=dict)
    places: dict[str, list[Link]] = field(default_factory=dict)
    wholes: dict[str, int] = field(default_factory=dict)

    @classmethod
    def blank(cls) -> Stored:
        sheet = columns.INITIATIVES
        row: dict[str, Any] = {**dict.fromkeys(sheet.fields), **{name: [] for name in sheet.related}}
        return cls(0, 0, Visibility.DRAFT, "", row)

    @property
    def reference(self) -> str:
        return self.row["reference"] or ""

    @property
    def name(self) -> str:
        return f"{self.reference or self.slug} {self.row['title']}"

    def value(self, column: Column) -> Any:
        # A draft has no address yet.
        return "" if column.name == "url" and not self.reference else column.value(self.row)

    def forms(self, column: Column) -> frozenset[str]:
        return cells.forms(column, self.value(column))

    def shown(self, name: str) -> str:
        return cells.plain(COLUMNS[name], self.value(COLUMNS[name]))

    def parts_in(self, attribute: str) -> dict[str, cells.Part]:
        """The names in the cell of leads, others or parties, in its order."""
        return self.parts.get(attribute, {})


def stored_rows(said: Iterable[str], by: User) -> dict[str, Stored]:
    """The initiatives that the person sees of these references, or short names of drafts; keyed by either, casefolded.

    One that is not seen, was removed or never was is not in the answer, so that the three cannot be told apart.
    """
    found: dict[str, Stored] = {}
    for some in _in_chunks(sorted(set(said))):
        seen = policy.visible_to(by, Initiative.objects.exclude(visibility=Visibility.REMOVED))
        by_reference = seen.filter(reference__in=[key.upper() for key in some])
        by_slug = seen.filter(slug__in=some, visibility=Visibility.DRAFT)
        # A reference goes before the short name of a draft.
        for rows in (by_slug, by_reference):
            for stored in _read(rows):
                found[(stored.reference or stored.slug).casefold()] = stored
    _load_related(list({row.pk: row for row in found.values()}.values()))
    return found


def _read(rows: Any) -> Iterator[Stored]:
    names = ("pk", "version", "visibility", "slug", *columns.INITIATIVES.fields)
    for values in rows.with_standing().with_told().order_by("pk").values_list(*names):
        # A file that says who disagrees is read beside the status alone: neither is changed by an import.
        row = dict(zip(names, values, strict=True)) | {"dispute": None}
        yield Stored(row["pk"], row["version"], row["visibility"], row["slug"], row)


def _load_related(rows: list[Stored]) -> None:
    for some in _in_chunks(rows):
        by_pk = {row.pk: row for row in some}
        _load_parts(by_pk)
        _load_sectors(by_pk)
        _load_places(by_pk)
        _load_wholes(by_pk)


def _load_parts(rows: dict[int, Stored]) -> None:
    """As exports.rows names them: leads; then who else takes part, but for parties; then parties, leading or not."""
    found: dict[int, dict[str, dict[str, cells.Part]]] = {pk: {"leads": {}, "others": {}, "parties": {}} for pk in rows}
    names = ("pk", "initiative_id", "organisation_id", "named_as", "organisation__name", "role", "is_lead")
    parts = Participation.objects.filter(initiative__in=rows).order_by("-is_lead", "order", "pk")
    for pk, initiative, organisation, named_as, name, role, is_lead in parts.values_list(*names):
        shown, cell = named_as or name, found[initiative]
        into = ["leads"] if is_lead else []
        if role == Role.PARTY:
            into.append("parties")
        elif not is_lead and shown not in cell["leads"]:
            into.append("others")
        for attribute in into:
            there = cell[attribute].get(shown)
            cell[attribute][shown] = cells.Part((*there.rows, pk) if there else (pk,), organisation, shown)
    for pk, cell in found.items():
        rows[pk].parts = cell
        rows[pk].row |= {attribute: list(parts) for attribute, parts in cell.items()}


def _load_sectors(rows: dict[int, Stored]) -> None:
    found: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    linked = Initiative.objects.filter(pk__in=rows, sectors__isnull=False)
    for initiative, code, name in sorted(linked.values_list("pk", "sectors__code", "sectors__name")):
        found[initiative].append((code, name))
    for pk, stored in rows.items():
        stored.row["sector_codes"] = [code for code, _name in found[pk]]
        stored.row["sectors"] = [name for _code, name in found[pk]]


def _load_places(rows: dict[int, Stored]) -> None:
    links = InitiativeLocation.objects.filter(initiative__in=rows).order_by("pk")
    for link in links.select_related(f"location__{ABOVE}"):
        place = link.location.shown_as()
        if place is not None:
            rows[link.initiative_id].places.setdefault(place.name, []).append(Link(link.pk, place.name_key))
    for stored in rows.values():
        stored.row["places"] = sorted(stored.places, key=lambda shown: (stored.places[shown][0].key, shown))


def _load_wholes(rows: dict[int, Stored]) -> None:
    relations = Relation.objects.filter(
        kind=RelationKind.PART_OF, from_initiative__in=rows, to_initiative__visibility=Visibility.PUBLIC
    )
    names = ("from_initiative_id", "to_initiative__reference", "pk")
    for part, whole, pk in sorted(relations.values_list(*names)):
        rows[part].wholes[whole or ""] = pk
    for stored in rows.values():
        stored.row["wholes"] = list(stored.wholes)


def _in_chunks(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
