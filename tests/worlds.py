"""Random worlds of public and hidden rows; every hidden text carries a canary, and hidden figures are odd ones.

A world is made of public steps, the same for one seed, and of hidden rows strewn between them, which a twin world
lacks. What the public sees of the two must not differ.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from initiatives import actions
from initiatives.choices import (
    Confidence,
    OrganisationType,
    PlaceRole,
    Point,
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
    Claim,
    Crisis,
    Document,
    Initiative,
    Location,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Sector,
    ShownPoint,
    Source,
    StatusUpdate,
    User,
)
from tests.canaries import HIDDEN_DAY, HIDDEN_FIGURE, HIDDEN_LATITUDE, HIDDEN_LONGITUDE, HIDDEN_YEAR, Canaries
from tests.evidence import EVIDENCE, Words, fields_of, subject_of
from tests.factories import make_crisis, make_draft, make_location, make_organisation, make_place_of, make_user

C = TypeVar("C", bound=Claim)

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
# Keys begin where no other figure is.
FIRST_KEY = 7_700_001


@dataclass
class World:
    """What was hidden, by where the public could ask for it."""

    canaries: Canaries = field(default_factory=Canaries)
    people: list[User] = field(default_factory=list)
    initiatives: list[Initiative] = field(default_factory=list)
    updates: list[StatusUpdate] = field(default_factory=list)
    evidence: list[Claim] = field(default_factory=list)
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
        # Half of the kinds of evidence, and the next seed has the other half.
        self.kinds = EVIDENCE[seed % 2 :: 2]
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
        self.region, self.district, self.port = (
            make_location(name, slug=name.lower(), level=level, longitude=Decimal(longitude), latitude=Decimal("31.4"))
            for name, level, longitude in (
                ("Region", "adm1", "34.4"),
                ("District", "adm2", "34.5"),
                ("Port", "site", "33.9"),
            )
        )
        self.district.parent = self.region
        self.district.save()
        for _ in range(self.public.randint(3, 4)):
            self._strew()
            self._initiative()
        for _ in range(self.public.randint(5, 8)):
            self._strew()
            self._update()
        self._after()
        self._evidence()
        self._strew()
        if self.hidden:
            for model in self.kinds:
                self._hidden_evidence(model, self.secret.choice(self.world.initiatives))
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
        if number % 2:  # a line on the map
            make_place_of(row, self.port, PlaceRole.ORIGIN)
            make_place_of(row, self.district, PlaceRole.DESTINATION)
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
        self.world.updates.append(self._released(draft))
        self.world.updates[-1].refresh_from_db()

    def _released(self, draft: C) -> C:
        if self.hidden and self.secret.random() < 0.3:
            actions.submit(claim=draft, by=self.second)
            draft = actions.return_(claim=draft, by=self.reviewer, reason=self.canaries.text())
        return actions.publish(claim=draft, by=self.reviewer, seen_version=draft.version, at=self._moment())

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
                old.refresh_from_db()

    def _evidence(self) -> None:
        """A claim of each kind; some of them are then replaced or retracted."""
        public = self.public
        for model in self.kinds:
            number = self._next()
            day = NOW.date() - dt.timedelta(days=public.randint(0, 60))
            words = Words(
                text=lambda: f"Words {self._next()}", figure=Decimal(number), day=day,
                organisation=public.choice(self.organisations), location=self._place_of_public(),
            )  # fmt: skip
            initiative = public.choice(self.world.initiatives)
            source = Source.objects.create(url=f"https://example.org/{number}", publisher="OCHA", title="Figures")
            draft = self._draft(model, initiative, number, words, source)
            draft.internal_note = self.canaries.text() if self.hidden else ""
            claim = self._released(actions.save_draft(claim=draft, by=self.second))
            if public.random() < 0.4:
                changes: dict[str, object] = {"source_note": f"Note {number}"}
                again = actions.replace(claim=claim, by=self.second, kind=ReplaceKind.FOLLOW_UP, changes=changes)
                claim = self._released(again)
            elif public.random() < 0.3:
                actions.retract(claim=claim, by=self.reviewer, reason=RetractReason.ERROR, at=self._moment())
            self.world.evidence.append(claim)

    def _place_of_public(self) -> Location:
        """A sensitive place within the district is public as the district, which the twin names itself."""
        return self._hidden_place(within=self.district, is_sensitive=True) if self.hidden else self.district

    def _draft(self, model: type[C], initiative: Initiative, number: int, words: Words, source: Source) -> C:
        return model(
            initiative=initiative, source=source, as_of=words.day, said_by=words.organisation,
            **subject_of(model, initiative, number, words), **fields_of(model, words),
        )  # fmt: skip

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

    @cached_property
    def _unseen(self) -> Organisation:
        """One for all that is hidden of the evidence: each organisation is an address that is asked for."""
        return self._hidden_organisation()

    def _hidden_words(self) -> Words:
        """In dollars and days that no public row has, of an organisation that none names."""
        return Words(
            text=self.canaries.text, figure=HIDDEN_FIGURE, day=HIDDEN_DAY, organisation=self._unseen,
            location=self._hidden_place(within=self.region, is_sensitive=False),
        )  # fmt: skip

    def _hidden_evidence(self, model: type[Claim], initiative: Initiative) -> None:
        """Claims about something that nobody knows of, and a version of a claim that everybody knows."""
        state = self.secret.choice([State.DRAFT, State.SUBMITTED, State.RETURNED])
        self._hidden_row(model, initiative, state=state, return_reason=self.canaries.text())
        for known in self.world.evidence:
            known.refresh_from_db()
            if type(known) is model and known.state == State.PUBLISHED:
                changes: dict[str, Any] = {**fields_of(model, self._hidden_words()), "named_as": self.canaries.text()}
                version = actions.replace(claim=known, by=self.second, kind=ReplaceKind.OUR_ERROR, changes=changes)
                version.state = state
                version.save()

    def _hidden_row(self, model: type[C], initiative: Initiative, **fields: Any) -> C:
        """Saved as it is: the checks of a claim take longer than all the rest of a world."""
        canaries = self.canaries
        source = Source.objects.create(url=canaries.url(), publisher=canaries.text(), title=canaries.text())
        row = self._draft(model, initiative, canaries.count - 31_000 + 5_000, self._hidden_words(), source)
        row.named_as, row.source_note, row.internal_note = canaries.text(), canaries.text(), canaries.text()
        for name, value in {"author": self.second, **fields}.items():
            setattr(row, name, value)
        row.save()
        return row

    def _published_row(self, model: type[Claim], initiative: Initiative) -> Claim:
        published = {"published_at": NOW, "first_published_at": NOW, "number": 900}
        return self._hidden_row(model, initiative, state=State.PUBLISHED, **published)

    def _move_on(self, claim: Claim) -> None:
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
        self._hidden_row(self.secret.choice(self.kinds), row)
        ShownPoint.objects.create(
            initiative=row, code=Point.NO_AUDIT, response=canaries.text(), responded_by=self._unseen
        )
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
            # No public finding is of high severity, so the rule of this point does not hold, and it is not shown.
            ShownPoint.objects.get_or_create(
                initiative=row,
                code=Point.OLD_HIGH_FINDING,
                defaults={"response": self.canaries.text(), "responded_by": organisation},
            )
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
            for model in self.kinds:
                self._published_row(model, row)
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
        for model in self.kinds:
            told = self._published_row(model, self.world.initiatives[0])
            actions.remove(claim=told, by=self.reviewer, reason=RemoveReason.SAFETY)
        place = self._hidden_place(within=self.district, is_sensitive=False)
        make_place_of(self.world.initiatives[0], place, PlaceRole.CROSSING)
        place.is_sensitive = True
        place.save()
