"""Claims of every kind on the initiatives of the small world: every column filled, in several scripts."""

import datetime as dt
from decimal import Decimal
from typing import Any

from initiatives import actions
from initiatives.choices import RemoveReason, RetractReason
from initiatives.models import Initiative, Location, Organisation
from tests.factories import (
    make_adherence,
    make_budget,
    make_finding,
    make_indicator,
    make_issue,
    make_milestone,
    make_observation,
    make_position,
    make_publisher,
    make_source,
    make_target,
    make_term,
    make_transaction,
    replace_claim,
)


def day(number: int) -> dt.date:
    return dt.date(2026, 11, number)


def moment(number: int) -> dt.datetime:
    return dt.datetime(2026, 11, number, 9, 0, 30, tzinfo=dt.UTC)


def add_figures(corridor: Initiative) -> None:
    crescent, united_nations = (Organisation.objects.get(slug=slug) for slug in ("al-hilal", "united-nations"))
    told: dict[str, Any] = {"source": make_source("https://example.org/figures?a=1,2", publisher="OCHA; «Réf.»")}
    clinic = Location.objects.get(slug="secret-clinic")
    trucks = make_indicator(
        corridor, "Lorries, « collectés »", group="=Crossings", category="food", stage="collected",
        unit="trucks", location=clinic,
    )  # fmt: skip
    share = make_indicator(corridor, "نسبة", measure="2", category="medical", unit="%", order=1)
    words = make_indicator(corridor, "מצב הכביש", measure="5", unit="", order=2)
    wrong = make_observation(
        trucks, Decimal("1250.5"), days=7, as_of=day(8), published_at=moment(9), said_by=united_nations,
        named_as="UN, \"OCHA\"", days_as_published=6, confidence="disputed",
        inconsistency_note="-1 lorry: the parts do not add up", **told,
    )  # fmt: skip
    replace_claim(wrong, kind="source_revised", published_at=moment(10), value=Decimal("1_000_000_000"))
    make_observation(trucks, 0, days=1, as_of=day(9), published_at=moment(10), said_by=crescent, **told)
    taken_back = make_observation(share, "12.125", as_of=day(10), published_at=moment(11), said_by=crescent, **told)
    actions.retract(claim=taken_back, by=make_publisher(), reason=RetractReason.ERROR, at=moment(12))
    make_observation(
        words, None, text="الطريق مفتوح,\u200b=1+1", as_of=day(11), published_at=moment(12), said_by=crescent, **told
    )
    make_target(trucks, 600, "per_day", as_of=day(3), published_at=moment(4), said_by=united_nations, **told)
    make_target(
        share, "99.5", as_of=day(3), published_at=moment(5), said_by=crescent, valid_from=day(1),
        valid_until=dt.date(2027, 1, 31), **told,
    )  # fmt: skip
    make_target(words, None, text="הכביש פתוח", as_of=day(4), published_at=moment(5), said_by=crescent, **told)
    hidden = make_indicator(corridor, "HIDDEN indicator", order=3)
    make_observation(hidden, 77, as_of=day(9), said_by=crescent, public=False, **told)
    make_target(hidden, 77, as_of=day(9), said_by=crescent, public=False, **told)


def add_talks(talks: Initiative) -> None:
    hosts, israel = (Organisation.objects.get(slug=slug) for slug in ("host-nations", "israel"))
    told: dict[str, Any] = {"source": make_source("https://example.org/talks", publisher="Reuters")}
    withdrawal = make_term(
        talks, "Forces leave =the axis", kind="withdrawal", phase="Phase «1»", obligor=israel,
        obligor_named_as="ישראל", due_on=day(30),
    )  # fmt: skip
    passage = make_term(talks, "وصول المساعدات", kind="humanitarian_access", obligor=hosts)
    make_adherence(withdrawal, score=0, breach="alleged", as_of=day(15), published_at=moment(16), said_by=hosts, **told)
    make_adherence(withdrawal, "agreed", as_of=day(15), published_at=moment(17), said_by=israel, **told)
    older = make_adherence(passage, score=3, as_of=day(16), published_at=moment(17), said_by=hosts, **told)
    replace_claim(older, kind="follow_up", published_at=moment(18), score=2, as_of=day(18))
    timing = make_issue(talks, "Timing, and order", group="@Phase 2")
    make_position(
        timing, "לא לפני השחרור", stance="conditional", as_of=day(12), published_at=moment(13), said_by=israel, **told
    )
    make_position(
        timing, "قبل\u200b-نعم", as_of=day(13), published_at=moment(14), said_by=hosts, named_as="Les hôtes", **told
    )
    make_milestone(
        talks, "Vote, =+1", kind="vote", planned_on=None, course="postponed", as_of=day(14), published_at=moment(15),
        said_by=hosts, **told,
    )  # fmt: skip
    make_milestone(talks, "הסבב החמישי", planned_on=day(29), as_of=day(14), published_at=moment(16), **told)
    hidden = make_issue(talks, "HIDDEN issue")
    make_position(hidden, "HIDDEN", as_of=day(13), said_by=hosts, public=False, **told)
    make_adherence(make_term(talks, "HIDDEN term"), as_of=day(13), said_by=hosts, public=False, **told)
    make_milestone(talks, "HIDDEN vote", as_of=day(13), public=False, **told)


def add_money(route: Initiative) -> None:
    donors, crescent = (Organisation.objects.get(slug=slug) for slug in ("donors", "al-hilal"))
    told: dict[str, Any] = {"source": make_source("https://example.org/money", publisher="FTS")}
    make_budget(route, "1000000.50", as_of=day(2), published_at=moment(3), said_by=donors, **told)
    make_budget(
        route, 500, type="2", currency="EUR", amount_usd="577.25", rate_on=day(2), period_start=day(1),
        period_end=day(30), as_of=day(3), published_at=moment(4), **told,
    )  # fmt: skip
    pledge = make_transaction(
        route, "13", 800, as_of=day(3), published_at=moment(4), provider=donors, provider_named_as="Amis; +1", **told
    )
    removed = make_transaction(route, "13", 900, as_of=day(3), published_at=moment(5), provider=donors, **told)
    for number, promised in enumerate((pledge, removed)):
        make_transaction(
            route, "11", 700, currency="ILS", as_of=day(4 + number), published_at=moment(6), provider=donors,
            receiver=crescent, converts=promised, **told,
        )  # fmt: skip
    actions.remove(claim=removed, by=make_publisher(), reason=RemoveReason.LAW)
    make_transaction(
        route, "4", "-12.30", negative_reason="refund", as_of=day(6), published_at=moment(7), said_by=crescent,
        receiver=donors, receiver_named_as="אגודה", **told,
    )  # fmt: skip
    make_finding(
        route, "Fuel is missing,\n=SUM(A1)", kind="audit", severity="high", amount_questioned="40000.10",
        currency="EUR", resolution="responded", response="لا شيء", as_of=day(7), published_at=moment(8),
        said_by=donors, **told,
    )  # fmt: skip
    make_finding(route, "רישום חסר", kind="site_visit", as_of=day(8), published_at=moment(9), **told)
    for hidden in (
        make_budget(route, 77, as_of=day(2), public=False, **told),
        make_transaction(route, "4", 77, as_of=day(2), provider_named_as="HIDDEN", public=False, **told),
        make_finding(route, "HIDDEN finding", as_of=day(2), response="HIDDEN", public=False, **told),
    ):
        assert not hidden.is_public
