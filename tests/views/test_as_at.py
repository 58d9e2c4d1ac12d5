"""Pages and files as they were published on a day: equal to what was saved on that day, whatever came since."""

import datetime as dt
import random
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from initiatives import actions
from initiatives.choices import (
    Agreement,
    Breach,
    FindingKind,
    MilestoneState,
    Rating,
    RemoveReason,
    ReplaceKind,
    Resolution,
    RetractReason,
    Severity,
    Stance,
    Status,
    TransactionType,
)
from initiatives.models import Claim, Initiative, claim_models, rows_of
from tests.factories import (
    make_adherence,
    make_budget,
    make_finding,
    make_indicator,
    make_initiative,
    make_issue,
    make_milestone,
    make_observation,
    make_organisation,
    make_position,
    make_publisher,
    make_source,
    make_target,
    make_term,
    make_transaction,
    make_update,
)

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 3, 1)
DAYS = 20
ACTS_A_DAY = 10
DAYS_COMPARED = 3
FILES = ("initiatives", "updates", "organisations", "observations", "targets", "positions", "adherence", "milestones",
         "budgets", "transactions", "findings")  # fmt: skip


class History:
    """Random acts on claims of every kind, a day after another."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.writer, self.reviewer = make_publisher(), make_publisher()
        self.speakers = [make_organisation(name) for name in ("COGAT", "OCHA", "UNRWA")]
        self.sources = [make_source() for _each in range(3)]
        self.talks = make_initiative("Talks", kind="ceasefire", leads=self.speakers[:2])
        self.corridor = make_initiative("Corridor", kind="corridor", leads=self.speakers[1:])
        self.rebuilding = make_initiative("Rebuilding", kind="reconstruction", leads=self.speakers[:1])
        self.initiatives = [self.talks, self.corridor, self.rebuilding]
        self.issues = [make_issue(self.talks, title) for title in ("Timing", "Access")]
        self.terms = [make_term(self.talks), make_term(self.talks, "Aid comes in", kind="humanitarian_access")]
        self.indicators = [make_indicator(self.corridor), make_indicator(self.corridor, stage="collected")]
        self.acts: list[Callable[[dict[str, Any]], Claim]] = [
            self._update, self._update, self._position, self._adherence, self._observation, self._target,
            self._milestone, self._budget, self._transaction, self._finding,
        ]  # fmt: skip

    def act(self, day: dt.date) -> None:
        live = [claim for model in claim_models() for claim in rows_of(model).current().order_by("pk")]
        draw = self.dice.random()
        if live and draw < 0.15:
            actions.retract(claim=self.dice.choice(live), by=self.reviewer, reason=RetractReason.ERROR)
        elif live and draw < 0.35:
            self._replace(self.dice.choice(live), day)
        elif draw < 0.42:
            self._confirm()
        else:
            as_of = day - dt.timedelta(days=self.dice.randrange(9))
            self.dice.choice(self.acts)(
                {
                    "as_of": as_of,
                    "said_by": self.dice.choice(self.speakers),
                    "source": self.dice.choice(self.sources),
                    "author": self.writer,
                }
            )

    def _replace(self, claim: Claim, day: dt.date) -> None:
        kind = self.dice.choice(list(ReplaceKind))
        new = actions.replace(claim=claim, by=self.writer, kind=kind, changes={"source_note": self._words()})
        actions.publish(claim=new, by=self.reviewer, seen_version=new.version)

    def _confirm(self) -> None:
        initiative = Initiative.objects.get(pk=self.dice.choice(self.initiatives).pk)
        if initiative.current_status is None:
            return
        claim = actions.confirm_unchanged(initiative=initiative, by=self.writer, said_by=self.speakers[0])
        if claim.state == "submitted":
            actions.publish(claim=claim, by=self.reviewer, seen_version=claim.version)

    def _words(self) -> str:
        return f"word{self.dice.randrange(10**6)}"

    def _update(self, fields: dict[str, Any]) -> Claim:
        told: dict[str, Any] = {"status": self.dice.choice(Status.values), "rating": self.dice.choice(Rating.values)}
        return make_update(
            self.dice.choice(self.initiatives), headline=self._words(), narrative="Explained.", **told, **fields
        )

    def _position(self, fields: dict[str, Any]) -> Claim:
        stance = self.dice.choice(["", *Stance.values])
        return make_position(self.dice.choice(self.issues), self._words(), stance=stance, **fields)

    def _adherence(self, fields: dict[str, Any]) -> Claim:
        agreement = self.dice.choice(Agreement.values)
        score = self.dice.choice([None, 0, 1, 2, 3]) if agreement == Agreement.IN_FORCE else None
        breach = self.dice.choice(Breach.values)
        return make_adherence(self.dice.choice(self.terms), agreement, score=score, breach=breach, **fields)

    def _observation(self, fields: dict[str, Any]) -> Claim:
        # A day of its own for each, since a source has one figure for one period.
        days = 1 + Observations.next()
        return make_observation(
            self.dice.choice(self.indicators), Decimal(self.dice.randrange(1, 900)), days=days, **fields
        )

    def _target(self, fields: dict[str, Any]) -> Claim:
        return make_target(self.dice.choice(self.indicators), Decimal(600), "per_day", **fields)

    def _milestone(self, fields: dict[str, Any]) -> Claim:
        planned_on = fields["as_of"] + dt.timedelta(days=self.dice.randrange(20))
        course = self.dice.choice(MilestoneState.values)
        return make_milestone(self.talks, self._words(), planned_on=planned_on, course=course, **fields)

    def _budget(self, fields: dict[str, Any]) -> Claim:
        return make_budget(self.rebuilding, Decimal(self.dice.randrange(1, 10**6)), **fields)

    def _transaction(self, fields: dict[str, Any]) -> Claim:
        kind, amount = self.dice.choice(TransactionType.values), Decimal(self.dice.randrange(1, 10**5))
        provider = self.dice.choice(self.speakers)
        return make_transaction(self.rebuilding, kind, amount, provider=provider, **fields)

    def _finding(self, fields: dict[str, Any]) -> Claim:
        told = {"severity": self.dice.choice(Severity.values), "resolution": self.dice.choice(Resolution.values)}
        return make_finding(self.rebuilding, self._words(), kind=self.dice.choice(FindingKind.values), **told, **fields)


class Observations:
    """Lengths of periods, none twice."""

    count = 0

    @classmethod
    def next(cls) -> int:
        cls.count += 1
        return cls.count


@pytest.fixture(autouse=True)
def _no_period_twice() -> None:
    Observations.count = 0


def addresses(history: History) -> list[str]:
    pages = ["/", "/initiatives/", "/initiatives/?status=2", "/initiatives/?sort=title", "/updates/",
             "/updates/?history=1", "/organisations/"]  # fmt: skip
    pages += [f"/initiatives/{initiative.reference}/" for initiative in history.initiatives]
    pages += [f"/organisations/{speaker.slug}/" for speaker in history.speakers]
    files = [f"/{name}.csv" for name in FILES]
    return [*pages, *files, *(f"/{name}.csv?history=1" for name in FILES[3:])]


def with_day(address: str, day: dt.date) -> str:
    return f"{address}{'&' if '?' in address else '?'}as_at={day}"


# What a page of the past says of itself; everything else is what was saved.
ASIDE = (
    re.compile(r'<aside class="past".*?</aside>', re.DOTALL),
    re.compile(r'<section class="section" id="cite".*?</section>', re.DOTALL),
    re.compile(r'<link rel="canonical"[^>]*>|<meta name="robots"[^>]*>'),
    re.compile(r'<meta property="og:(?:type|url|site_name|locale)"[^>]*>'),
    # A feed tells what holds now.
    re.compile(
        r'<link [^>]*type="application/atom\+xml"[^>]*>|<li><a [^>]*type="application/atom\+xml">[^<]*</a></li>'
    ),
    re.compile(r'<input type="hidden" name="as_at"[^>]*>'),
    re.compile(r'<span class="mark mark--since">[^<]*</span>'),
    re.compile(r"(?<=\?)as_at=[-\d]{10}&amp;|\?as_at=[-\d]{10}(?!&amp;)|&amp;as_at=[-\d]{10}"),
)
# Their marks leave no empty room behind, and blanks between elements are not seen.
BETWEEN = re.compile(r"\s*(<[^>]+>)\s*")
NO_MARKS = re.compile(r'<(p|span) class="marks"></\1>')


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    body = b"".join(response).decode() if response.streaming else response.content.decode()
    for pattern in ASIDE:
        body = pattern.sub("", body)
    return f"{response.status_code}\n" + NO_MARKS.sub("", BETWEEN.sub(r"\1", body))


def lived(seed: int, traveller: Any) -> tuple[History, dict[dt.date, dict[str, str]]]:
    """A history of two hundred acts, and what stood at every address at the end of some of its days."""
    history = History(seed)
    client = Client()
    saved: dict[dt.date, dict[str, str]] = {}
    kept = set(history.dice.sample(range(DAYS), DAYS_COMPARED))
    for number in range(DAYS):
        day = FIRST + dt.timedelta(days=number)
        for hour in range(ACTS_A_DAY):
            traveller.move_to(dt.datetime.combine(day, dt.time(8, 5 * hour), tzinfo=ZoneInfo("UTC")))
            history.act(day)
        if number in kept:
            traveller.move_to(dt.datetime.combine(day, dt.time(12), tzinfo=ZoneInfo("UTC")))
            saved[day] = {address: shown(client, address) for address in addresses(history)}
    return history, saved


@pytest.mark.parametrize("seed", [1])
def test_a_page_of_a_day_is_the_page_that_was_saved_on_it(seed: int) -> None:
    with time_machine.travel(dt.datetime(2026, 2, 27, 8, tzinfo=ZoneInfo("UTC")), tick=False) as traveller:
        _history, saved = lived(seed, traveller)
        traveller.move_to(dt.datetime(2026, 5, 1, 8, tzinfo=ZoneInfo("UTC")))
        client = Client()
        differing = [
            with_day(address, day)
            for day, pages in saved.items()
            for address, page in pages.items()
            if shown(client, with_day(address, day)) != page
        ]
        claims = sum(rows_of(model).count() for model in claim_models())
    assert (differing, claims > 150, len(saved)) == ([], True, DAYS_COMPARED)


def holds_it(page: str) -> bool:
    return "Kanary" in page or "7700" in page or "7,700" in page


def test_what_was_removed_since_is_gone_from_every_day() -> None:
    with time_machine.travel(dt.datetime(2026, 2, 27, 8, tzinfo=ZoneInfo("UTC")), tick=False) as traveller:
        history = History(2)
        made = [
            make_update(history.corridor, headline="Kanary one", as_of=dt.date(2026, 2, 20)),
            make_position(history.issues[0], "Kanary two"),
            make_observation(history.indicators[0], Decimal("7700012.5"), inconsistency_note="Kanary three"),
            make_milestone(history.talks, "Kanary four"),
            make_finding(history.rebuilding, "Kanary five", response="Kanary six"),
            make_transaction(history.rebuilding, "3", Decimal("7700013.25"), provider_named_as="Kanary seven"),
        ]
        client = Client()
        traveller.move_to(dt.datetime(2026, 3, 3, 8, tzinfo=ZoneInfo("UTC")))
        asked = [with_day(address, day) for address in addresses(history) for day in (dt.date(2026, 2, 27), FIRST)]
        before = [
            address for address in asked if "Kanary" in shown(client, address) or "7700" in shown(client, address)
        ]
        for claim in made:
            actions.remove(claim=claim, by=history.reviewer, reason=RemoveReason.SAFETY)
        after = [address for address in asked if holds_it(shown(client, address))]
    assert (len(before) >= 12, after) == (True, [])


def test_a_page_of_the_past_says_so_is_not_indexed_and_counts_what_came_since() -> None:
    with time_machine.travel(dt.datetime(2026, 2, 27, 8, tzinfo=ZoneInfo("UTC")), tick=False) as traveller:
        corridor = make_initiative("Corridor")
        wrong = make_update(corridor, headline="Wrong", as_of=dt.date(2026, 2, 20))
        taken_back = make_update(corridor, headline="Taken back", as_of=dt.date(2026, 2, 21))
        traveller.move_to(dt.datetime(2026, 3, 3, 8, tzinfo=ZoneInfo("UTC")))
        new = actions.replace(
            claim=wrong, by=make_publisher(), kind=ReplaceKind.OUR_ERROR, changes={"headline": "Right"}
        )
        actions.publish(claim=new, by=make_publisher(), seen_version=new.version)
        actions.retract(claim=taken_back, by=make_publisher(), reason=RetractReason.ERROR)
        page = Client().get(f"/initiatives/{corridor.reference}/?as_at=2026-02-27")
        file = Client().get("/updates.csv?as_at=2026-02-27")
        early = Client().get(f"/initiatives/{corridor.reference}/?as_at=2026-02-26")
        late = Client().get(f"/initiatives/{corridor.reference}/?as_at=2026-03-04")
    html = page.content.decode()
    assert (page.context["past"].replaced_count, page.context["past"].retracted_count) == (1, 1)
    assert ('<meta name="robots" content="noindex">' in html, 'rel="canonical"' in html) == (True, False)
    assert ("Replaced since" in html, "Retracted since" in html, "Right" in html) == (True, True, False)
    assert (file.headers["X-Robots-Tag"], "as-at-2026-02-27" in file.headers["Content-Disposition"]) == (
        "noindex",
        True,
    )
    assert (early.status_code, late.status_code) == (404, 400)
