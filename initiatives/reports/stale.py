"""Public initiatives whose news is due or late, with whose editors work on them, and what to write to those."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives import policy
from initiatives.choices import ENDED, Freshness, UserRole
from initiatives.models import Assignment, Crisis, Initiative, Organisation, User
from initiatives.models.initiatives import freshness

# The latest first; what is up to date is here only while it is asked for before it falls due.
ORDER = (Freshness.SILENT, Freshness.LATE, Freshness.DUE, Freshness.UP_TO_DATE)
LATE = frozenset({Freshness.SILENT, Freshness.LATE})


@dataclass(frozen=True)
class Stale:
    """`age` is in days since it was last heard of; `due_in` counts down to the first day that it is due."""

    initiative: Initiative
    freshness: Freshness
    age: int
    due_in: int

    @property
    def is_late(self) -> bool:
        return self.freshness in LATE

    @property
    def address(self) -> str:
        """Where its next update is posted."""
        return f"{settings.SITE_URL}{reverse('admin:initiatives_statusupdate_quick', args=[self.initiative.pk])}"

    @property
    def words(self) -> str:
        """Why it is here, such as "late: last heard of 12 days ago"."""
        if self.freshness == Freshness.UP_TO_DATE:
            return ngettext("due in %(days)d day", "due in %(days)d days", self.due_in) % {"days": self.due_in}
        label = {Freshness.SILENT: _("silent"), Freshness.LATE: _("late"), Freshness.DUE: _("due")}[self.freshness]
        heard = ngettext("last heard of %(days)d day ago", "last heard of %(days)d days ago", self.age)
        return f"{label}: {heard % {'days': self.age}}"


@dataclass(frozen=True)
class Group:
    """What one organisation's editors should look at; without an organisation, what nobody is assigned to."""

    organisation: Organisation | None
    editors: tuple[User, ...]
    rows: tuple[Stale, ...]


@dataclass(frozen=True)
class Digest:
    """One message to one person."""

    to: User
    rows: tuple[Stale, ...]

    @property
    def subject(self) -> str:
        count = len(self.rows)
        said = ngettext("%(count)d initiative needs an update", "%(count)d initiatives need an update", count)
        return f"{settings.SITE_NAME}: {said % {'count': count}}"

    @property
    def body(self) -> str:
        greeting = _("Hello %(name)s,") % {"name": self.to.get_full_name() or self.to.get_username()}
        intro = ngettext(
            "your organisation works on this initiative, and its news is getting old:",
            "your organisation works on these initiatives, and their news is getting old:",
            len(self.rows),
        )
        rows = [f"{row.initiative.reference} {row.initiative.title}\n{row.words}\n{row.address}" for row in self.rows]
        ending = _("Post an update, or say that it is still accurate: either takes less than a minute.")
        desk = _("Your desk: %(address)s") % {"address": f"{settings.SITE_URL}{reverse('admin:index')}"}
        return "\n\n".join([greeting, intro, *rows, ending, desk]) + "\n"


def stale(*, crisis: Crisis | None = None, days_before: int = 0, today: dt.date | None = None) -> list[Stale]:
    """Public initiatives that are due, late or silent, and those that fall due within so many days; latest first."""
    day = today or timezone.localdate()
    # Any: the type checker knows no annotations that a queryset's own method makes.
    initiatives: Any = Initiative.objects.public().with_standing()
    initiatives = initiatives.filter(update_frequency_days__isnull=False, heard_on__isnull=False)
    if crisis is not None:
        initiatives = initiatives.filter(crisis=crisis)
    found = []
    for row in initiatives.exclude(status__in=ENDED):
        code = freshness(frequency=row.update_frequency_days, heard_on=row.heard_on, status=row.status, today=day)
        age = (day - row.heard_on).days
        one = Stale(row, Freshness(code), age, due_in=row.update_frequency_days + 1 - age)
        if one.due_in <= days_before:
            found.append(one)
    return sorted(found, key=lambda one: (ORDER.index(one.freshness), one.due_in, one.initiative.reference or ""))


def by_organisation(rows: Iterable[Stale]) -> list[Group]:
    """The rows under each organisation that is assigned to them, by name; what nobody is assigned to comes last."""
    rows = list(rows)
    assigned: dict[int, list[Stale]] = {}
    organisations: dict[int, Organisation] = {}
    by_initiative = {one.initiative.pk: one for one in rows}
    alone = dict(by_initiative)
    links = Assignment.objects.filter(initiative__in=list(by_initiative)).select_related("organisation")
    for link in links.order_by("organisation__name_key", "organisation_id", "pk"):
        organisations[link.organisation_id] = link.organisation
        assigned.setdefault(link.organisation_id, []).append(by_initiative[link.initiative_id])
        alone.pop(link.initiative_id, None)
    editors = _editors_of(organisations)
    groups = [
        Group(organisations[pk], tuple(editors.get(pk, ())), tuple(sorted(its, key=rows.index)))
        for pk, its in assigned.items()
    ]
    return [*groups, *([Group(None, (), tuple(alone.values()))] if alone else [])]


def _editors_of(organisations: Iterable[int]) -> dict[int, list[User]]:
    """People who may write for these organisations now."""
    found: dict[int, list[User]] = {}
    people = User.objects.filter(organisation__in=list(organisations), is_active=True)
    for person in people.order_by("username"):
        if policy.roles(person) & {UserRole.EDITOR, UserRole.PUBLISHER} and person.organisation_id is not None:
            found.setdefault(person.organisation_id, []).append(person)
    return found


def digests(groups: Iterable[Group]) -> list[Digest]:
    """One for each editor with an address; a person speaks for one organisation, so nobody gets two."""
    return [Digest(person, group.rows) for group in groups for person in group.editors if person.email]
