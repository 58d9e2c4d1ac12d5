"""The editors' desk: what needs an update, what waits for review, what came back, what changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, QuerySet, Value, When
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives import policy
from initiatives.admin import review
from initiatives.badges import status_word
from initiatives.choices import EDITABLE_STATES, ENDED, Freshness, State, Visibility
from initiatives.models import Assignment, Claim, Indicator, Initiative, StatusUpdate, User, rows_of
from initiatives.reports.wording import line_of, named_by

ROWS = 25
SIDE_ROWS = 8
NEWS_READ = 200
OWN_READ = 50
# The later the news, the higher it stands; what never had any comes right after what is late.
URGENCY = {Freshness.SILENT: 0, Freshness.LATE: 1, Freshness.DUE: 3, Freshness.UP_TO_DATE: 4}


@dataclass(frozen=True)
class News:
    """One thing that came out, or was taken back."""

    when: dt.datetime
    initiative: Initiative
    what: str
    text: str = ""


@dataclass(frozen=True)
class Told:
    """A claim in a list of the desk: what its place in the queue is called, what it says, and its page."""

    key: str
    claim: Claim
    kind: str
    line: str
    address: str


def told(claim: Claim) -> Told:
    kind = str(capfirst(claim._meta.verbose_name))
    return Told(review.key_of(claim), claim, kind, line_of(claim), review.address_of(claim))


@dataclass(frozen=True)
class Desk:
    """Lists of rows, ready to show. `unassigned` is for those who assign."""

    needs: list[Any]
    more: int
    waiting: list[Told]
    to_review: int
    second_checks: list[Told]
    returned: list[Told]
    drafts: list[Told]
    news: list[News]
    more_news: int
    since: dt.datetime | None
    now: dt.datetime
    unassigned: list[Initiative]
    more_unassigned: int
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
        .annotate(urgency=urgency, is_counted=Exists(Indicator.objects.filter(initiative=OuterRef("pk"))))
        .order_by("urgency", F("heard_on").asc(nulls_first=True), "pk")
    )
    reviews = policy.can(by, "publish", StatusUpdate)
    queue = review.waiting(by)
    if not reviews:
        queue = [claim for claim in queue if claim.state == State.SUBMITTED]
    own = list(_own(by))
    submitted = [claim for claim in queue if claim.state == State.SUBMITTED]
    assigns = policy.is_administrator(by) or policy.is_publisher(by)
    news = sorted(_news(by.last_desk_visit_at), key=lambda line: line.when, reverse=True)
    assigned = Assignment.objects.filter(initiative=OuterRef("pk"))
    without = Initiative.objects.filter(~Exists(assigned), visibility__in=[Visibility.DRAFT, Visibility.PUBLIC])
    return Desk(
        needs=_keys_first(rows, ROWS),
        more=max(0, mine.count() - ROWS),
        waiting=[told(claim) for claim in submitted[:SIDE_ROWS]],
        to_review=len(queue),
        second_checks=[told(claim) for claim in queue if claim.state == State.PUBLISHED],
        returned=[told(claim) for claim in own if claim.state == State.RETURNED][:SIDE_ROWS],
        drafts=[told(claim) for claim in own if claim.state == State.DRAFT][:SIDE_ROWS],
        news=news[:SIDE_ROWS],
        more_news=max(0, len(news) - SIDE_ROWS) if by.last_desk_visit_at else 0,
        since=by.last_desk_visit_at,
        now=timezone.now(),
        unassigned=_keys_first(without.order_by("title_key", "pk"), SIDE_ROWS) if assigns else [],
        more_unassigned=max(0, without.count() - SIDE_ROWS) if assigns else 0,
        may_begin=policy.can(by, "add", Initiative),
        reviews=reviews,
    )


def _keys_first(rows: QuerySet[Any], most: int) -> list[Any]:
    """The first rows; which they are is told without reading the others."""
    keys = list(rows.values_list("pk", flat=True)[:most])
    return sorted(rows.filter(pk__in=keys).order_by(), key=lambda row: keys.index(row.pk))


def _own(by: User) -> list[Claim]:
    """What somebody works on, newest first; one query for each kind of claim."""
    found: list[Claim] = []
    for model in review.reviewed():
        rows = policy.visible_to(by, rows_of(model)).filter(author=by, state__in=EDITABLE_STATES)
        found += rows.select_related(*review.beside(model)).order_by("-created_at", "-pk")[:OWN_READ]
    return sorted(found, key=lambda claim: claim.created_at, reverse=True)


def _news(since: dt.datetime | None) -> Iterator[News]:
    """What everybody can read that was not there, or not so, at that moment; without one, the newest of each."""
    after = since or dt.datetime.min.replace(tzinfo=dt.UTC)
    most = NEWS_READ if since is not None else SIDE_ROWS
    for model in review.reviewed():
        told: Any = StatusUpdate.objects.told() if model is StatusUpdate else rows_of(model)
        rows = told.public().select_related("initiative", *named_by(model))
        for claim in rows.filter(published_at__gt=after).order_by("-published_at")[:most]:
            yield News(claim.published_at or after, claim.initiative, _kind_of(claim), line_of(claim))
        for claim in rows.filter(retracted_at__gt=after).order_by("-retracted_at")[:most]:
            yield News(claim.retracted_at or after, claim.initiative, _("Retracted"), line_of(claim))
    for initiative in Initiative.objects.public().filter(opened_at__gt=after).order_by("-opened_at")[:most]:
        yield News(initiative.opened_at or after, initiative, _("Opened to the public"))


def _kind_of(claim: Claim) -> str:
    if isinstance(claim, StatusUpdate):
        return str(status_word(claim.status, claim.initiative.kind))
    return str(capfirst(claim._meta.verbose_name))
