"""What a corridor usually counts, made at once; and the figures of one source, entered together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives import text
from initiatives.actions.base import NeedsReason, Refused, _locked_initiative, _require, _save
from initiatives.actions.drafts import Then, save_draft
from initiatives.actions.review import publish, submit
from initiatives.choices import UNPUBLISHED_STATES, Category, Stage, State
from initiatives.models import Indicator, Initiative, Observation, User

CARGO, SUPPLIES, MOVEMENTS = _("Cargo"), _("What arrived"), _("Movements")
TRUCKS, MISSIONS = _("trucks"), _("missions")


@dataclass(frozen=True)
class Standard:
    """One indicator of the standard set."""

    title: Promise
    group: Promise
    unit: Promise
    stage: Stage
    category: Category = Category.ALL
    ascending: bool = True


# Cargo as UN2720 follows it, what arrived by category, and movements as OCHA reports access.
STANDARD_SET: tuple[Standard, ...] = (
    Standard(_("Trucks manifested"), CARGO, TRUCKS, Stage.MANIFESTED),
    Standard(_("Trucks offloaded"), CARGO, TRUCKS, Stage.OFFLOADED),
    Standard(_("Trucks collected"), CARGO, TRUCKS, Stage.COLLECTED),
    Standard(_("Trucks arrived"), CARGO, TRUCKS, Stage.ARRIVED),
    Standard(_("Trucks arrived: medical equipment"), SUPPLIES, TRUCKS, Stage.ARRIVED, Category.MEDICAL),
    Standard(_("Trucks arrived: food"), SUPPLIES, TRUCKS, Stage.ARRIVED, Category.FOOD),
    Standard(_("Trucks arrived: clean water"), SUPPLIES, TRUCKS, Stage.ARRIVED, Category.WATER),
    Standard(_("Trucks arrived: shelter"), SUPPLIES, TRUCKS, Stage.ARRIVED, Category.SHELTER),
    Standard(_("Trucks arrived: fuel"), SUPPLIES, TRUCKS, Stage.ARRIVED, Category.FUEL),
    Standard(_("Movements planned"), MOVEMENTS, MISSIONS, Stage.PLANNED),
    Standard(_("Movements facilitated"), MOVEMENTS, MISSIONS, Stage.FACILITATED),
    Standard(_("Movements partly facilitated"), MOVEMENTS, MISSIONS, Stage.PARTLY_FACILITATED),
    Standard(_("Movements impeded"), MOVEMENTS, MISSIONS, Stage.IMPEDED, ascending=False),
    Standard(_("Movements denied"), MOVEMENTS, MISSIONS, Stage.DENIED, ascending=False),
    Standard(_("Movements postponed"), MOVEMENTS, MISSIONS, Stage.POSTPONED, ascending=False),
    Standard(_("Movements cancelled"), MOVEMENTS, MISSIONS, Stage.CANCELLED, ascending=False),
)


def missing_standards(initiative: Initiative) -> tuple[Standard, ...]:
    """What of the standard set a corridor has no indicator for, by title; nothing for any other kind."""
    if initiative.kind != "corridor":
        return ()
    there = set(Indicator.objects.filter(initiative=initiative).values_list("title_key", flat=True))
    return tuple(each for each in STANDARD_SET if text.normalise(str(each.title)) not in there)


@transaction.atomic
def make_standard_set(*, initiative: Initiative, by: User) -> list[Indicator]:
    """Make the indicators of the standard set that are not there; those of the same title are left as they are.

    No edition is counted: an indicator is public once a claim names it, and none names a new one.
    """
    initiative = _locked_initiative(initiative.pk)
    _require(by, "change", initiative)
    missing = missing_standards(initiative)
    if not missing:
        raise Refused(_now("All of the standard set is here already."))
    last = Indicator.objects.filter(initiative=initiative).aggregate(last=Max("order"))["last"] or 0
    made = []
    for order, each in enumerate(missing, start=last + 1):
        indicator = Indicator(
            initiative=initiative,
            title=str(each.title),
            group=str(each.group),
            unit=str(each.unit),
            stage=each.stage,
            category=each.category,
            ascending=each.ascending,
            order=order,
        )
        indicator.full_clean()
        _save(indicator, by, "")
        made.append(indicator)
    # Its version covers its indicators: a form that was opened before holds them as they were.
    _save(initiative, by, "standard set of indicators made")
    return made


class RowsRefused(Refused):
    """What was said to single rows, each under the key of its indicator; nothing of any row was saved."""

    def __init__(self, rows: dict[int, ValidationError]) -> None:
        self.rows = rows
        super().__init__(_now("Nothing was saved. Mend the rows that are marked."))


@transaction.atomic
def enter_figures(
    *, figures: Sequence[Observation], by: User, then: Then = "draft", because: str = ""
) -> list[Observation]:
    """Save what one source counted, a figure for each indicator, and send all of it on; all or nothing.

    The same figures posted twice are one: a second click goes on with the first.
    """
    saved, refused = [], {}
    for figure in figures:
        try:
            with transaction.atomic():
                saved.append(_entered(figure, by, then, because))
        except NeedsReason:
            raise
        except ValidationError as error:
            refused[figure.indicator_id] = error
    if refused:
        raise RowsRefused(refused)
    return saved


def _entered(figure: Observation, by: User, then: Then, because: str) -> Observation:
    _locked_initiative(figure.initiative_id)
    row = _entered_already(figure, by) or save_draft(claim=figure, by=by)
    if row.state == State.PUBLISHED or (row.state == State.SUBMITTED and then != "publish"):
        return row
    if then == "submit":
        return submit(claim=row, by=by)
    if then == "publish":
        return publish(claim=row, by=by, seen_version=row.version, because=because)
    return row


def _entered_already(figure: Observation, by: User) -> Observation | None:
    """The same figure by the same person within the hour, unless it was taken back since."""
    told = ("indicator_id", "value", "text", "period_start", "period_end", "as_of", "said_by_id", "source_id")
    same = {name: getattr(figure, name) for name in told}
    rows = Observation.objects.filter(
        **same, author=by, replaces=None, created_at__gte=timezone.now() - dt.timedelta(hours=1)
    )
    return rows.filter(state__in=[*UNPUBLISHED_STATES, State.PUBLISHED]).order_by("-pk").first()
