"""Random worlds of public and hidden rows; every hidden text carries a canary, and hidden figures are odd ones.

A world is made of public steps, the same for one seed, and of hidden rows strewn between them, which a twin world
lacks. What the public sees of the two must not differ.
"""

from __future__ import annotations

import datetime as dt
import html
import random
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from initiatives import actions
from initiatives.choices import (
    Confidence,
    OrganisationType,
    PlaceRole,
    Rating,
    RelationKind,
    RemoveReason,
    ReplaceKind,
    RetractReason,
    Role,
    State,
    Status,
    UpdateFrequency,
    UserRole,
)
from initiatives.kinds import KINDS
from initiatives.models import (
    Assignment,
    Crisis,
    Document,
    Initiative,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Sector,
    Source,
    StatusUpdate,
    User,
)
from tests.factories import make_crisis, make_draft, make_location, make_organisation, make_place_of, make_user

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
# No public row has a day of this year, or lies on these degrees, and keys begin where no other figure is.
HIDDEN_YEAR = 1997
HIDDEN_LATITUDE, HIDDEN_LONGITUDE = Decimal("13.77077"), Decimal("77.07713")
FIRST_KEY = 7_700_001
_ODD_FIGURES = re.compile(r"(?<!\d)77\d{5}(?!\d)|1997|13[.,]77077|77[.,]07713")
_CANARY = re.compile(r"kanary[-_ ]?(\d{5})?")
_ACCENTS = re.compile("[\u0300-\u036f]")
_BACKSLASHED = re.compile(r"\\[ux]([0-9a-fA-F]{4}|[0-9a-fA-F]{2})")


def canary_number(value: str) -> str:
    """The number of the canary in a value, or nothing."""
    found = _CANARY.search(_plain(value))
    return (found[1] or "") if found else ""


def twin(value: str) -> str:
    """The same value with a canary that no row ever carried."""
    number = canary_number(value)
    return value.replace(number, f"9{number[1:]}") if number else value


def leaks(answer: str, *, asked: str = "") -> list[str]:
    """Canaries and hidden figures in an answer in whatever spelling; the canary that was asked for may be echoed."""
    decoded = unquote(html.unescape(answer))
    if "\\" in decoded:
        decoded += _BACKSLASHED.sub(lambda match: chr(int(match[1], 16)), decoded)
    seen = _plain(f"{answer}\n{decoded}")
    echoed = canary_number(asked)
    hits = [match[0] for match in _CANARY.finditer(seen) if not echoed or match[1] != echoed]
    return sorted({*hits, *(match[0] for match in _ODD_FIGURES.finditer(seen))})


def _plain(value: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", value)).casefold()


@dataclass
class Canaries:
    """Hands out hidden texts. Each has a number of its own, so that an answer says which row leaked."""

    count: int = 31_000

    def text(self) -> str:
        """Accents and markup, so that a leak is found whether it was escaped, encoded, folded or made a slug."""
        self.count += 1
        return f"Kànăry{self.count} <b>&\"'"

    def word(self) -> str:
        self.count += 1
        return f"kanary-{self.count}"

    def url(self) -> str:
        return f"https://{self.word()}.example.org/a?b=c"


@dataclass
class World:
    """What was hidden, by where the public could ask for it."""

    canaries: Canaries = field(default_factory=Canaries)
    people: list[User] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    updates: list[StatusUpdate] = field(default_factory=list)
    hidden_slugs: list[str] = field(default_factory=list)
    hidden_references: list[str] = field(default_factory=list)
    hidden_crises: list[str] = field(default_factory=list)
    hidden_places: list[str] = field(default_factory=list)
    hidden_words: list[str] = field(default_factory=list)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever is built inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def raise_keys() -> None:
    """Keys that stand out wherever one is printed, other ones for each table."""
    tables = [model._meta.db_table for model in apps.get_models() if model._meta.app_label == "initiatives"]
    with connection.cursor() as cursor:
        for place, table in enumerate(sorted(tables)):
            last = FIRST_KEY - 1 + 1000 * place
            if connection.vendor == "sqlite":
                cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
            else:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])


def make_world(seed: int, *, hidden: bool, was_public: bool = False) -> World:
    """The world of a seed. `was_public` adds what was public once, which even a careful twin could not lack."""
    return _Builder(seed, hidden=hidden, was_public=was_public).build()


class _Builder:
    def __init__(self, seed: int, *, hidden: bool, was_public: bool) -> None:
        self.public = random.Random(seed)  # noqa: S311
        self.secret = random.Random(-seed - 1)  # noqa: S311
        self.hidden, self.was_public = hidden, was_public
        self.world = World()
        self.canaries = self.world.canaries
        self.number = 0
        self.hour = 0

    def build(self) -> World:
        self._people()
        self.organisations = [self._organisation() for _ in range(self.public.randint(3, 4))]
        self.crises = [
            make_crisis(code, name=f"Crisis {code}", is_sample=self.public.random() < 0.5)
            for code in ("GZA", "SDN")[: self.public.randint(1, 2)]
        ]
        self.region = make_location("Region", slug="region", level="adm1")
        self.district = make_location("District", slug="district", level="adm2", parent=self.region)
        for _ in range(self.public.randint(3, 4)):
            self._strew()
            self._initiative()
        for _ in range(self.public.randint(5, 8)):
            self._strew()
            self._update()
        self._after()
        self._strew()
        if self.was_public:
            self._once_public()
        return self.world

    # -- what the public sees, the same with and without what is hidden

    def _people(self) -> None:
        """Their names are never public, so they differ between the twins."""
        for role in (UserRole.EDITOR, UserRole.PUBLISHER, UserRole.PUBLISHER):
            secret: dict[str, Any] = {
                "first_name": self.canaries.text(),
                "email": f"{self.canaries.word()}@example.org",
            }
            name = self.canaries.word() if self.hidden else f"person{len(self.world.people)}"
            self.world.people.append(make_user(name, role, **(secret if self.hidden else {})))
        self.writer, self.second, self.reviewer = self.world.people

    def _moment(self) -> dt.datetime:
        self.hour += 1
        return NOW - dt.timedelta(days=90) + dt.timedelta(hours=self.hour)

    def _next(self) -> int:
        self.number += 1
        return self.number

    def _organisation(self) -> Organisation:
        number = self._next()
        row = make_organisation(
            f"Organisation {number}", slug=f"organisation-{number}", acronym=f"O{number}",
            type=self.public.choice(OrganisationType.values), country=self.public.choice(["", "PS", "EG"]),
            is_collective=self.public.random() < 0.2,
        )  # fmt: skip
        if self.public.random() < 0.5:
            OrganisationName.objects.create(organisation=row, name=f"Other name {number}", language="fr")
        return row

    def _initiative(self) -> None:
        number = self._next()
        public = self.public
        title = f"Initiative {number}"
        row = Initiative.objects.create(
            title=self.canaries.text() if self.hidden else title, slug=f"initiative-{number}",
            kind=public.choice(KINDS).code, crisis=public.choice(self.crises), summary=f"Summary {number}",
            anticipated_results=f"Results {number}",
            update_frequency_days=public.choice([None, *UpdateFrequency.values]),
        )  # fmt: skip
        if self.hidden:  # what it was called before it was opened stays in the edit history
            row.title = title
            row.save()
        leads = public.sample(self.organisations, public.randint(1, 2))
        for order, organisation in enumerate(self.organisations):
            if organisation in leads or public.random() < 0.3:
                Participation.objects.create(
                    initiative=row, organisation=organisation, role=public.choice(Role.values), order=order,
                    is_lead=organisation in leads, named_as=public.choice(["", f"Called {number}"]),
                )  # fmt: skip
        row.sectors.set(Sector.objects.filter(code__in=public.sample(["LOG", "HEA", "EDU"], 2)))
        # The sensitive places that may follow lie in this one, and have its role.
        make_place_of(row, self.district, PlaceRole.ACTIVITY)
        if public.random() < 0.5:
            Document.objects.create(
                initiative=row, title=f"Document {number}", url=f"https://example.org/d{number}", category="A09"
            )
        if self.world.initiatives and public.random() < 0.7:
            Relation.objects.create(
                from_initiative=row, to_initiative=public.choice(self.world.initiatives),
                kind=public.choice(RelationKind.values),
            )  # fmt: skip
        row = actions.open_to_public(initiative=row, by=self.reviewer, seen_version=row.version, at=self._moment())
        self.world.initiatives.append(row)

    def _update(self) -> None:
        number = self._next()
        public = self.public
        source = Source.objects.create(url=f"https://example.org/{number}", publisher="OCHA", title=f"Report {number}")
        draft = make_draft(
            public.choice(self.world.initiatives), author=self.second, source=source,
            as_of=NOW.date() - dt.timedelta(days=public.randint(0, 60)),
            status=public.choice([Status.ACTIVE, Status.SUSPENDED, Status.COMPLETED]),
            rating=public.choice(Rating.values), confidence=public.choice(Confidence.values),
            headline=f"Headline {number}", narrative=f"Narrative {number}",
            said_by=public.choice([None, *self.organisations]),
            internal_note=self.canaries.text() if self.hidden else "",
        )  # fmt: skip
        self._publish(draft)

    def _publish(self, draft: StatusUpdate) -> None:
        if self.hidden and self.secret.random() < 0.3:
            actions.submit(claim=draft, by=self.second)
            draft = actions.return_(claim=draft, by=self.reviewer, reason=self.canaries.text())
        self.world.updates.append(
            actions.publish(claim=draft, by=self.reviewer, seen_version=draft.version, at=self._moment())
        )
        self.world.updates[-1].refresh_from_db()

    def _after(self) -> None:
        """Some of what was published is replaced, confirmed or retracted."""
        for old in self.public.sample(self.world.updates, 3):
            number = self._next()
            if self.public.random() < 0.6:
                kind = ReplaceKind(self.public.choice(ReplaceKind.values))
                old.refresh_from_db()
                waiting = StatusUpdate.objects.filter(replaces=old, state=State.DRAFT).first()
                if waiting is not None:
                    actions.discard(claim=waiting, by=self.second)
                changes: dict[str, object] = {"headline": f"Replacement {number}"}
                self._publish(actions.replace(claim=old, by=self.second, kind=kind, changes=changes))
            else:
                reason = RetractReason(self.public.choice(RetractReason.values))
                actions.retract(claim=old, by=self.reviewer, reason=reason, at=self._moment())

    # -- what nobody but the editors may see

    def _strew(self) -> None:
        if self.hidden:
            for _ in range(self.secret.randint(1, 2)):
                self.secret.choice([self._hidden_initiative, self._hidden_update, self._hidden_hangings])()

    def _hidden_organisation(self) -> Organisation:
        canaries = self.canaries
        row = make_organisation(
            self._name(), slug=canaries.word(), acronym=canaries.word(), country="LY",
            iati_identifier=canaries.word(), website=canaries.url(), type=OrganisationType.MULTILATERAL,
        )  # fmt: skip
        OrganisationName.objects.create(organisation=row, name=self._name())
        self.world.hidden_slugs.append(row.slug)
        if self.secret.random() < 0.3:
            # A merged slug redirects, so merging publishes the slug, but neither name nor anything else.
            old = make_organisation(self._name(), slug=canaries.word(), acronym=canaries.word())
            old.merged_into = self.secret.choice([row, *self.organisations])
            old.save()
            if old.merged_into == row:
                self.world.hidden_slugs.append(old.slug)
        return row

    def _name(self) -> str:
        name = self.canaries.text()
        self.world.hidden_words.append(f"Kànăry{self.canaries.count}")
        return name

    def _hidden_place(self, *, within: Location | None, is_sensitive: bool) -> Location:
        row = make_location(
            self._name(), slug=self.canaries.word(), level="site", kind="crossing", parent=within,
            is_sensitive=is_sensitive, other_names=self._name(), pcode="kanary-1",
            latitude=HIDDEN_LATITUDE, longitude=HIDDEN_LONGITUDE,
        )  # fmt: skip
        self.world.hidden_places.append(row.slug)
        return row

    def _hidden_claim(self, initiative: Initiative) -> StatusUpdate:
        canaries = self.canaries
        source = Source.objects.create(
            url=canaries.url(), archived_url=canaries.url(), publisher=canaries.text(), title=canaries.text()
        )
        return make_draft(
            initiative, author=self.writer if initiative.created_by == self.writer else self.second,
            as_of=dt.date(HIDDEN_YEAR, 3, self.secret.randint(1, 28)), status=self.secret.choice(Status.values),
            headline=self._name(), narrative=self._name(), source=source, named_as=canaries.text(),
            said_by=self._hidden_organisation(), source_note=canaries.text(), internal_note=canaries.text(),
        )  # fmt: skip

    def _hidden_update(self) -> None:
        if not self.world.initiatives:
            return
        claim = self._hidden_claim(self.secret.choice(self.world.initiatives))
        self._move_on(claim)
        published = [row for row in self.world.updates if row.state == State.PUBLISHED]
        old = self.secret.choice(published) if published else None
        if old is not None and not StatusUpdate.objects.filter(replaces=old).exists():
            changes: dict[str, Any] = {"headline": self._name(), "narrative": self._name(), "status": Status.CANCELLED}
            actions.replace(claim=old, by=self.second, kind=ReplaceKind.OUR_ERROR, changes=changes)

    def _move_on(self, claim: StatusUpdate) -> None:
        state = self.secret.choice([State.DRAFT, State.SUBMITTED, State.RETURNED, State.REMOVED])
        if state in {State.SUBMITTED, State.RETURNED}:
            claim = actions.submit(claim=claim, by=self.reviewer)
        if state == State.RETURNED:
            actions.return_(claim=claim, by=self.reviewer, reason=self.canaries.text())
        if state == State.REMOVED:
            actions.remove(claim=claim, by=self.reviewer, reason=RemoveReason.SAFETY)

    def _hidden_initiative(self) -> Initiative:
        canaries = self.canaries
        crisis = self.crises[0]
        if self.secret.random() < 0.4:
            code = f"X{chr(65 + self.secret.randrange(26))}{chr(65 + self.secret.randrange(26))}"
            crisis = Crisis.objects.filter(code=code).first() or Crisis.objects.create(
                code=code, slug=canaries.word(), name=self._name(), country="LY", glide=canaries.word(), is_sample=True
            )
            self.world.hidden_crises.append(crisis.slug)
        row = Initiative.objects.create(
            title=self._name(), slug=canaries.word(), kind=self.secret.choice(KINDS).code, crisis=crisis,
            summary=self._name(), anticipated_results=self._name(), created_by=self.writer,
            update_frequency_days=1, planned_start=dt.date(HIDDEN_YEAR, 1, 1),
        )  # fmt: skip
        known = self.secret.choice(self.organisations)
        for organisation, is_lead in ((self._hidden_organisation(), True), (known, False)):
            Participation.objects.create(
                initiative=row, organisation=organisation, role=Role.FUNDING, is_lead=is_lead, named_as=canaries.text()
            )
        row.sectors.set(Sector.objects.filter(code__in=["NUT", "PRO-MIN"]))
        make_place_of(row, self._hidden_place(within=self.region, is_sensitive=False))
        self._documents_and_relations(row)
        self._move_on(self._hidden_claim(row))
        if self.secret.random() < 0.3:
            actions.remove_initiative(initiative=row, by=self.reviewer, reason=RemoveReason.SAFETY)
        return row

    def _documents_and_relations(self, row: Initiative) -> None:
        canaries = self.canaries
        Document.objects.create(
            initiative=row, title=canaries.text(), url=canaries.url(), archived_url=canaries.url(), category="A01",
            publisher=canaries.text(), published_on=dt.date(HIDDEN_YEAR, 5, 5),
        )  # fmt: skip
        if self.world.initiatives:
            known = self.secret.choice(self.world.initiatives)
            Relation.objects.create(from_initiative=row, to_initiative=known, kind=RelationKind.PART_OF)
            Relation.objects.create(from_initiative=known, to_initiative=row, kind=RelationKind.CONTINUES)

    def _hidden_hangings(self) -> None:
        """What hangs on a public initiative and is not public itself."""
        organisation = self._hidden_organisation()
        make_user(self.canaries.word(), organisation=organisation, email=f"{self.canaries.word()}@example.org")
        place = self._hidden_place(within=self.secret.choice([None, self.district]), is_sensitive=True)
        if self.world.initiatives:
            row = self.secret.choice(self.world.initiatives)
            Assignment.objects.create(initiative=row, organisation=organisation)
            make_place_of(row, place, PlaceRole.ACTIVITY)
            LogEntry.objects.create(
                user=self.writer, content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk),
                object_repr=self.canaries.text(), action_flag=2, change_message=self.canaries.text(),
            )  # fmt: skip

    def _once_public(self) -> None:
        """Initiatives and claims that were public, and were taken back or removed; a place that became sensitive."""
        for is_removed in (False, True):
            row = self._hidden_initiative()
            while row.visibility == "removed" or Initiative.objects.get(pk=row.pk).visibility == "removed":
                row = self._hidden_initiative()
            row.refresh_from_db()
            row = actions.open_to_public(initiative=row, by=self.reviewer, seen_version=row.version)
            claim = self._hidden_claim(row)
            actions.publish(claim=claim, by=self.reviewer, seen_version=claim.version)
            self.world.hidden_references.append(row.reference or "")
            if is_removed:
                actions.remove_initiative(initiative=row, by=self.reviewer, reason=RemoveReason.LAW)
            else:
                draft = self._hidden_initiative()
                actions.retract_initiative(
                    initiative=row, by=self.reviewer, reason=RetractReason.ERROR, continued_by=draft
                )
        claim = self._hidden_claim(self.world.initiatives[0])
        claim = actions.publish(claim=claim, by=self.reviewer, seen_version=claim.version)
        corrected = actions.replace(
            claim=claim, by=self.second, kind=ReplaceKind.OUR_ERROR, changes={"headline": self._name()}
        )
        corrected = actions.publish(claim=corrected, by=self.reviewer, seen_version=corrected.version)
        actions.remove(claim=corrected, by=self.reviewer, reason=RemoveReason.PERSONAL_DATA)
        place = self._hidden_place(within=self.district, is_sensitive=False)
        make_place_of(self.world.initiatives[0], place, PlaceRole.CROSSING)
        place.is_sensitive = True
        place.save()
