"""What a name in a file may mean. One that fits several rows, or none, is said with candidates and never guessed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from django.utils.translation import gettext as _

from initiatives import columns, kinds, policy, scan, text
from initiatives.choices import RelationKind, Visibility
from initiatives.kinds import Kind
from initiatives.models import Crisis, Initiative, Location, Organisation, OrganisationName, Relation, Sector, User

T = TypeVar("T")

NEAREST = 3
# Looking for what was meant is slow; a file with more slips than this has another trouble.
MOST_GUESSES = 50
# A place lies in a district in a region in a country.
ABOVE = "parent__parent__parent"


class Unknown(Exception):
    """A cell that cannot be taken; the message is for the person."""


class Known:
    """The rows that cells may name, each table read once and only when a cell asks for it."""

    def __init__(self, by: User) -> None:
        self.by = by
        self._asked = 0
        self._organisations_found: dict[str, Organisation] = {}
        self._expected: set[str] = set()

    # -- organisations -----------------------------------------------------------------------------------------------

    @cached_property
    def _organisations(self) -> dict[int, Organisation]:
        return {row.pk: row for row in policy.visible_to(self.by, Organisation.objects.all())}

    @cached_property
    def _slugs(self) -> dict[str, Organisation]:
        return {row.slug: row for row in self._organisations.values()}

    @cached_property
    def _names(self) -> dict[str, set[int]]:
        found: defaultdict[str, set[int]] = defaultdict(set)
        for row in self._organisations.values():
            found[row.name_key].add(self._target(row).pk)
        names = policy.visible_to(self.by, OrganisationName.objects.all())
        for key, pk in names.values_list("name_key", "organisation_id"):
            found[key].add(self._target(self._organisations[pk]).pk)
        return found

    @cached_property
    def _acronyms(self) -> dict[str, set[int]]:
        found: defaultdict[str, set[int]] = defaultdict(set)
        for row in self._organisations.values():
            if row.acronym:
                found[text.normalise(row.acronym)].add(self._target(row).pk)
        return found

    def _target(self, row: Organisation) -> Organisation:
        """The one that it was merged into, where it was."""
        seen: set[int] = set()
        while row.merged_into_id is not None and row.pk not in seen:
            seen.add(row.pk)
            row = self._organisations[row.merged_into_id]
        return row

    def organisation(self, name: str) -> Organisation:
        """By its short name, else by its name or another name of it, else by its acronym."""
        if name not in self._organisations_found:
            self._organisations_found[name] = self._organisation(name)
        return self._organisations_found[name]

    def _organisation(self, name: str) -> Organisation:
        if name in self._slugs:
            return self._target(self._slugs[name])
        key = text.normalise(name)
        found = [self._organisations[pk] for pk in self._names.get(key) or self._acronyms.get(key) or ()]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unknown(_ambiguous(name, sorted((_organisation(row) for row in found), key=text.normalise)))
        near = self._nearest(key, self._names, lambda pks: [_organisation(self._organisations[pk]) for pk in pks])
        raise Unknown(_unknown_organisation(name, near))

    # -- the other tables --------------------------------------------------------------------------------------------

    def kind(self, said: str) -> Kind:
        key = text.normalise(said)
        for kind in kinds.KINDS:
            if key in (kind.code, text.normalise(_kind_in_english({"kind": kind.code}))):
                return kind
        allowed = ", ".join(kind.code for kind in kinds.KINDS)
        if not said:
            raise Unknown(_("It cannot be empty. The kinds are: %(allowed)s.") % {"allowed": allowed})
        raise Unknown(_("“%(name)s” is no kind. The kinds are: %(allowed)s.") % {"name": said, "allowed": allowed})

    @cached_property
    def _crises(self) -> list[Crisis]:
        return list(policy.visible_to(self.by, Crisis.objects.order_by("code")))

    def crisis(self, said: str, country: str) -> Crisis:
        if not said:
            raise Unknown(_("It cannot be empty."))
        key = text.normalise(said)
        found = [row for row in self._crises if said in (row.code, row.slug)]
        found = found or [row for row in self._crises if text.normalise(row.name) == key]
        if len(found) > 1 and country:
            found = [row for row in found if row.country == country] or found
        if len(found) == 1:
            return found[0]
        if found:
            raise Unknown(_ambiguous(said, [f"{row.name} ({row.code}, {row.country})" for row in found]))
        names = {text.normalise(row.name): [f"{row.name} ({row.code})"] for row in self._crises}
        near = self._nearest(key, names, lambda shown: shown)
        raise Unknown(_unknown(said, near))

    @cached_property
    def _sectors(self) -> list[Sector]:
        return list(policy.visible_to(self.by, Sector.objects.order_by("code")))

    def sectors(self, said: list[str]) -> list[Sector]:
        """In the order of their codes, each once."""
        found = set()
        by_name = {text.normalise(each): row for row in self._sectors for each in (row.name, row.code)}
        for name in said:
            row = by_name.get(text.normalise(name))
            if row is None:
                near = self._nearest(text.normalise(name), by_name, lambda sector: [f"{sector.name} ({sector.code})"])
                raise Unknown(_unknown(name, near))
            found.add(row.pk)
        return [row for row in self._sectors if row.pk in found]

    @cached_property
    def _places(self) -> dict[str, list[Location]]:
        found: defaultdict[str, list[Location]] = defaultdict(list)
        rows = policy.visible_to(self.by, Location.objects.select_related(ABOVE)).order_by("name_key", "pk")
        for row in rows:
            names = [row.name, *row.other_names.replace(";", ",").replace("|", ",").split(",")]
            for key in {text.normalise(name) for name in names} - {""}:
                found[key].append(row)
        return found

    @cached_property
    def _place_slugs(self) -> dict[str, Location]:
        return {row.slug: row for rows in self._places.values() for row in rows}

    def place(self, said: str) -> Location:
        if said in self._place_slugs:
            return self._place_slugs[said]
        key = text.normalise(said)
        found = self._places.get(key, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Unknown(_ambiguous(said, [_place(row) for row in found]))
        raise Unknown(_unknown(said, self._nearest(key, self._places, lambda rows: [_place(row) for row in rows])))

    @cached_property
    def sensitive_names(self) -> tuple[str, ...]:
        return scan.names()

    # -- initiatives -------------------------------------------------------------------------------------------------

    def expect_references(self, said: Iterable[str]) -> None:
        self._expected |= {reference.upper() for reference in said}

    @cached_property
    def _public(self) -> dict[str, int]:
        found: dict[str, int] = {}
        expected = sorted(self._expected)
        for start in range(0, len(expected), 500):
            rows = Initiative.objects.public().filter(reference__in=expected[start : start + 500])
            found |= {str(reference): pk for reference, pk in rows.values_list("reference", "pk")}
        return found

    def reference(self, said: str) -> int:
        """The public initiative of this reference; a part that is no public one is not in the export either."""
        pk = self._public.get(said.upper())
        if pk is None:
            near = self.nearest_reference(said)
            hint = " " + _("Did you mean %(name)s?") % {"name": near} if near else ""
            raise Unknown(_("“%(name)s” is no public initiative.") % {"name": said} + hint)
        return pk

    @cached_property
    def _visible_names(self) -> list[tuple[str, str, str]]:
        rows = policy.visible_to(self.by, Initiative.objects.exclude(visibility=Visibility.REMOVED))
        found = rows.order_by("pk").values_list("reference", "slug", "title_key")
        return [(reference or "", slug, key) for reference, slug, key in found]

    def nearest_reference(self, said: str) -> str:
        names = {reference or slug: reference or slug for reference, slug, _key in self._visible_names}
        near = self._nearest(said.upper(), names, lambda name: [name])
        return near[0] if near else ""

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {key: reference or slug for reference, slug, key in self._visible_names}

    def of_title(self, title: str) -> str:
        return self._titles.get(text.normalise(title), "")

    def wholes_of(self, *, gone: set[int]) -> dict[int, set[int]]:
        """Each part with the initiatives that it is a part of, without the relations that go."""
        above: dict[int, set[int]] = {}
        rows = Relation.objects.filter(kind=RelationKind.PART_OF)
        for pk, part, whole in rows.values_list("pk", "from_initiative_id", "to_initiative_id"):
            if pk not in gone:
                above.setdefault(part, set()).add(whole)
        return above

    def _nearest(self, key: str, rows: dict[str, T], shown: Callable[[T], list[str]]) -> list[str]:
        self._asked += 1
        if self._asked > MOST_GUESSES:
            return []
        near = get_close_matches(key, rows, n=NEAREST, cutoff=0.6)
        return list(dict.fromkeys(name for found in near for name in shown(rows[found])))[:NEAREST]


def _kind_in_english(row: dict[str, str]) -> str:
    return str(next(column for column in columns.INITIATIVES.columns if column.name == "kind").value(row))


def _organisation(row: Organisation) -> str:
    return f"{row.name} ({', '.join(filter(None, (row.slug, row.country)))})"


def _place(row: Location) -> str:
    within = f", {row.parent}" if row.parent else ""
    return f"{row.name}{within} ({row.slug})"


def _ambiguous(name: str, candidates: list[str]) -> str:
    said = _("“%(name)s” may be any of: %(candidates)s. Write the short name in brackets instead.")
    return said % {"name": name, "candidates": "; ".join(candidates)}


def _unknown(name: str, near: list[str]) -> str:
    said = _("“%(name)s” is not known.") % {"name": name}
    return f"{said} {_nearest_are(near)}" if near else said


def _unknown_organisation(name: str, near: list[str]) -> str:
    said = _("“%(name)s” is not known.") % {"name": name}
    hint = _nearest_are(near) if near else _("A Publisher enters new organisations first.")
    return f"{said} {hint}"


def _nearest_are(near: list[str]) -> str:
    return _("The nearest: %(candidates)s.") % {"candidates": "; ".join(near)}
