"""The editors' desk: what needs an update, what waits for review, what came back, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Value, When

from initiatives import policy
from initiatives.choices import ENDED, Freshness, State, Visibility
from initiatives.models import Initiative, StatusUpdate, User

ROWS = 25
SIDE_ROWS = 8
# The later the news, the higher it stands; what never had any comes right after what is late.
URGENCY = {Freshness.SILENT: 0, Freshness.LATE: 1, Freshness.DUE: 3, Freshness.UP_TO_DATE: 4}


@dataclass(frozen=True)
class Desk:
    """Lists of rows, ready to show. `unassigned` is for those who assign."""

    needs: list[Any]
    more: int
    waiting: list[StatusUpdate]
    second_checks: list[StatusUpdate]
    returned: list[StatusUpdate]
    drafts: list[StatusUpdate]
    changed: list[StatusUpdate]
    unassigned: list[Initiative]
    may_begin: bool
    reviews: bool


def desk_for(by: User) -> Desk:
    mine = policy.contributable_initiatives(by)
    urgency = Case(
        When(status__in=ENDED, then=Value(9)),
        When(heard_on__isnull=True, then=Value(2)),
        *(When(freshness=code.value, then=Value(rank)) for code, rank in URGENCY.items()),
        default=Value(5),
        output_field=IntegerField(),
    )
    rows = (
        mine.with_standing()  # type: ignore[attr-defined]
        .annotate(urgency=urgency)
        .order_by("urgency", F("heard_on").asc(nulls_first=True), "title_key", "pk")
    )
    claims = policy.visible_to(by, StatusUpdate.objects.all())
    claims = claims.select_related("initiative", "author", "replaces")
    own = claims.filter(author=by)
    public = StatusUpdate.objects.public().select_related("initiative")
    reviews = policy.can(by, "publish", StatusUpdate)
    assigns = policy.is_administrator(by)
    without = Initiative.objects.filter(assignments=None, visibility__in=[Visibility.DRAFT, Visibility.PUBLIC])
    return Desk(
        needs=list(rows[:ROWS]),
        more=max(0, mine.count() - ROWS),
        waiting=list(claims.filter(state=State.SUBMITTED).order_by("submitted_at")[:SIDE_ROWS]),
        second_checks=list(claims.filter(second_check_pending=True).order_by("published_at")) if reviews else [],
        returned=list(own.filter(state=State.RETURNED).order_by("-pk")[:SIDE_ROWS]),
        drafts=list(own.filter(state=State.DRAFT).order_by("-pk")[:SIDE_ROWS]),
        changed=list(public.told().order_by("-published_at")[:SIDE_ROWS]),
        unassigned=list(without.order_by("title_key")[:SIDE_ROWS]) if assigns else [],
        may_begin=policy.can(by, "add", Initiative),
        reviews=reviews,
    )
