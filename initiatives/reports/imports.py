"""What a spreadsheet would do to the initiatives: a plan from its rows and the database, which writes nothing.

A cell says nothing while it equals the exported form of what is stored, so a file that was exported and not touched
plans nothing at all. A cell that differs is a change, or a problem that names its row and its column.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives import columns, policy, scan, sensitive, text
from initiatives.choices import Visibility
from initiatives.kinds import Label
from initiatives.models import Initiative, User
from initiatives.reports.importing import cells
from initiatives.reports.importing.lookups import Known, Unknown
from initiatives.reports.importing.stored import Stored, stored_rows

COLUMNS = {column.name: column for column in columns.INITIATIVES.columns}

FROM_UPDATES = gettext_lazy("It follows from the status updates: post an update on the initiative instead.")
FROM_CRISIS = gettext_lazy("It belongs to the crisis, where an Administrator changes it.")
# Columns that are worked out, each with where it is changed instead. Those that are not named here fall under GENERAL.
GENERAL = gettext_lazy("It is worked out, not typed. Leave it as it was exported, or take the column out of the file.")
READ_ONLY: dict[str, Label] = {
    **dict.fromkeys(
        (
            "status_code",
            "status",
            "status_since",
            "rating_code",
            "rating",
            "last_update_as_of",
            "last_update_headline",
            "last_update_said_by",
            "last_update_source_url",
            "last_update_published_at",
            "last_confirmed_on",
        ),
        FROM_UPDATES,
    ),
    **dict.fromkeys(
        ("freshness_code", "freshness"),
        gettext_lazy(
            "It is worked out on the day, from the last update and the rhythm, which is set on the initiative's page. "
            "Take the column out of an older file."
        ),
    ),
    **dict.fromkeys(("country", "is_sample"), FROM_CRISIS),
    "url": gettext_lazy("It follows from the reference."),
}
KEY = "reference"
REQUIRED = (KEY, "title")
# The same twice, as a code and in words: on an initiative a changed one speaks for both.
PAIRS = {"kind": "kind_code", "sectors": "sector_codes"}
TEXTS = ("title", "summary", "anticipated_results")
DATES = ("planned_start", "actual_start", "planned_end", "actual_end")
SPANS = (
    ("planned_start", "planned_end", gettext_lazy("The planned end is before the planned start.")),
    ("actual_start", "actual_end", gettext_lazy("The actual end is before the actual start.")),
)
WRITABLE = (
    KEY,
    *TEXTS,
    *DATES,
    *PAIRS,
    *PAIRS.values(),
    "crisis",
    "lead_organisations",
    "other_organisations",
    "conflict_parties",
    "locations",
    "part_of",
)
# The parts that organisations play, as the plan names them, and the column of each.
PART_CELLS = {"leads": "lead_organisations", "others": "other_organisations", "parties": "conflict_parties"}
SLUG_LENGTH = 80


@dataclass(frozen=True)
class Line:
    """A row of the file. `number` counts as a spreadsheet does, the header being 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """What was read from a file, whatever its format."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def held(self) -> dict[str, Any]:
        return {"columns": list(self.columns), "lines": [[line.number, *line.cells] for line in self.lines]}

    @classmethod
    def from_held(cls, held: dict[str, Any]) -> Table:
        lines = (Line(number, tuple(cells)) for number, *cells in held["lines"])
        return cls(tuple(held["columns"]), tuple(lines))


@dataclass(frozen=True)
class Problem:
    """Why nothing of the file can be imported; row 1 is the header, and no column means the whole row."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.message}"


@dataclass(frozen=True)
class Change:
    """One cell; both texts as they would be exported, but not disarmed."""

    column: str
    before: str
    after: str


@dataclass(frozen=True)
class Writes:
    """What an action writes. A cell of None is left alone; `fields` are columns of the initiative."""

    fields: tuple[tuple[str, Any], ...] = ()
    leads: tuple[cells.Part, ...] | None = None
    others: tuple[cells.Part, ...] | None = None
    parties: tuple[cells.Part, ...] | None = None
    sectors: tuple[str, ...] | None = None
    places_added: tuple[int, ...] = ()
    places_gone: tuple[int, ...] = ()
    wholes_added: tuple[int, ...] = ()
    wholes_gone: tuple[int, ...] = ()


@dataclass(frozen=True)
class RowPlan:
    """What one row does. `outcome` is new, changed, same or error; `note` is said beside it and stops nothing."""

    number: int
    outcome: str
    name: str
    initiative: int | None = None
    version: int | None = None
    is_public: bool = False
    changes: tuple[Change, ...] = ()
    writes: Writes = Writes()
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """What a file does, row by row. `digest` names it: the same file, database and person give the same one."""

    rows: tuple[RowPlan, ...]
    problems: tuple[Problem, ...]
    digest: str

    def of(self, outcome: str) -> tuple[RowPlan, ...]:
        return tuple(row for row in self.rows if row.outcome == outcome)

    @property
    def new(self) -> tuple[RowPlan, ...]:
        return self.of("new")

    @property
    def changed(self) -> tuple[RowPlan, ...]:
        return self.of("changed")

    @property
    def same(self) -> tuple[RowPlan, ...]:
        return self.of("same")

    @property
    def is_empty(self) -> bool:
        return not self.new and not self.changed

    @property
    def can_go(self) -> bool:
        return not self.problems and not self.is_empty


def keys(table: Table) -> tuple[str, ...]:
    """The references in the file, as they stand there."""
    place = table.columns.index(KEY) if KEY in table.columns else None
    if place is None:
        return ()
    return tuple(key for line in table.lines if (key := cells.settled(line.cells[place])))


def plan(table: Table, by: User) -> Plan:
    """What this file would do if this person confirmed it now."""
    problems = tuple(_header_problems(table))
    if problems:
        return Plan((), problems, "")
    planner = _Planner(table, by)
    rows = tuple(planner.rows())
    place = planner.place
    found = tuple(sorted(planner.problems, key=lambda each: (each.row, place.get(each.column, len(place)))))
    return Plan(rows, found, _digest(table, by, rows))


def _digest(table: Table, by: User, rows: tuple[RowPlan, ...]) -> str:
    told = json.dumps([table.held(), by.pk, [repr(row) for row in rows]], ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _header_problems(table: Table) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in table.columns:
        if name in seen:
            yield Problem(1, name, _("This column stands in the file twice."))
        seen.add(name)
        if name not in COLUMNS:
            near = text.nearest(name, COLUMNS)
            hint = _("Did you mean %(name)s?") % {"name": near} if near else _("The columns are those of the export.")
            yield Problem(1, name, _("There is no such column.") + " " + hint)
    for name in REQUIRED:
        if name not in seen:
            near = text.nearest(name, seen - set(COLUMNS))
            hint = " " + _("Is it %(name)s?") % {"name": near} if near else ""
            yield Problem(1, name, _("This column is missing.") + hint)


@dataclass
class _Row:
    """A row on its way to its plan."""

    line: Line
    stored: Stored
    is_new: bool
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    writes: Writes = Writes()


class _Planner:
    def __init__(self, table: Table, by: User) -> None:
        self.table, self.by = table, by
        self.problems: list[Problem] = []
        self.place = {name: number for number, name in enumerate(table.columns)}
        self.stored = stored_rows(keys(table), by)
        pks = {row.pk for row in self.stored.values()}
        self.editable = set(policy.editable_initiatives(by).filter(pk__in=pks).values_list("pk", flat=True))
        self.known = Known(by)
        self.seen: dict[int, int] = {}
        self.slugs: set[str] | None = None
        self.parts_of: list[tuple[int, Writes, int]] = []

    def rows(self) -> Iterator[RowPlan]:
        # Read once for all rows: which references the column part_of names.
        if "part_of" in self.place:
            named = (line.cells[self.place["part_of"]] for line in self.table.lines)
            self.known.expect_references(item for cell in named for item in cells.items(cell))
        found = [self.row(line) for line in self.table.lines if any(map(cells.settled, line.cells))]
        for number in self.loops():
            self.problem(number, "part_of", _("That would make an initiative a part of itself."))
        failed = {problem.row for problem in self.problems}
        for row in found:
            yield replace(row, outcome="error", writes=Writes()) if row.number in failed else row

    def problem(self, number: int, column: str, message: str) -> None:
        self.problems.append(Problem(number, column, message))

    # -- one row ---------------------------------------------------------------------------------------------------

    def row(self, line: Line) -> RowPlan:
        key = cells.settled(line.cells[self.place[KEY]])
        is_new = not key
        stored = Stored.blank() if is_new else self.stored.get(key.casefold())
        shown = key or cells.settled(line.cells[self.place["title"]])
        if stored is None:
            self.problem(line.number, KEY, self.unknown(key))
            return RowPlan(line.number, "error", shown)
        if not is_new:
            first = self.seen.setdefault(stored.pk, line.number)
            if first != line.number:
                said = _("The same initiative stands in row %(row)s already.") % {"row": first}
                self.problem(line.number, KEY, said)
        row = _Row(line, stored, is_new)
        self.read(row)
        self.check(row)
        if is_new:
            return self.new_row(row, shown)
        if row.changes and stored.pk not in self.editable:
            self.problem(line.number, "", self.may_not(stored))
        outcome = "changed" if row.changes else "same"
        writes = replace(row.writes, fields=tuple(row.values.items()))
        self.parts_of.append((stored.pk, writes, line.number))
        return RowPlan(
            line.number,
            outcome,
            stored.name,
            stored.pk,
            stored.version if row.changes else None,
            stored.visibility == Visibility.PUBLIC,
            tuple(row.changes),
            writes if row.changes else Writes(),
        )

    def unknown(self, key: str) -> str:
        near = self.known.nearest_reference(key)
        hint = _("Did you mean %(name)s?") % {"name": near} if near else _("Leave it empty to begin a new draft.")
        return _("“%(key)s” is not known.") % {"key": key} + " " + hint

    def may_not(self, stored: Stored) -> str:
        if stored.visibility == Visibility.PUBLIC:
            return _("It is public: only a Publisher changes it. Ask one, or post an update.")
        if stored.visibility == Visibility.RETRACTED:
            return _("It was retracted and is no longer changed.")
        return _("You may read this draft, not change it.")

    def read(self, row: _Row) -> None:
        """Every cell that differs, in the order of the columns."""
        spoken: dict[str, tuple[str, Any]] = {}
        for name, place in self.place.items():
            cell = cells.settled(row.line.cells[place], one_line=name not in ("summary", "anticipated_results"))
            if name == KEY or cell in row.stored.forms(COLUMNS[name]):
                continue
            if len(cell) > cells.LONGEST:
                said = _("%(count)s characters are too many for a cell.") % {"count": f"{len(cell):,}"}
                self.problem(row.line.number, name, said)
            elif name not in WRITABLE:
                self.read_only(row, name, cell)
            else:
                self.cell(row, name, cell, spoken)

    def read_only(self, row: _Row, name: str, cell: str) -> None:
        if row.is_new and name in ("country", "is_sample"):
            return  # compared with the crisis once that is known
        self.problem(row.line.number, name, str(READ_ONLY.get(name, GENERAL)))

    def cell(self, row: _Row, name: str, cell: str, spoken: dict[str, tuple[str, Any]]) -> None:
        writes, values = row.writes, dict(row.values)
        try:
            before, after, value = self.value(row, name, cell)
        except Unknown as problem:
            self.problem(row.line.number, name, str(problem))
            return
        pair = PAIRS.get(name, name)
        if pair in spoken and spoken[pair][1] != value:
            other = spoken[pair][0]
            said = _("It does not say the same as %(other)s. Change one of the two, or both alike.") % {"other": other}
            self.problem(row.line.number, name, said)
            return
        if before == after:
            row.writes, row.values = writes, values
            return
        spoken[pair] = (name, value)
        row.changes.append(Change(name, before, after))

    def value(self, row: _Row, name: str, cell: str) -> tuple[str, str, Any]:
        """What a cell asks for, noted on the row: before, after, and the value by which a pair is compared."""
        stored = row.stored
        if name in TEXTS:
            value: Any = text.undisarm(cell)
            row.values[name] = value
            return stored.shown(name), value, value
        if name in DATES:
            value = cells.day(cell)
            row.values[name] = value
            return stored.shown(name), cell, value
        if name in ("kind", "kind_code"):
            self.not_in_reference(stored, _("kind"))
            kind = self.known.kind(text.undisarm(cell))
            row.values["kind"] = kind.code
            in_words = str(COLUMNS["kind"].value({"kind": kind.code}))
            return stored.shown(name), kind.code if name == "kind_code" else in_words, kind.code
        if name == "crisis":
            self.not_in_reference(stored, _("crisis"))
            country = self.other(row, "country")
            crisis = self.known.crisis(text.undisarm(cell), country)
            row.values["crisis"] = crisis
            return stored.shown(name), crisis.name, crisis.pk
        if name in ("sectors", "sector_codes"):
            sectors = self.known.sectors(cells.items(cell))
            codes = tuple(sector.code for sector in sectors)
            row.writes = replace(row.writes, sectors=codes)
            words = codes if name == "sector_codes" else tuple(sector.name for sector in sectors)
            return stored.shown(name), cells.joined(words), codes
        if name == "locations":
            return self.places(row, cell)
        if name == "part_of":
            return self.wholes(row, cell)
        return self.parts(row, name, cell)

    def other(self, row: _Row, name: str) -> str:
        return cells.settled(row.line.cells[self.place[name]]) if name in self.place else ""

    def not_in_reference(self, stored: Stored, what: str) -> None:
        if stored.reference:
            raise Unknown(_("The reference holds the %(what)s, so it stays. Begin a new initiative.") % {"what": what})

    def parts(self, row: _Row, name: str, cell: str) -> tuple[str, str, Any]:
        attribute = next(key for key, column in PART_CELLS.items() if column == name)
        there = row.stored.parts_in(attribute)
        asked: list[cells.Part] = []
        for item in cells.items(cell):
            part = there.get(item) or next((there[shown] for shown in there if _alike(shown, item)), None)
            if part is None:
                organisation = self.known.organisation(item)
                same = [old for old in there.values() if old.organisation == organisation.pk]
                part = same[0] if len(same) == 1 else cells.Part((), organisation.pk, organisation.name)
            if part not in asked:
                asked.append(part)
        cell_written: dict[str, Any] = {attribute: tuple(asked)}
        row.writes = replace(row.writes, **cell_written)
        return row.stored.shown(name), cells.joined(part.shown for part in asked), tuple(asked)

    def places(self, row: _Row, cell: str) -> tuple[str, str, Any]:
        there = row.stored.places
        asked: dict[str, tuple[str, str]] = {}
        added: list[int] = []
        for item in cells.items(cell):
            shown = next((shown for shown in there if shown == item or _alike(shown, item)), None)
            if shown is not None:
                asked[shown] = (there[shown][0].key, shown)
                continue
            place = self.known.place(item)
            if place.is_sensitive:
                said = _("“%(name)s” is sensitive: add it on the initiative's page, not through a file.")
                raise Unknown(said % {"name": item})
            if place.pk not in added:
                added.append(place.pk)
            asked[place.name] = (place.name_key, place.name)
        gone = tuple(link.pk for shown, links in there.items() if shown not in asked for link in links)
        row.writes = replace(row.writes, places_added=tuple(added), places_gone=gone)
        after = cells.joined(shown for _key, shown in sorted(asked.values()))
        return row.stored.shown("locations"), after, after

    def wholes(self, row: _Row, cell: str) -> tuple[str, str, Any]:
        there = row.stored.wholes
        asked: set[str] = set()
        added: list[int] = []
        for item in cells.items(cell):
            reference = item.upper()
            if reference not in there and reference not in asked:
                added.append(self.known.reference(item))
            asked.add(reference)
        gone = tuple(pk for reference, pk in there.items() if reference not in asked)
        row.writes = replace(row.writes, wholes_added=tuple(added), wholes_gone=gone)
        after = cells.joined(sorted(asked))
        return row.stored.shown("part_of"), after, after

    # -- what holds for the row as a whole ---------------------------------------------------------------------------

    def check(self, row: _Row) -> None:
        number = row.line.number
        for name in TEXTS:
            if name in row.values:
                self.check_text(number, name, row.values[name])
                if row.stored.visibility == Visibility.PUBLIC:
                    self.scan(number, name, row.stored.shown(name), row.values[name])
        for first, last, message in SPANS:
            start, end = (row.values.get(name, row.stored.row.get(name)) for name in (first, last))
            if start and end and end < start and {first, last} & set(row.values):
                self.problem(number, last if last in row.values else first, str(message))
        leads = row.writes.leads if row.writes.leads is not None else row.stored.parts_in("leads").values()
        leading = {part.organisation for part in leads}
        for part in row.writes.others or ():
            if not part.rows and part.organisation in leading:
                said = _("%(name)s leads already: name it in one of the two columns.") % {"name": part.shown}
                self.problem(number, "other_organisations", said)

    def check_text(self, number: int, name: str, value: str) -> None:
        most: Any = getattr(Initiative._meta.get_field(name), "max_length", None)
        if len(value) > most:
            said = _("It has %(count)s characters; %(most)s fit.")
            self.problem(number, name, said % {"count": f"{len(value):,}", "most": f"{most:,}"})
        elif not value and name in REQUIRED:
            self.problem(number, name, _("It cannot be empty."))

    def scan(self, number: int, name: str, before: str, after: str) -> None:
        """What goes out at once and may put people at risk needs a reason, which a file cannot give."""
        known = {passage.found for passage in sensitive.find(before, self.known.sensitive_names)}
        for passage in sensitive.find(after, self.known.sensitive_names):
            if passage.found not in known:
                told = {"what": scan.Hit(name, passage).kind, "passage": passage.found}
                said = _("It would publish %(what)s: “%(passage)s”. Change it on the initiative's page, with a reason.")
                self.problem(number, name, said % told)

    def new_row(self, row: _Row, shown: str) -> RowPlan:
        number, values = row.line.number, row.values
        if not policy.can(self.by, "add", Initiative):
            self.problem(number, "", _("You may not begin initiatives."))
        needed = (("title", "title"), ("kind", "kind_code"), ("crisis", "crisis"))
        told = {problem.column for problem in self.problems if problem.row == number}
        for name, column in needed:
            if name not in values and not {name, column} & told:
                self.problem(number, column, _("A new initiative needs it. Only an empty reference begins one."))
        crisis = values.pop("crisis", None)
        if crisis is not None:
            values["crisis_id"] = crisis.pk
            expected = {"country": crisis.country, "is_sample": "true" if crisis.is_sample else "false"}
            for name, own in expected.items():
                given = self.other(row, name)
                if given and given.casefold() != own.casefold():
                    where = _("The crisis %(crisis)s says %(value)s.") % {"crisis": crisis, "value": own}
                    self.problem(number, name, f"{where} {FROM_CRISIS}")
        note = ""
        if "title" in values:
            values["slug"] = self.slug(values["title"], values.get("kind", ""))
            twin = self.known.of_title(values["title"])
            if twin:
                note = _("There is an initiative of this title already: %(name)s.") % {"name": twin}
        writes = replace(row.writes, fields=tuple(values.items()))
        return RowPlan(number, "new", shown, changes=tuple(row.changes), writes=writes, note=note)

    def slug(self, title: str, kind: str) -> str:
        if self.slugs is None:
            self.slugs = set(Initiative.objects.values_list("slug", flat=True))
        base = slugify(title)[: SLUG_LENGTH - 6].strip("-") or kind or "initiative"
        slug, number = base, 1
        while slug in self.slugs:
            number += 1
            slug = f"{base}-{number}"
        self.slugs.add(slug)
        return slug

    def loops(self) -> Iterator[int]:
        """The rows after which an initiative would be a part of itself."""
        changed = [(pk, writes, number) for pk, writes, number in self.parts_of if writes.wholes_added]
        if not changed:
            return
        above = self.known.wholes_of(gone={pk for _pk, writes, _row in self.parts_of for pk in writes.wholes_gone})
        for pk, writes, _number in changed:
            above.setdefault(pk, set()).update(writes.wholes_added)
        for pk, _writes, number in changed:
            if _reaches(above, pk):
                yield number


def _alike(first: str, second: str) -> bool:
    return text.normalise(first) == text.normalise(second)


def _reaches(above: dict[int, set[int]], start: int) -> bool:
    seen: set[int] = set()
    ahead = list(above.get(start, ()))
    while ahead:
        whole = ahead.pop()
        if whole == start:
            return True
        if whole not in seen:
            seen.add(whole)
            ahead.extend(above.get(whole, ()))
    return False
