"""Everything the page of one initiative shows, in a fixed number of queries."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import PlaceRole, RelationKind, RetractReason, Role, Visibility
from initiatives.kinds import Kind
from initiatives.models import (
    Claim,
    Document,
    Initiative,
    InitiativeLocation,
    Participation,
    Relation,
    StatusUpdate,
)
from initiatives.reports.places import Place, shown_places
from initiatives.reports.publication import freshness_of, predicted
from initiatives.reports.reading import NumberedSource, Reading, Sources, link_to
from initiatives.reports.sections import Section, sections
from initiatives.reports.standing import Voice, voices_of
from initiatives.reports.texts import Link, paragraphs
from initiatives.reports.timeline import Timeline, timeline

Label = str | Promise

# How a relation reads from its other end.
READ_BACKWARDS: dict[str, Label] = {
    RelationKind.PART_OF: _("Has as parts"),
    RelationKind.CONTINUES: _("Continued by"),
    RelationKind.DEPENDS_ON: _("Needed by"),
    RelationKind.RELATED: pgettext_lazy("relation between initiatives", "Related to"),
}


@dataclass(frozen=True)
class Group:
    """Names under one heading, such as the places of one role."""

    label: Label
    links: tuple[Link, ...]


@dataclass(frozen=True)
class RelatedLink:
    """Another initiative, and since when it is related."""

    link: Link
    since: dt.date | None


@dataclass(frozen=True)
class Related:
    """Initiatives of one kind of relation, as it reads from this one."""

    label: Label
    links: tuple[RelatedLink, ...]


@dataclass(frozen=True)
class Fact:
    label: Label
    day: dt.date


@dataclass(frozen=True)
class InitiativePage:
    """`row` carries the annotations of `with_standing()`."""

    row: Initiative
    kind: Kind
    summary: tuple[str, ...]
    anticipated_results: tuple[str, ...]
    leads: tuple[Link, ...]
    others: tuple[Group, ...]
    places: tuple[Group, ...]
    map_places: tuple[Place, ...]
    sectors: tuple[str, ...]
    dates: tuple[Fact, ...]
    related: tuple[Related, ...]
    documents: tuple[Document, ...]
    timeline: Timeline
    voices: tuple[Voice, ...]
    sections: tuple[Section, ...]
    sources: tuple[NumberedSource, ...]

    @property
    def places_drawn(self) -> tuple[Place, ...]:
        return tuple(place for place in self.map_places if place.point is not None)


@dataclass(frozen=True)
class Retracted:
    """What is still said of an initiative that was taken back."""

    reference: str
    reason: RetractReason
    retracted_on: dt.date
    continued_by: Link | None


def initiative_page(reference: str, at: dt.datetime | None = None, first: str | None = None) -> InitiativePage:
    """The page of a public initiative, now or as it was just before a moment; raises Initiative.DoesNotExist. Its
    timeline begins with the newest update, or with that of an anchor; raises LookupError where there is none.
    """
    door = Initiative.objects.public(at).with_standing(at).select_related("crisis")
    row = door.prefetch_related("sectors").get(reference=reference)
    parts, places = Participation.objects.public().filter(initiative=row), InitiativeLocation.objects.public()
    documents = Document.objects.public().filter(initiative=row)
    return _page(Reading(row, at), parts, places.filter(initiative=row), documents, first)


def previewed(initiative: Initiative, claim: Claim | None = None) -> InitiativePage:
    """The page as the public would read it were the initiative public, and this claim out; nothing is written.

    For the admin alone, which asks the policy first: it reads what hangs on a draft past the door.
    """
    found = Initiative.objects.with_standing().select_related("crisis").prefetch_related("sectors")
    row = found.get(pk=initiative.pk)
    row.reference = row.reference or f"{row.crisis.code}-{row.kind_data.letters}-…"
    if isinstance(claim, StatusUpdate):
        after = predicted(claim)
        row.status, row.status_since, row.rating = (
            after.current_status,
            after.current_status_since,
            after.current_rating,
        )
        row.is_disputed = after.current_is_disputed
        row.updated_on, row.confirmed_on = after.last_update_as_of, after.last_confirmed_on
        heard = [day for day in (row.updated_on, row.confirmed_on) if day is not None]
        row.heard_on, row.freshness = max(heard, default=None), freshness_of(row, after)
    documents = Document.objects.filter(initiative=row)
    parts, places = Participation.objects.filter(initiative=row), InitiativeLocation.objects.filter(initiative=row)
    return _page(Reading(row, extra=claim), parts, places, documents)


def _page(
    reading: Reading,
    parts: QuerySet[Participation],
    places: QuerySet[InitiativeLocation],
    documents: QuerySet[Document],
    first: str | None = None,
) -> InitiativePage:
    row, sources = reading.initiative, Sources()
    leads, others = _parts(parts)
    shown = shown_places(places.select_related("location__parent__parent__parent"))
    # The timeline first: it numbers the sources that the top of the page names.
    told = timeline(reading, sources, first)
    return InitiativePage(
        row=row,
        kind=row.kind_data,
        summary=paragraphs(row.summary),
        anticipated_results=paragraphs(row.anticipated_results),
        leads=leads,
        others=others,
        places=_places(shown),
        map_places=shown,
        sectors=tuple(sector.name for sector in row.sectors.all()),
        dates=_dates(row),
        related=_related(row, reading.at),
        documents=tuple(documents),
        timeline=told,
        voices=voices_of(reading) if row.is_disputed else (),
        sections=sections(row.kind_data, reading, sources),
        sources=tuple(sources.found.values()),
    )


def retracted(reference: str) -> Retracted | None:
    """The notice under a reference that was public once; None where there is nothing to say."""
    rows = Initiative.objects.filter(visibility=Visibility.RETRACTED).select_related("continued_by")
    row = rows.filter(reference=reference).first()
    if row is None or row.reference is None or row.retracted_at is None:
        return None
    after = row.continued_by
    pointer = Link(after.title, after.reference or "") if after is not None and after.is_public else None
    return Retracted(
        row.reference, RetractReason(row.retract_reason), timezone.localtime(row.retracted_at).date(), pointer
    )


def _parts(rows: QuerySet[Participation]) -> tuple[tuple[Link, ...], tuple[Group, ...]]:
    parts = rows.select_related("organisation__merged_into")
    leads: dict[int, Link] = {}
    by_role: dict[str, list[Link]] = {}
    for part in parts:
        link = link_to(part.organisation, part.named_as)
        if part.is_lead:
            leads.setdefault(part.organisation_id, link)
        else:
            by_role.setdefault(part.role, []).append(link)
    return tuple(leads.values()), _groups(Role, by_role)


def _places(shown: tuple[Place, ...]) -> tuple[Group, ...]:
    """Places by role."""
    by_role: dict[str, list[Link]] = {}
    for place in sorted(shown, key=lambda place: place.name):
        by_role.setdefault(place.role, []).append(Link(place.name, place.slug))
    return _groups(PlaceRole, by_role)


def _groups(roles: type[Role] | type[PlaceRole], links: dict[str, list[Link]]) -> tuple[Group, ...]:
    return tuple(Group(role.label, tuple(links[role.value])) for role in roles if role.value in links)


def _dates(row: Initiative) -> tuple[Fact, ...]:
    given: Iterable[tuple[Label, dt.date | None]] = (
        (_("Planned start"), row.planned_start),
        (_("Started"), row.actual_start),
        (_("Planned end"), row.planned_end),
        (_("Ended"), row.actual_end),
    )
    return tuple(Fact(label, day) for label, day in given if day is not None)


def _related(row: Initiative, at: dt.datetime | None) -> tuple[Related, ...]:
    """Relations by kind, read from this end. An initiative that several continue was split into them."""
    both_ways = Q(from_initiative=row) | Q(to_initiative=row)
    relations = Relation.objects.public(at).filter(both_ways).select_related("from_initiative", "to_initiative")
    found: dict[tuple[str, bool], list[RelatedLink]] = {}
    for relation in relations:
        forward = relation.from_initiative_id == row.pk
        other = relation.to_initiative if forward else relation.from_initiative
        # What is only related reads the same from both ends.
        links = found.setdefault((relation.kind, forward or relation.kind == RelationKind.RELATED), [])
        link = RelatedLink(Link(other.title, other.reference or ""), relation.since)
        if link not in links:
            links.append(link)
    return tuple(Related(_read(kind, forward, len(links)), tuple(links)) for (kind, forward), links in found.items())


def _read(kind: str, forward: bool, count: int) -> Label:
    if kind == RelationKind.CONTINUES and not forward and count > 1:
        return _("Split into")
    return RelationKind(kind).label if forward else READ_BACKWARDS[kind]
