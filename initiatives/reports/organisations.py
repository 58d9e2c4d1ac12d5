"""Everything the page of one organisation shows: the parts it plays, what it gives and receives, has said and found."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, Count, F, IntegerField, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.choices import NegativeReason, Role, TransactionType
from initiatives.models import (
    Finding,
    Initiative,
    Observation,
    Organisation,
    Participation,
    Position,
    StatusUpdate,
    Transaction,
)
from initiatives.models.claims import NEWEST_FIRST
from initiatives.reports.changes import Change, changes
from initiatives.reports.funding import Pledged, Stage, converting, of_type, party, pledges_in_all, stages
from initiatives.reports.oversight import WORST_FIRST
from initiatives.reports.reading import put_back, speaker
from initiatives.reports.texts import Link, paragraphs

# A page names so many; the list behind its link has them all.
INITIATIVES_SHOWN = 50
UPDATES_SHOWN = 10
PARTNERS_SHOWN = 12
TRANSFERS_SHOWN = 10
FINDINGS_SHOWN = 10

BY_SEVERITY = Case(
    *(When(severity=severity, then=Value(place)) for place, severity in enumerate(WORST_FIRST)),
    output_field=IntegerField(),
)


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
class Transfer:
    """One amount that it gave or received; `other` is whom it went to, or came from."""

    row: Transaction
    other: Link | None
    negative_reason: NegativeReason | None


@dataclass(frozen=True)
class Transfers:
    """Its amounts that hold: totals by stage, pledges apart, and the newest."""

    count: int
    stages: tuple[Stage, ...]
    pledged: Pledged | None
    newest: tuple[Transfer, ...]


@dataclass(frozen=True)
class Found:
    row: Finding
    speaker: Link | None
    summary: tuple[str, ...]


@dataclass(frozen=True)
class FoundAll:
    """Findings that hold, the gravest first and of these the newest, up to as many as a page names."""

    count: int
    first: tuple[Found, ...]


@dataclass(frozen=True)
class OrganisationPage:
    organisation: Organisation
    also_named: tuple[str, ...]
    leads_count: int
    parts_count: int
    said_count: int
    parts: tuple[PartPlayed, ...]
    said: tuple[Change, ...]
    positions_count: int
    observations_count: int
    gives: Transfers | None
    receives: Transfers | None
    found: FoundAll | None
    found_in_led: FoundAll | None
    partners: tuple[Partner, ...]

    @property
    def has_said(self) -> bool:
        return bool(self.said or self.positions_count or self.observations_count)

    @property
    def carries_sample(self) -> bool:
        rows = [part.row for part in self.parts] + [change.update.initiative for change in self.said]
        rows += [each.row.initiative for side in (self.gives, self.receives) if side for each in side.newest]
        rows += [each.row.initiative for side in (self.found, self.found_in_led) if side for each in side.first]
        return any(row.crisis.is_sample for row in rows)


def organisation_page(slug: str, at: dt.datetime | None = None) -> OrganisationPage:
    """The page of a public organisation, now or as it was just before a moment; raises Organisation.DoesNotExist.

    Twenty queries, and one more where it has pledged.
    """
    organisation = Organisation.objects.public(at).prefetch_related("names").get(slug=slug)
    own = Participation.objects.public(at).filter(organisation=organisation)
    counts = own.aggregate(
        parts=Count("initiative", distinct=True), leads=Count("initiative", distinct=True, filter=Q(is_lead=True))
    )
    theirs = _of(organisation, "said_by")
    said = StatusUpdate.objects.public(at).current(at).told().filter(theirs)
    findings = Finding.objects.public(at).current(at)
    parts = _parts(own, at)
    return OrganisationPage(
        organisation=organisation,
        also_named=_also_named(organisation, parts),
        leads_count=counts["leads"],
        parts_count=counts["parts"],
        said_count=said.count(),
        parts=parts,
        said=changes(said, at, limit=UPDATES_SHOWN),
        positions_count=Position.objects.public(at).current(at).filter(theirs).count(),
        observations_count=Observation.objects.public(at).current(at).filter(theirs).count(),
        gives=_transfers(organisation, "provider", at),
        receives=_transfers(organisation, "receiver", at),
        found=_found(findings.filter(theirs), at),
        found_in_led=_found(findings.filter(initiative__in=own.filter(is_lead=True).values("initiative")), at),
        partners=_partners(organisation, at),
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


def _of(organisation: Organisation, column: str) -> Q:
    """Claims that name an organisation, or one that was merged into it, in a column."""
    same = Organisation.objects.filter(Q(pk=organisation.pk) | Q(merged_into=organisation)).order_by()
    # A few keys, so that an index of the column finds the rows.
    return Q(**{f"{column}__in": same.values("pk")})


def _transfers(organisation: Organisation, side: str, at: dt.datetime | None) -> Transfers | None:
    """What it gave, as the provider, or received, as the receiver. Two queries, and one more where it has pledged.

    Added up here, not in the database: SQLite adds figures as floats.
    """
    door = Transaction.objects.public(at).current(at)
    own = door.filter(_of(organisation, side))
    rows = list(own.only("type", "amount", "currency", "amount_usd", "negative_reason", "root"))
    newest = own.select_related("initiative__crisis", "provider__merged_into", "receiver__merged_into", "source")
    shown = list(newest.newest_first()[:TRANSFERS_SHOWN])
    if not rows:
        return None
    made = of_type(rows, TransactionType.PLEDGE)
    naming = door.filter(converts__in=[row.chain_id() for row in made])
    by_pledge = converting(naming.only("type", "amount", "currency", "amount_usd", "converts"))
    return Transfers(
        count=len(rows),
        stages=tuple(stage for stage in stages(rows) if stage.total.count or stage.total.left_out),
        pledged=pledges_in_all(made, by_pledge) if made else None,
        newest=tuple(_transfer(row, side, at) for row in shown),
    )


def _transfer(row: Transaction, side: str, at: dt.datetime | None) -> Transfer:
    put_back(row, at)
    if side == "provider":
        other = party(row.receiver, row.receiver_named_as)
    else:
        other = party(row.provider, row.provider_named_as)
    return Transfer(row, other, NegativeReason(row.negative_reason) if row.negative_reason else None)


def _found(rows: models.QuerySet[Finding], at: dt.datetime | None) -> FoundAll | None:
    """Two queries."""
    count = rows.count()
    related = rows.select_related("initiative__crisis", "said_by__merged_into", "source")
    first = list(related.order_by(BY_SEVERITY, *NEWEST_FIRST)[:FINDINGS_SHOWN])
    for row in first:
        put_back(row, at)
    found = tuple(Found(row, speaker(row), paragraphs(row.summary)) for row in first)
    return FoundAll(count, found) if found else None


def _parts(own: models.QuerySet[Participation], at: dt.datetime | None) -> tuple[PartPlayed, ...]:
    newest = Initiative.objects.public(at).with_standing(at).select_related("crisis")
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


def _partners(organisation: Organisation, at: dt.datetime | None) -> tuple[Partner, ...]:
    """Who takes part in the same initiatives, most often first. Two queries."""
    door = Participation.objects.public(at)
    shared = door.filter(initiative__in=door.filter(organisation=organisation).values("initiative"))
    others = shared.exclude(organisation=organisation).order_by()
    # Counted here: to group by organisation, or leave the merged ones out, SQLite would read the parts of all of them.
    found = set(others.values_list("organisation", "initiative", "organisation__merged_into"))
    counts = Counter(pk for pk, _initiative, merged in found if merged is None)
    least = min((n for _pk, n in counts.most_common(PARTNERS_SHOWN)), default=0)
    named = [pk for pk, n in counts.items() if n >= least]
    known = Organisation.objects.public(at).filter(pk__in=named).order_by("name_key", "pk")
    most = sorted(known, key=lambda row: -counts[row.pk])[:PARTNERS_SHOWN]
    return tuple(Partner(row, counts[row.pk]) for row in most)
