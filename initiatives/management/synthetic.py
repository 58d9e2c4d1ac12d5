"""A made-up crisis of any size, the same for the same seed and day, to measure speed with; never a source of facts."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal
from itertools import product
from typing import Any

from initiatives import caches, kinds, models, text
from initiatives.choices import (
    EXPECTED_MOVES,
    Agreement,
    Breach,
    BudgetType,
    DocumentCategory,
    FindingKind,
    MilestoneKind,
    PlaceKind,
    PlaceLevel,
    PlaceRole,
    Rating,
    ReplaceKind,
    Resolution,
    RetractReason,
    Role,
    Severity,
    Stance,
    State,
    Status,
    TermKind,
    TransactionType,
    Visibility,
)
from initiatives.management.bulk import Rows, finish

CODE = "SYN"
# A reference has room for six digits; the millionth is number 0.
MOST = 1_000_000
ORGANISATIONS = 500
SOURCES = 2_000
REGIONS, DISTRICTS, SITES = 20, 180, 1_800
LEADS = 3
STORIES = 64
# The first initiative is the one that pages must bear: this many updates, and indicators x speakers x days of figures.
LONG, FIGURES = 500, (5, 4, 250)
SHIFTS = 30
NOTHING = ("", "")
TEXT = 200
TEXTS = 3_000

_OPENINGS = ("Aid convoys", "Two crossings", "The parties", "Monitors", "Teams on the ground", "المعابر", "Le comité")
_DOINGS = ("reached", "waited at", "agreed on", "reported on", "inspected", "postponed", "resumed work at")
_THINGS = ("the eastern road", "the warehouse of the district", 'what they call the "third gate"', "l'école fermée")
_ENDINGS = (
    "after talks of two days",
    "under the humanitarian arrangement",
    "with fuel, flour and water",
    "for the first time since spring;\nno injuries were reported",
    "despite restrictions",
)
_SYLLABLES = ("al", "bar", "dun", "esh", "kal", "mor", "nis", "or", "qas", "rim", "tel", "zay")


@dataclass(frozen=True)
class Step:
    """One update of a story: days before the story ends, on which it is true and came out, and what it says."""

    as_of: int
    published: int
    second: int
    status: str
    rating: str
    speaker: int
    is_confirmation: bool = False
    replaces: int | None = None
    replaced_by: int | None = None
    is_retracted: bool = False


@dataclass(frozen=True)
class Story:
    """The course of an initiative's updates, with every standing that follows from it; many initiatives share one."""

    steps: tuple[Step, ...]
    frequency: int | None
    periods: tuple[caches.Period, ...]


class World:
    """Makes the rows; caches, past standings and keys are worked out by the code that `verify` checks them with."""

    def __init__(self, *, initiatives: int, updates: int, seed: int, day: dt.date) -> None:
        self.count, self.updates, self.random, self.day = initiatives, updates, random.Random(seed), day  # noqa: S311
        self.tables: dict[type[Any], Rows] = {}
        self.texts: dict[int, list[tuple[str, str]]] = {}
        self.numbers: dict[tuple[int, type[Any]], int] = {}
        self.midnight = dt.datetime.combine(day, dt.time(), tzinfo=dt.UTC)
        self.sentences = [" ".join(words) + "." for words in product(_OPENINGS, _DOINGS, _THINGS, _ENDINGS)]
        self.plain = [sentence for sentence in self.sentences if sentence.isascii()]
        names = {"".join(self.random.choices(_SYLLABLES, k=3)).capitalize() for _ in range(600)}
        self.names = sorted(names)

    def rows(self, model: type[Any]) -> Rows:
        if model not in self.tables:
            self.tables[model] = Rows(model)
        return self.tables[model]

    def add(self, model: type[Any], **values: Any) -> int:
        return self.rows(model).add(**values)

    def write(self) -> Iterator[int]:
        """Write everything; yields after each initiative."""
        self.write_things()
        stories = [self.story(self.updates) for _ in range(STORIES)]
        for number in range(1, self.count + 1):
            story = self.story(LONG) if number == 1 else stories[self.random.randrange(STORIES)]
            self.write_initiative(number, story)
            yield number
        finish(list(self.tables.values()))

    def write_things(self) -> None:
        self.crisis = self.add(
            models.Crisis,
            code=CODE,
            slug="synthetic",
            name="Synthetic data to measure speed with",
            country="XX",
            started_on=self.day - dt.timedelta(days=730),
            is_sample=True,
        )
        self.sectors = list(models.Sector.objects.order_by("code").values_list("pk", flat=True))
        self.organisations = [self.write_organisation(number) for number in range(1, ORGANISATIONS + 1)]
        self.sources = [
            self.add(
                models.Source,
                publisher=f"Synthetic Office {number % 40}",
                title=f"Situation report {number}",
                url=f"https://example.org/synthetic/{number}",
                published_on=self.day - dt.timedelta(days=number % 365),
            )
            for number in range(1, SOURCES + 1)
        ]
        country = self.write_place("Synthetic country", PlaceLevel.COUNTRY, 0, None)
        regions = [self.write_place(f"Region {n}", PlaceLevel.ADM1, n, country) for n in range(REGIONS)]
        districts = [
            self.write_place(f"District {n}", PlaceLevel.ADM2, n, regions[n % REGIONS]) for n in range(DISTRICTS)
        ]
        sites = [self.write_place(f"Site {n}", PlaceLevel.SITE, n, districts[n % DISTRICTS]) for n in range(SITES)]
        self.places = districts + sites

    def write_organisation(self, number: int) -> int:
        what = ("Relief", "Aid, Water & Health", "Monitors")[number % 3]
        name = f"{self.names[number % len(self.names)]} {what} {number}"
        acronym = f"SO{number}"
        return self.add(
            models.Organisation,
            name=name,
            name_key=text.normalise(name),
            acronym=acronym,
            search_key=text.normalise(f"{name} {acronym}"),
            slug=f"synthetic-{number}",
            type=str(("10", "21", "22", "40", "90")[number % 5]),
        )

    def write_place(self, label: str, level: PlaceLevel, number: int, parent: int | None) -> int:
        name = f"{self.random.choice(self.names)} {label}"
        return self.add(
            models.Location,
            name=name,
            name_key=text.normalise(f"{name} "),
            slug=f"synthetic-{level}-{number}",
            level=level.value,
            kind=PlaceKind.CROSSING.value if number % 50 == 1 else PlaceKind.AREA.value,
            latitude=Decimal(self.random.randrange(1_200_000, 3_600_000)) / 100_000,
            longitude=Decimal(self.random.randrange(2_000_000, 5_500_000)) / 100_000,
            parent_id=parent,
            is_sensitive=level == PlaceLevel.SITE and number % 100 == 7,
        )

    def story(self, length: int) -> Story:
        """Updates over the last year in the order of claims; now and then one is late, put right, taken back or only
        confirms."""
        pick = self.random
        when = [
            (day, max(day - pick.choice((0, 0, 0, 4)), 0), pick.randrange(25_000, 70_000))
            for day in pick.choices(range(330), k=length)
        ]
        when.sort(key=lambda moment: (-moment[0], -moment[1], moment[2]))
        status, rating = pick.choice((Status.PLANNED, Status.ACTIVE)), Rating.ON_TRACK
        steps: list[Step] = []
        for as_of, published, second in when:
            if pick.random() < 0.25:
                moves = sorted(EXPECTED_MOVES[status])
                status = Status(pick.choice(moves)) if moves else status
            if pick.random() < 0.3:
                rating = pick.choice((Rating.ON_TRACK, Rating.CONSTRAINED, Rating.NO_PROGRESS))
            steps.append(Step(as_of, published, second, status.value, rating.value, pick.randrange(LEADS)))
        odd = pick.randrange(8)
        last = len(steps) - 1
        if odd == 0:
            steps[last] = Step(**{**asdict(steps[last]), **_said(steps[last - 1]), "is_confirmation": last > 0})
        elif odd == 1:
            wrong = steps[last]
            steps.append(
                Step(
                    **{
                        **asdict(wrong),
                        "rating": Rating.NO_PROGRESS.value,
                        "second": wrong.second + 900,
                        "replaces": last,
                    }
                )
            )
            steps[last] = Step(**{**asdict(wrong), "replaced_by": last + 1})
        elif odd == 2:
            steps[last] = Step(**{**asdict(steps[last]), "is_retracted": True})
        frequency = pick.choice((7, 14, 30, None))
        told = [
            (
                caches.Told(
                    number, step.status, step.rating, self.day_before(step.as_of), step.is_confirmation, step.speaker
                ),
                self.moments(step, steps),
            )
            for number, step in enumerate(steps)
        ]
        return Story(tuple(steps), frequency, tuple(caches.play(told, frequency)))

    def moments(self, step: Step, steps: Iterable[Step]) -> caches.Moments:
        """When a claim came out, was replaced and was taken back."""
        replaced = self.came_out(list(steps)[step.replaced_by]) if step.replaced_by is not None else None
        retracted = self.came_out(step) + dt.timedelta(hours=3) if step.is_retracted else None
        return self.came_out(step), replaced, retracted

    def came_out(self, step: Step) -> dt.datetime:
        return self.midnight - dt.timedelta(days=step.published) + dt.timedelta(seconds=step.second)

    def day_before(self, days: int) -> dt.date:
        return self.day - dt.timedelta(days=days)

    def text(self, length: int) -> tuple[str, str]:
        """Sentences of about so many characters, and their key: one of many that are made once."""
        if length not in self.texts:
            self.texts[length] = [self.made_up(length) for _ in range(TEXTS)]
        return self.texts[length][int(self.random.random() * TEXTS)]

    def made_up(self, length: int) -> tuple[str, str]:
        """One text in eight has letters beyond ASCII, which take other ways through much of the code."""
        pool = self.sentences if self.random.random() < 0.125 else self.plain
        found = self.random.choice(pool)
        while len(found) < length - 30:
            found = f"{found} {self.random.choice(pool)}"
        return found, text.normalise(found)

    def write_initiative(self, number: int, story: Story) -> None:
        pick = self.random
        kind = kinds.KINDS[(0, 0, 0, 0, 1, 1, 2, 2, 2, 3)[number % 10]]
        shift = number % SHIFTS
        title = f"{kind.label} from {pick.choice(self.names)} to {pick.choice(self.names)}, {number}"
        reference = f"{CODE}-{kind.letters}-{number % MOST:03d}"
        (summary, summary_key), (results, results_key) = self.text(TEXT), self.text(TEXT)
        opened = self.midnight - dt.timedelta(days=400 + shift)
        first_update = self.rows(models.StatusUpdate).next_key
        periods = [shifted(period, shift, first_update) for period in story.periods]
        standing = periods[-1].standing if periods else caches.Standing()
        pk = self.add(
            models.Initiative,
            reference=reference,
            slug=f"synthetic-{number}",
            title=title,
            title_key=text.normalise(title),
            kind=kind.code,
            crisis_id=self.crisis,
            summary=summary,
            anticipated_results=results,
            search_key=f"{text.normalise(f'{reference} {title}')} {summary_key} {results_key}",
            planned_start=self.day_before(400),
            actual_start=self.day_before(330) if number % 3 else None,
            planned_end=self.day_before(number % 700 - 350),
            update_frequency_days=story.frequency,
            visibility=Visibility.PUBLIC.value,
            opened_at=opened,
            **asdict(standing),
        )
        self.add(
            models.Initiative.sectors.through, initiative_id=pk, sector_id=self.sectors[number % len(self.sectors)]
        )
        leads = [self.organisations[(number * 7 + lead * 31) % ORGANISATIONS] for lead in range(LEADS)]
        for order, lead in enumerate(leads):
            self.add(
                models.Participation,
                initiative_id=pk,
                organisation_id=lead,
                role=Role.IMPLEMENTING.value if order else Role.ACCOUNTABLE.value,
                is_lead=True,
                order=order,
            )
        place = self.places[number % len(self.places)]
        self.add(models.InitiativeLocation, initiative_id=pk, location_id=place)
        if kind.code == "corridor":
            for role, step in ((PlaceRole.ORIGIN, 11), (PlaceRole.DESTINATION, 29)):
                other = self.places[(number * step + 1) % len(self.places)]
                self.add(models.InitiativeLocation, initiative_id=pk, location_id=other, role=role.value)
        self.write_updates(pk, story, shift, leads, first_update)
        for period in periods:
            held = {column: getattr(period.standing, name) for name, column in caches.COLUMNS.items()}
            self.add(
                models.StandingPeriod,
                initiative_id=pk,
                known_from=period.known_from,
                known_until=period.known_until,
                **held,
            )
        if number == 1:
            self.write_figures(pk, leads, *FIGURES)
        elif number % 10 == 3:
            self.write_dossier(pk, leads)
        if number > 1 and number % 10 == 2:
            self.add(
                models.Document,
                initiative_id=pk,
                title=f"Agreement {number}",
                url=f"https://example.org/synthetic/document/{number}",
                category=DocumentCategory.AGREEMENT.value,
                publisher="Synthetic Office",
            )

    def write_updates(self, pk: int, story: Story, shift: int, leads: list[int], first: int) -> None:
        back = dt.timedelta(days=shift)
        number = 0
        numbers: list[int] = []
        for place, step in enumerate(story.steps):
            root = step.replaces
            number += root is None
            numbers.append(number if root is None else numbers[root])
            came, replaced, retracted = (at and at - back for at in self.moments(step, story.steps))
            rooted = came if root is None else self.came_out(story.steps[root]) - back
            headline, headline_key = NOTHING if step.is_confirmation else self.text(80)
            narrative, narrative_key = NOTHING if step.is_confirmation else self.text(TEXT - 80)
            state = State.REPLACED if replaced else State.RETRACTED if retracted else State.PUBLISHED
            self.add(
                models.StatusUpdate,
                initiative_id=pk,
                as_of=self.day_before(step.as_of + shift),
                said_by_id=leads[step.speaker],
                source_id=self.sources[(first + place) % SOURCES],
                state=state.value,
                number=numbers[place],
                replaces_id=None if root is None else first + root,
                root_id=None if root is None else first + root,
                replace_kind="" if root is None else ReplaceKind.OUR_ERROR.value,
                created_at=came,
                submitted_at=came,
                published_at=came,
                first_published_at=rooted,
                replaced_at=replaced,
                retracted_at=retracted,
                retract_reason=RetractReason.ERROR.value if retracted else "",
                status=step.status,
                rating=step.rating,
                headline=headline,
                narrative=narrative,
                is_confirmation=step.is_confirmation,
                search_key=f"{headline_key} {narrative_key}".strip(),
            )
        if pk % 1_000 == 7:
            self.write_waiting(pk, leads[0])

    def write_waiting(self, pk: int, speaker: int) -> None:
        """An update that nobody has reviewed."""
        headline, key = self.text(80)
        self.add(
            models.StatusUpdate,
            initiative_id=pk,
            as_of=self.day,
            said_by_id=speaker,
            source_id=self.sources[0],
            state=State.SUBMITTED.value,
            created_at=self.midnight,
            submitted_at=self.midnight,
            status=Status.ACTIVE.value,
            headline=headline,
            search_key=key,
        )

    def claim(self, model: type[Any], pk: int, speaker: int, days: int, **values: Any) -> int:
        """A claim that was published on the day that it is of, and holds."""
        number = self.numbers[pk, model] = self.numbers.get((pk, model), 0) + 1
        at = self.midnight - dt.timedelta(days=days) + dt.timedelta(hours=12)
        return self.add(
            model,
            initiative_id=pk,
            as_of=self.day_before(days),
            said_by_id=speaker,
            source_id=self.sources[(pk + number) % SOURCES],
            state=State.PUBLISHED.value,
            number=number,
            created_at=at,
            submitted_at=at,
            published_at=at,
            first_published_at=at,
            **values,
        )

    def write_figures(self, pk: int, leads: list[int], indicators: int, speakers: int, days: int) -> None:
        said = [*leads, *self.organisations[:speakers]][:speakers]
        for order in range(indicators):
            title = f"Trucks collected at gate {order + 1}"
            indicator = self.add(
                models.Indicator,
                initiative_id=pk,
                title=title,
                title_key=text.normalise(title),
                unit="trucks",
                order=order,
            )
            self.claim(
                models.Target, pk, said[0], days + 2, indicator_id=indicator, value=Decimal(600), basis="per_day"
            )
            for day in range(days, 0, -1):
                for speaker in said:
                    start = self.day_before(day)
                    self.claim(
                        models.Observation,
                        pk,
                        speaker,
                        day - 1,
                        indicator_id=indicator,
                        value=Decimal(self.random.randrange(900)),
                        period_start=start,
                        period_end=start,
                    )

    def write_dossier(self, pk: int, leads: list[int]) -> None:
        """Some of every other kind of claim."""
        pick = self.random
        self.write_figures(pk, leads, 1, 2, 3)
        issue = self.add(models.Issue, initiative_id=pk, title="Who opens the gate", title_key="who opens the gate")
        for days, speaker, stance in ((90, leads[0], Stance.OPPOSES), (30, leads[1], Stance.CONDITIONAL)):
            self.claim(models.Position, pk, speaker, days, issue_id=issue, stance=stance.value, text=self.text(120)[0])
        term = self.add(
            models.Term,
            initiative_id=pk,
            number=1,
            text=self.text(150)[0],
            kind=TermKind.CROSSINGS.value,
            due_on=self.day_before(60),
        )
        self.claim(
            models.Adherence,
            pk,
            leads[2],
            20,
            term_id=term,
            agreement=Agreement.IN_FORCE.value,
            score=pick.randrange(4),
            breach=Breach.ALLEGED.value,
        )
        self.claim(
            models.Milestone,
            pk,
            leads[0],
            15,
            kind=MilestoneKind.ROUND.value,
            title="Next round",
            planned_on=self.day_before(-pick.randrange(90)),
        )
        year = {"period_start": self.day_before(300), "period_end": self.day_before(-65)}
        money = {"currency": "USD", "amount": Decimal(pick.randrange(1, 900)) * 10_000}
        self.claim(
            models.Budget,
            pk,
            leads[0],
            300,
            type=BudgetType.ORIGINAL.value,
            **money,
            amount_usd=money["amount"],
            **year,
        )
        for days, type_ in ((200, TransactionType.COMMITMENT), (120, TransactionType.RECEIVED)):
            half = Decimal(pick.randrange(1, 400)) * 10_000
            self.claim(
                models.Transaction,
                pk,
                leads[0],
                days,
                type=type_.value,
                amount=half,
                amount_usd=half,
                currency="USD",
                provider_id=leads[1],
                receiver_id=leads[0],
            )
        self.claim(
            models.Finding,
            pk,
            leads[2],
            45,
            kind=FindingKind.AUDIT.value,
            severity=Severity.MEDIUM.value,
            summary=self.text(160)[0],
            resolution=Resolution.OPEN.value,
        )


def _said(step: Step) -> dict[str, str]:
    return {"status": step.status, "rating": step.rating}


def shifted(period: caches.Period, days: int, first_update: int) -> caches.Period:
    """A period of a story as one initiative has it: some days earlier, with the keys of its own updates."""
    back = dt.timedelta(days=days)
    was = period.standing
    standing = caches.Standing(
        None if was.current_update_id is None else first_update + was.current_update_id,
        was.current_status,
        was.current_status_since and was.current_status_since - back,
        was.current_rating,
        was.current_is_disputed,
        was.last_update_as_of and was.last_update_as_of - back,
        was.last_confirmed_on and was.last_confirmed_on - back,
    )
    return caches.Period(period.known_from - back, period.known_until and period.known_until - back, standing)
