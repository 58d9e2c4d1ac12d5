"""What oversight found in an initiative, and the points to check that follow from its figures by rule.

A point is a reason to look, not a verdict. The rules, each over one reading and the day on which it is read:

- spent over received: the expenditure in US dollars is more than what was received, where all of that has dollars.
- spent while planned: on the day of an expenditure the status was Planned; before the first update, the first one's.
- end passed: the planned end lies before the day, and the status is Active.
- no monitor: a reconstruction names no organisation as monitor.
- no audit: there is expenditure, and no audit or inspection began in the 12 months before the day.
- old high finding: a finding that is of high severity now has been open for more than 90 days without a break.
- pledge outstanding: after more than 180 days, commitments convert less than half of a pledge.
- budget grew: the revised budget is more than 20 % over the original, in one currency or else in US dollars.
- behind spending: physical progress is more than 20 points behind spent / required, in US dollars. Physical progress
  is the newest figure observed of an indicator that is a percentage, an output, better the more, and in the group
  "Progress" or, on a reconstruction, in none.

A correction takes the day of what it corrects; what follows up on a claim does not make it younger. Figures that are
not known in US dollars stay out of a comparison in dollars, and the point says so.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.choices import (
    BudgetType,
    FindingKind,
    Measure,
    Point,
    Resolution,
    ResultType,
    Role,
    Severity,
    Status,
    TransactionType,
)
from initiatives.models import (
    Budget,
    Claim,
    Finding,
    Initiative,
    Observation,
    Organisation,
    Participation,
    ShownPoint,
    StatusUpdate,
    Transaction,
)
from initiatives.models.funding import DOLLAR
from initiatives.reports.funding import (
    NOTHING,
    Total,
    before_revision,
    in_words,
    money,
    of_type,
    pledged,
    required,
    spent_share,
    total,
)
from initiatives.reports.indicators import WITH_PLACE
from initiatives.reports.reading import Reading, Sources, chains, link_to
from initiatives.reports.texts import Link, paragraphs, percent
from initiatives.reports.versions import Version, course, holds, versions
from initiatives.reports.wording import amount, day

RECONSTRUCTION = "reconstruction"
OPEN_DAYS = 90
PLEDGE_DAYS = 180
GROWTH = Decimal("1.2")
POINTS_BEHIND = Decimal(20)
PROGRESS = "progress"
OVERSIGHT_KINDS: tuple[str, ...] = (FindingKind.AUDIT, FindingKind.INSPECTION)
WORST_FIRST: tuple[str, ...] = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@dataclass(frozen=True)
class FindingRow:
    """One version of a finding. Of the newest, `course` tells the versions before it, oldest first."""

    version: Version
    kind: str | Promise
    severity: Severity
    resolution: Resolution
    summary: tuple[str, ...]
    amount: Decimal | None
    currency: str
    response: tuple[str, ...]
    course: tuple["FindingRow", ...] = ()


@dataclass(frozen=True)
class Ground:
    """One sentence of figures behind a point, and the claim on the page that it is about, where it is one."""

    text: str
    anchor: str = ""
    public_name: str = ""


@dataclass(frozen=True)
class PointFound:
    """A rule that holds. Its label is the rule; `grounds` are the figures behind it."""

    code: Point
    grounds: tuple[Ground, ...]

    @property
    def rule(self) -> str | Promise:
        return self.code.label


@dataclass(frozen=True)
class PointShown:
    """A point that a Publisher shows, with what the organisation says to it."""

    found: PointFound
    response: tuple[str, ...]
    responded_by: Link | None
    responded_on: dt.date | None


@dataclass(frozen=True)
class Evidence:
    """What the rules look at: the initiative with its standing, the day, and chains of claims, newest first.

    `updates` and `observations` are those that hold, newest first; observations have their indicator loaded.
    """

    initiative: Initiative
    day: dt.date
    has_monitor: bool = False
    updates: list[StatusUpdate] = field(default_factory=list)
    budgets: list[list[Budget]] = field(default_factory=list)
    transactions: list[list[Transaction]] = field(default_factory=list)
    findings: list[list[Finding]] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)

    @property
    def rows(self) -> list[Transaction]:
        return [chain[0] for chain in self.transactions if holds(chain)]

    @property
    def spent(self) -> list[Transaction]:
        return of_type(self.rows, TransactionType.EXPENDITURE)

    @property
    def required(self) -> Budget | None:
        return required([chain[0] for chain in self.budgets if holds(chain)])


def findings(reading: Reading, sources: Sources) -> tuple[FindingRow, ...] | None:
    """Every finding, the worst first and of these the newest, what was retracted last; one query."""
    laid = chains(reading.of(Finding))
    laid.sort(key=lambda chain: (not holds(chain), WORST_FIRST.index(chain[0].severity)))
    return tuple(_finding(chain, sources) for chain in laid) or None


def shown_points(reading: Reading, sources: Sources) -> tuple[PointShown, ...] | None:
    """The points that a Publisher shows and whose rule holds; two queries, and those of the evidence where any is
    to be shown.
    """
    del sources  # what the points rest on has its sources in the sections of the claims
    chosen = ShownPoint.objects.public(reading.at).filter(initiative=reading.initiative)
    by_code = {point.code: point for point in chosen.select_related("responded_by__merged_into")}
    if not by_code:
        return None
    responding = [point.responded_by.kept.pk for point in by_code.values() if point.responded_by is not None]
    known = set(Organisation.objects.public(reading.at).filter(pk__in=responding).values_list("pk", flat=True))
    found = [point for point in points(reading) if point.code in by_code]
    return tuple(_shown(point, by_code[point.code], known) for point in found) or None


def points(reading: Reading) -> tuple[PointFound, ...]:
    """Every point whose rule holds, for staff; the initiative read carries `with_standing()`. Six queries."""
    return check(evidence(reading))


def evidence(reading: Reading) -> Evidence:
    # Not through the door: whoever reads the initiative has passed it, and staff read drafts too.
    monitors = Participation.objects.filter(initiative=reading.initiative, role=Role.MONITOR)
    budgets, transactions = money(reading)
    return Evidence(
        initiative=reading.initiative,
        day=reading.day,
        has_monitor=monitors.exists(),
        updates=[row for row in reading.current(StatusUpdate) if not row.is_confirmation],
        budgets=budgets,
        transactions=transactions,
        findings=chains(reading.of(Finding)),
        observations=reading.current(Observation, WITH_PLACE),
    )


def check(seen: Evidence) -> tuple[PointFound, ...]:
    """The rules, in the order of the list of points."""
    asked = ((code, tuple(RULES[code](seen))) for code in Point)
    return tuple(PointFound(code, grounds) for code, grounds in asked if grounds)


def spent_over_received(seen: Evidence) -> Iterator[Ground]:
    spent, received = total(seen.spent), total(of_type(seen.rows, TransactionType.RECEIVED))
    # What was received without a dollar figure may be more than what was spent.
    is_known = not received.left_out
    if is_known and spent.figure is not None and spent.figure > (received.figure or NOTHING):
        yield Ground(
            _("Spent: %(spent)s. Received: %(received)s.") % {"spent": _dollars(spent), "received": _dollars(received)}
        )
        yield from _left_out(spent)


def spent_while_planned(seen: Evidence) -> Iterator[Ground]:
    for row in seen.spent:
        if row.amount > 0 and _status_on(seen.updates, row.as_of) == Status.PLANNED:
            said = _("Spent on %(day)s: %(amount)s.")
            yield _ground(row, said % {"day": day(row.as_of), "amount": amount(row.amount, row.currency)})


def end_passed(seen: Evidence) -> Iterator[Ground]:
    end = seen.initiative.planned_end
    if end is not None and end < seen.day and seen.initiative.status == Status.ACTIVE:
        days = (seen.day - end).days
        said = ngettext(
            "The planned end was %(end)s, %(days)d day ago.",
            "The planned end was %(end)s, %(days)d days ago.",
            days,
        )
        yield Ground(said % {"end": day(end), "days": days})


def no_monitor(seen: Evidence) -> Iterator[Ground]:
    if seen.initiative.kind == RECONSTRUCTION and not seen.has_monitor:
        yield Ground(_("None of the organisations that take part has the role of monitor."))


def no_audit(seen: Evidence) -> Iterator[Ground]:
    looked = [course(chain)[0].as_of for chain in seen.findings if holds(chain) and chain[0].kind in OVERSIGHT_KINDS]
    last = max(looked, default=None)
    if not seen.spent or (last is not None and last >= _a_year_before(seen.day)):
        return
    spent = total(seen.spent)
    yield Ground(_("Spent: %(spent)s.") % {"spent": _dollars(spent)})
    yield from _left_out(spent)
    if last is None:
        yield Ground(_("No audit or inspection is known."))
    else:
        yield Ground(_("The last audit or inspection is of %(day)s.") % {"day": day(last)})


def old_high_finding(seen: Evidence) -> Iterator[Ground]:
    for chain in seen.findings:
        since = _open_since(chain)
        if since is None or chain[0].severity != Severity.HIGH or (seen.day - since).days <= OPEN_DAYS:
            continue
        said = _("Open since %(day)s, %(days)d days.")
        yield _ground(chain[0], said % {"day": day(since), "days": (seen.day - since).days})


def pledge_outstanding(seen: Evidence) -> Iterator[Ground]:
    found = pledged(seen.transactions)
    for pledge in found.pledges if found is not None else ():
        told, days = pledge.conversion, (seen.day - pledge.made_on).days
        if days <= PLEDGE_DAYS or told.outstanding * 2 <= told.pledged or told.pledged <= 0:
            continue
        said = _("Pledged on %(day)s, %(days)d days ago: %(pledged)s. Outstanding: %(outstanding)s.") % {
            "day": day(pledge.made_on),
            "days": days,
            "pledged": amount(told.pledged, told.currency),
            "outstanding": amount(told.outstanding, told.currency),
        }
        yield Ground(said, pledge.anchor, pledge.public_name)
        yield from _not_counted(told.left_out)


def budget_grew(seen: Evidence) -> Iterator[Ground]:
    revised = seen.required
    if revised is None or revised.type != BudgetType.REVISED:
        return
    original = before_revision(seen.budgets, revised)
    if original is None:
        return
    was, now, currency = original.amount, revised.amount, revised.currency
    if original.currency != currency:
        if original.amount_usd is None or revised.amount_usd is None:
            return
        was, now, currency = original.amount_usd, revised.amount_usd, DOLLAR
    if now > was * GROWTH:
        yield _ground(
            revised,
            _("Original: %(was)s. Revised: %(now)s.") % {"was": amount(was, currency), "now": amount(now, currency)},
        )


def behind_spending(seen: Evidence) -> Iterator[Ground]:
    progress = next((row for row in seen.observations if _tells_progress(row)), None)
    spent, needed = total(seen.spent), seen.required
    share = spent_share(spent, needed)
    if progress is None or progress.value is None or share is None or needed is None or needed.amount_usd is None:
        return
    if share * 100 - progress.value > POINTS_BEHIND:
        said = _("%(indicator)s: %(progress)s on %(day)s.") % {
            "indicator": progress.indicator.title,
            "progress": percent(progress.value / 100),
            "day": day(progress.as_of),
        }
        yield _ground(progress, said)
        base = {"share": percent(share), "amount": in_words(needed.amount_usd, DOLLAR)}
        yield Ground(_("Spent: %(share)s, required %(amount)s.") % base)
        yield from _left_out(spent)


RULES: dict[Point, Callable[[Evidence], Iterator[Ground]]] = {
    Point.SPENT_OVER_RECEIVED: spent_over_received,
    Point.SPENT_WHILE_PLANNED: spent_while_planned,
    Point.END_PASSED: end_passed,
    Point.NO_MONITOR: no_monitor,
    Point.NO_AUDIT: no_audit,
    Point.OLD_HIGH_FINDING: old_high_finding,
    Point.PLEDGE_OUTSTANDING: pledge_outstanding,
    Point.BUDGET_GREW: budget_grew,
    Point.BEHIND_SPENDING: behind_spending,
}


def _finding(chain: list[Finding], sources: Sources) -> FindingRow:
    head, *earlier = (
        FindingRow(
            version=version,
            kind=row.get_kind_display(),
            severity=Severity(row.severity),
            resolution=Resolution(row.resolution),
            summary=paragraphs(row.summary),
            amount=row.amount_questioned,
            currency=row.currency,
            response=paragraphs(row.response),
        )
        for row, version in versions(chain, sources)
    )
    return replace(head, course=tuple(reversed(earlier)))


def _shown(found: PointFound, chosen: ShownPoint, known: set[int]) -> PointShown:
    by = chosen.responded_by
    link = None
    if by is not None:
        # Who answers may take no part that has a page.
        link = link_to(by) if by.kept.pk in known else Link(by.name)
    return PointShown(found, paragraphs(chosen.response), link, chosen.responded_on)


def _status_on(updates: list[StatusUpdate], day: dt.date) -> str | None:
    """The status that held at the end of a day; before the first update, the first one's."""
    told = next((row for row in updates if row.as_of <= day), updates[-1] if updates else None)
    return told.status if told is not None else None


def _open_since(chain: list[Finding]) -> dt.date | None:
    """The first day of the unbroken run of days on which a finding is open; None where it is not."""
    since = None
    for row in reversed(course(chain)) if holds(chain) else ():
        if row.resolution != Resolution.OPEN:
            break
        since = row.as_of
    return since


def _tells_progress(row: Observation) -> bool:
    asked = row.indicator
    is_output = (asked.measure, asked.result_type) == (Measure.PERCENTAGE, ResultType.OUTPUT)
    group = asked.group.strip().casefold()
    is_of_rebuilding = not group and row.initiative.kind == RECONSTRUCTION
    return is_output and asked.ascending and (group == PROGRESS or is_of_rebuilding)


def _a_year_before(day: dt.date) -> dt.date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)


def _ground(row: Claim, said: str) -> Ground:
    return Ground(said, row.anchor, row.public_name)


def _dollars(found: Total) -> str:
    return amount(found.figure, DOLLAR) if found.figure is not None else _("nothing known")


def _left_out(found: Total) -> Iterator[Ground]:
    yield from _not_counted(found.left_out_count)


def _not_counted(count: int) -> Iterator[Ground]:
    if count:
        said = ngettext(
            "%(count)d amount without a dollar figure is left out.",
            "%(count)d amounts without a dollar figure are left out.",
            count,
        )
        yield Ground(said % {"count": count})
