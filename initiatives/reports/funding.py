"""The money of one initiative: what is required, pledged, committed, received, disbursed and spent."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives import svg
from initiatives.choices import BudgetType, NegativeReason, TransactionType
from initiatives.models import Budget, Organisation, Transaction
from initiatives.models.funding import DOLLAR, Money
from initiatives.reports.reading import Reading, Sources, chains, link_to
from initiatives.reports.texts import Link, figure
from initiatives.reports.versions import Version, course, holds, struck, versions
from initiatives.reports.wording import amount

Label = str | Promise
NOTHING = Decimal(0)

# What money goes through once it is bound. Pledges are told apart: no total holds them (the counting rule of FTS).
STAGES: tuple[tuple[TransactionType, Label], ...] = (
    (TransactionType.COMMITMENT, gettext_lazy("Committed")),
    (TransactionType.RECEIVED, gettext_lazy("Received")),
    (TransactionType.DISBURSEMENT, gettext_lazy("Disbursed")),
    (TransactionType.EXPENDITURE, gettext_lazy("Spent")),
)
LARGE: tuple[tuple[Decimal, Label], ...] = (
    (Decimal(10) ** 9, gettext_lazy("%(figure)s billion %(currency)s")),
    (Decimal(10) ** 6, gettext_lazy("%(figure)s million %(currency)s")),
)


@dataclass(frozen=True)
class Amount:
    """What `count` rows add up to in their own currency."""

    figure: Decimal
    currency: str
    count: int


@dataclass(frozen=True)
class TakenBack:
    """What was refunded or de-committed, in US dollars: below zero, and part of the sum."""

    reason: NegativeReason
    figure: Decimal


@dataclass(frozen=True)
class Total:
    """US dollars of the rows that have a dollar figure; `left_out` are the others, by currency.

    The figure is None where no row has one: nothing known is not zero.
    """

    figure: Decimal | None
    count: int
    left_out: tuple[Amount, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()

    @property
    def left_out_count(self) -> int:
        return sum(amount.count for amount in self.left_out)


@dataclass(frozen=True)
class Stage:
    """`share` is the part of what is required, where both are known in US dollars."""

    type: TransactionType
    label: Label
    total: Total
    share: Decimal | None


@dataclass(frozen=True)
class Conversion:
    """How far a pledge was turned into commitments, in one currency; `left_out` commitments have no figure in it."""

    currency: str
    pledged: Decimal
    converted: Decimal
    outstanding: Decimal
    left_out: int = 0


@dataclass(frozen=True)
class Pledge:
    """`made_on` is the day of the pledge, not of what followed up on it."""

    anchor: str
    public_name: str
    made_on: dt.date
    provider: Link | None
    conversion: Conversion


@dataclass(frozen=True)
class Pledged:
    """Converted and outstanding count the pledges that have a dollar figure, as the total does."""

    total: Total
    converted: Decimal
    outstanding: Decimal
    conversions_left_out: int
    pledges: tuple[Pledge, ...]
    chart: svg.ShareBar | None


@dataclass(frozen=True)
class BudgetRow:
    version: Version
    label: Label
    period_start: dt.date
    period_end: dt.date
    amount: Decimal
    currency: str
    amount_usd: Decimal | None
    rate_on: dt.date | None
    is_required: bool = False
    earlier: tuple["BudgetRow", ...] = ()


@dataclass(frozen=True)
class TransactionRow:
    """`converts` is the pledge that a commitment turns into something: its public name and its anchor."""

    version: Version
    label: Label
    amount: Decimal
    currency: str
    amount_usd: Decimal | None
    rate_on: dt.date | None
    negative_reason: NegativeReason | None
    provider: Link | None
    receiver: Link | None
    converts: Link | None = None
    earlier: tuple["TransactionRow", ...] = ()


@dataclass(frozen=True)
class Required:
    anchor: str
    public_name: str
    label: Label
    amount: Decimal
    currency: str
    amount_usd: Decimal | None
    in_words: str


@dataclass(frozen=True)
class Funding:
    required: Required | None
    stages: tuple[Stage, ...]
    chart: svg.Steps | None
    pledged: Pledged | None
    budgets: tuple[BudgetRow, ...]
    transactions: tuple[TransactionRow, ...]


def funding(reading: Reading, sources: Sources) -> Funding | None:
    """The funding chain and every row behind it; two queries."""
    budgets, transactions = money(reading)
    if not budgets and not transactions:
        return None
    needed = required([chain[0] for chain in budgets if holds(chain)])
    rows = [chain[0] for chain in transactions if holds(chain)]
    base = needed.amount_usd if needed is not None else None
    names = {chain[0].chain_id(): Link(chain[0].public_name, chain[0].anchor) for chain in transactions}
    found = stages(rows, base)
    return Funding(
        required=_required(needed) if needed is not None else None,
        stages=found,
        chart=_chart(found, needed),
        pledged=pledged(transactions),
        budgets=tuple(_budget(chain, needed, sources) for chain in budgets),
        transactions=tuple(_transaction(chain, names, sources) for chain in transactions),
    )


def money(reading: Reading) -> tuple[list[list[Budget]], list[list[Transaction]]]:
    """The chains of budgets and of transactions, newest first; two queries."""
    transactions = reading.of(Transaction, "provider__merged_into", "receiver__merged_into")
    return chains(reading.of(Budget)), chains(transactions)


def required(rows: list[Budget]) -> Budget | None:
    """What is required: of the budgets that hold, given newest first, the newest; a revised one beats an original."""
    revised = (row for row in rows if row.type == BudgetType.REVISED)
    return next(revised, rows[0] if rows else None)


def before_revision(budgets: list[list[Budget]], revised: Budget) -> Budget | None:
    """The original that a revised budget is measured by: the newest for any of its days that was not in error.

    An original that its source revised, or that was followed up, still counts: it was the plan.
    """
    kept = (row for chain in budgets for row, out in zip(chain, struck(chain), strict=True) if not out)
    originals = (row for row in kept if row.type == BudgetType.ORIGINAL)
    return next(
        (o for o in originals if o.period_start <= revised.period_end and revised.period_start <= o.period_end), None
    )


def total(rows: Iterable[Money]) -> Total:
    known: list[Decimal] = []
    left_out: dict[str, list[Decimal]] = {}
    back: dict[str, Decimal] = {}
    for row in rows:
        if row.amount_usd is None:
            left_out.setdefault(row.currency, []).append(row.amount)
            continue
        known.append(row.amount_usd)
        reason = getattr(row, "negative_reason", "")
        if reason:
            back[reason] = back.get(reason, NOTHING) + row.amount_usd
    return Total(
        figure=sum(known, NOTHING) if known else None,
        count=len(known),
        left_out=tuple(Amount(sum(own, NOTHING), code, len(own)) for code, own in sorted(left_out.items())),
        taken_back=tuple(TakenBack(reason, back[reason]) for reason in NegativeReason if reason in back),
    )


def stages(rows: list[Transaction], base: Decimal | None = None) -> tuple[Stage, ...]:
    """The totals of what is bound, received, passed on and spent; shares are of the `base` in US dollars."""
    sums = [(type_, label, total(of_type(rows, type_))) for type_, label in STAGES]
    return tuple(Stage(type_, label, found, _share(found.figure, base)) for type_, label, found in sums)


def of_type(rows: Iterable[Transaction], type_: str) -> list[Transaction]:
    return [row for row in rows if row.type == type_]


def spent_share(spent: Total, needed: Budget | None) -> Decimal | None:
    """Spent by required, in US dollars."""
    return _share(spent.figure, needed.amount_usd if needed is not None else None)


def conversion(amount: Decimal, commitments: list[Transaction], currency: str) -> Conversion:
    """How far the commitments that name a pledge convert it, told in one currency.

    More than was pledged leaves nothing outstanding, and a pledge below zero is outstanding as a whole: it takes back.
    """
    known = [figure for figure in (_in(row, currency) for row in commitments) if figure is not None]
    converted = sum(known, NOTHING)
    outstanding = min(max(amount - converted, NOTHING), amount) if amount > 0 else amount
    return Conversion(currency, amount, converted, outstanding, len(commitments) - len(known))


def converting(rows: Iterable[Transaction]) -> dict[int, list[Transaction]]:
    """The commitments that convert a pledge, by the id of the pledge's chain."""
    found: dict[int, list[Transaction]] = {}
    for row in of_type(rows, TransactionType.COMMITMENT):
        if row.converts_id is not None:
            found.setdefault(row.converts_id, []).append(row)
    return found


def pledged(transactions: list[list[Transaction]]) -> Pledged | None:
    """The pledges that hold, each with what became of it; in no total of the chain."""
    live = [chain for chain in transactions if holds(chain)]
    made = [chain for chain in live if chain[0].type == TransactionType.PLEDGE]
    if not made:
        return None
    by_pledge = converting(chain[0] for chain in live)
    return pledges_in_all([chain[0] for chain in made], by_pledge, tuple(_pledge(chain, by_pledge) for chain in made))


def pledges_in_all(
    rows: list[Transaction], by_pledge: dict[int, list[Transaction]], pledges: tuple[Pledge, ...] = ()
) -> Pledged:
    known = [
        conversion(row.amount_usd, by_pledge.get(row.chain_id(), []), DOLLAR)
        for row in rows
        if row.amount_usd is not None
    ]
    sums = total(rows)
    converted = sum((found.converted for found in known), NOTHING)
    outstanding = sum((found.outstanding for found in known), NOTHING)
    parts = (
        svg.Part(_("Converted into commitments"), converted, _share(converted, sums.figure)),
        svg.Part(_("Outstanding"), outstanding, _share(outstanding, sums.figure), "empty"),
    )
    return Pledged(
        total=sums,
        converted=converted,
        outstanding=outstanding,
        conversions_left_out=sum(found.left_out for found in known),
        pledges=pledges,
        chart=svg.share_bar(parts, sums.figure, whole_label=_("Pledged")) if sums.figure and sums.figure > 0 else None,
    )


def in_words(value: Decimal, currency: str) -> str:
    """A large amount in short: 4.07 billion USD."""
    for unit, said in LARGE:
        if value >= unit:
            short = (value / unit).quantize(Decimal("0.01"), ROUND_HALF_UP)
            return str(said) % {"figure": figure(short), "currency": currency}
    return amount(value, currency)


def party(organisation: Organisation | None, named_as: str) -> Link | None:
    """Who gave or received, as the source names them."""
    if organisation is not None:
        return link_to(organisation, named_as)
    return Link(named_as) if named_as else None


def _in(row: Money, currency: str) -> Decimal | None:
    if currency == DOLLAR:
        return row.amount_usd
    return row.amount if row.currency == currency else None


def _share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return part / whole if part is not None and whole else None


def _required(row: Budget) -> Required:
    return Required(
        anchor=row.anchor,
        public_name=row.public_name,
        label=row.get_type_display(),
        amount=row.amount,
        currency=row.currency,
        amount_usd=row.amount_usd,
        in_words=in_words(row.amount_usd, DOLLAR) if row.amount_usd is not None else in_words(row.amount, row.currency),
    )


def _chart(found: tuple[Stage, ...], needed: Budget | None) -> svg.Steps | None:
    if all(stage.total.figure is None for stage in found):
        return None
    base = needed.amount_usd if needed is not None else None
    said = _("required %(amount)s") % {"amount": in_words(base, DOLLAR)} if base else ""
    bars = (
        svg.Bar(str(stage.label), stage.total.figure, stage.share, said if stage.share is not None else "")
        for stage in found
    )
    return svg.steps(bars, base, target_label=_("Required"))


def _pledge(chain: list[Transaction], by_pledge: dict[int, list[Transaction]]) -> Pledge:
    row = chain[0]
    return Pledge(
        anchor=row.anchor,
        public_name=row.public_name,
        made_on=course(chain)[0].as_of,
        provider=party(row.provider, row.provider_named_as),
        conversion=_own_conversion(row, by_pledge.get(row.chain_id(), [])),
    )


def _own_conversion(pledge: Transaction, commitments: list[Transaction]) -> Conversion:
    """In the currency of the pledge where all is told in it, else in US dollars where the pledge has them."""
    if pledge.amount_usd is None or all(row.currency == pledge.currency for row in commitments):
        return conversion(pledge.amount, commitments, pledge.currency)
    return conversion(pledge.amount_usd, commitments, DOLLAR)


def _budget(chain: list[Budget], needed: Budget | None, sources: Sources) -> BudgetRow:
    head, *earlier = (
        BudgetRow(
            version=version,
            label=row.get_type_display(),
            period_start=row.period_start,
            period_end=row.period_end,
            amount=row.amount,
            currency=row.currency,
            amount_usd=row.amount_usd,
            rate_on=row.rate_on,
            is_required=row is needed,
        )
        for row, version in versions(chain, sources)
    )
    return replace(head, earlier=tuple(earlier))


def _transaction(chain: list[Transaction], names: dict[int, Link], sources: Sources) -> TransactionRow:
    head, *earlier = (
        TransactionRow(
            version=version,
            label=row.get_type_display(),
            amount=row.amount,
            currency=row.currency,
            amount_usd=row.amount_usd,
            rate_on=row.rate_on,
            negative_reason=NegativeReason(row.negative_reason) if row.negative_reason else None,
            provider=party(row.provider, row.provider_named_as),
            receiver=party(row.receiver, row.receiver_named_as),
            converts=names.get(row.converts_id or 0),
        )
        for row, version in versions(chain, sources)
    )
    return replace(head, earlier=tuple(earlier))
