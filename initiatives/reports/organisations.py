"""Everything the page of one organisation shows: the parts it plays, what it has said, whom it works with."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Count, F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Role
from initiatives.models import Initiative, Organisation, Participation, StatusUpdate
from initiatives.reports.changes import Change, changes

# A page names so many; the list behind its link has them all.
INITIATIVES_SHOWN = 50
UPDATES_SHOWN = 10
PARTNERS_SHOWN = 12


@dataclass(frozen=True)
class PartPlayed:
    """`row` carries the annotations of `with_standing()`; roles begin with the lead."""

    row: Initiative
    roles: tuple[str | Promise, ...]
    named_as: tuple[str, ...]


@dataclass(frozen=True)
class Partner:
    organisation: Organisation
    shared_count: int


@dataclass(frozen=True)
class OrganisationPage:
    organisation: Organisation
    also_named: tuple[str, ...]
    leads_count: int
    parts_count: int
    said_count: int
    parts: tuple[PartPlayed, ...]
    said: tuple[Change, ...]
    partners: tuple[Partner, ...]

    @property
    def carries_sample(self) -> bool:
        return any(part.row.crisis.is_sample for part in self.parts) or any(
            change.update.initiative.crisis.is_sample for change in self.said
        )


def organisation_page(slug: str) -> OrganisationPage:
    """The page of a public organisation; raises Organisation.DoesNotExist. Ten queries."""
    organisation = Organisation.objects.public().prefetch_related("names").get(slug=slug)
    own = Participation.objects.public().filter(organisation=organisation)
    counts = own.aggregate(
        parts=Count("initiative", distinct=True), leads=Count("initiative", distinct=True, filter=Q(is_lead=True))
    )
    theirs = Q(said_by=organisation) | Q(said_by__merged_into=organisation)
    said = StatusUpdate.objects.public().current().told().filter(theirs)
    parts = _parts(own)
    return OrganisationPage(
        organisation=organisation,
        also_named=_also_named(organisation, parts),
        leads_count=counts["leads"],
        parts_count=counts["parts"],
        said_count=said.count(),
        parts=parts,
        said=changes(said, limit=UPDATES_SHOWN),
        partners=_partners(organisation),
    )


def moved_to(slug: str) -> str | None:
    """The slug under which a merged organisation is public now, or None."""
    old = Organisation.objects.filter(slug=slug, merged_into__isnull=False).select_related("merged_into").first()
    seen: set[int] = set()
    while old is not None and old.merged_into is not None and old.pk not in seen:
        seen.add(old.pk)
        old = old.merged_into
    if old is None or old.merged_into_id is not None:
        return None
    return Organisation.objects.public().filter(pk=old.pk).values_list("slug", flat=True).first()


def former_addresses() -> dict[str, str]:
    """For each merged organisation that leads to a public page, its slug and the slug of the kept one."""
    merged = Organisation.objects.filter(merged_into__in=Organisation.objects.public())
    return dict(merged.values_list("slug", "merged_into__slug"))


def _parts(own: models.QuerySet[Participation]) -> tuple[PartPlayed, ...]:
    newest = Initiative.objects.public().with_standing().select_related("crisis")
    rows = list(
        newest.filter(pk__in=own.values("initiative")).order_by(F("updated_on").desc(nulls_last=True), "-id")[
            :INITIATIVES_SHOWN
        ]
    )
    roles: dict[int, list[str | Promise]] = {}
    names: dict[int, list[str]] = {}
    for part in own.filter(initiative__in=[row.pk for row in rows]):
        label: str | Promise = _("Lead") if part.is_lead else Role(part.role).label
        roles.setdefault(part.initiative_id, []).append(label)
        if part.named_as:
            names.setdefault(part.initiative_id, []).append(part.named_as)
    return tuple(
        PartPlayed(row, tuple(dict.fromkeys(roles[row.pk])), tuple(dict.fromkeys(names.get(row.pk, ()))))
        for row in rows
    )


def _also_named(organisation: Organisation, parts: tuple[PartPlayed, ...]) -> tuple[str, ...]:
    names = [organisation.acronym, *(name.name for name in organisation.names.all())]
    names += [name for part in parts for name in part.named_as]
    return tuple(name for name in dict.fromkeys(names) if name and name != organisation.name)


def _partners(organisation: Organisation) -> tuple[Partner, ...]:
    """Who takes part in the same initiatives, most often first. Two queries."""
    shared = Participation.objects.public().filter(
        initiative__in=Participation.objects.public().filter(organisation=organisation).values("initiative")
    )
    counted = (
        shared.exclude(organisation=organisation)
        .filter(organisation__merged_into__isnull=True)
        .order_by()
        .values("organisation")
        .annotate(n=Count("initiative", distinct=True))
        .order_by("-n", "organisation__name_key", "organisation")[:PARTNERS_SHOWN]
    )
    counts = {row["organisation"]: row["n"] for row in counted}
    known = Organisation.objects.public().in_bulk(list(counts))
    return tuple(Partner(known[pk], count) for pk, count in counts.items())
