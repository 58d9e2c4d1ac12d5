"""Rows for tests: each maker gives a whole, valid row, and takes what the test is about."""

import datetime as dt
import itertools
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.utils import timezone

from initiatives import actions
from initiatives.choices import Rating, ReplaceKind, Role, Status, UserRole
from initiatives.models import (
    Adherence,
    Budget,
    Claim,
    Crisis,
    Finding,
    Indicator,
    Initiative,
    InitiativeLocation,
    Issue,
    Location,
    Milestone,
    Observation,
    Organisation,
    Participation,
    Position,
    Source,
    StatusUpdate,
    Target,
    Term,
    Transaction,
    User,
)

_counter = itertools.count(1)
C = TypeVar("C", bound=Claim)


def make_user(name: str = "", *roles: str, organisation: Organisation | None = None, **fields: Any) -> User:
    """A staff user with the given roles; without any, an Editor."""
    name = name or f"user{next(_counter)}"
    user = User.objects.create_user(
        name, password="a long enough secret", is_staff=True, organisation=organisation, **fields
    )
    user.groups.set([Group.objects.get(name=role) for role in roles or (UserRole.EDITOR,)])
    return user


def make_publisher(name: str = "", **fields: Any) -> User:
    return make_user(name, UserRole.PUBLISHER, **fields)


def make_crisis(code: str = "GZA", **fields: Any) -> Crisis:
    known = Crisis.objects.filter(code=code).first()
    defaults: dict[str, Any] = {"slug": code.lower(), "name": f"Crisis {code}", "country": "PS"}
    return known or Crisis.objects.create(code=code, **{**defaults, **fields})


def make_organisation(name: str = "", **fields: Any) -> Organisation:
    name = name or f"Organisation {next(_counter)}"
    slug = fields.pop("slug", "-".join(name.lower().replace(".", "").split()) or f"org-{next(_counter)}")
    return Organisation.objects.create(name=name, slug=slug, **fields)


def make_location(name: str = "", **fields: Any) -> Location:
    number = next(_counter)
    defaults: dict[str, Any] = {"slug": f"place-{number}", "level": "adm1"}
    return Location.objects.create(name=name or f"Place {number}", **{**defaults, **fields})


def make_source(url: str = "", **fields: Any) -> Source:
    number = next(_counter)
    defaults: dict[str, Any] = {"publisher": "OCHA", "title": f"Report {number}"}
    return Source.objects.create(url=url or f"https://example.org/report/{number}", **{**defaults, **fields})


def make_initiative(
    title: str = "",
    *,
    kind: str = "corridor",
    public: bool = True,
    leads: list[Organisation] | None = None,
    opened_at: dt.datetime | None = None,
    **fields: Any,
) -> Initiative:
    """An initiative with one lead, opened to the public unless told otherwise."""
    number = next(_counter)
    defaults: dict[str, Any] = {
        "slug": f"initiative-{number}",
        "anticipated_results": "Aid arrives",
        "update_frequency_days": 7,
    }
    crisis = fields.pop("crisis", None) or make_crisis()
    initiative = Initiative.objects.create(
        title=title or f"Initiative {number}", kind=kind, crisis=crisis, **{**defaults, **fields}
    )
    for order, organisation in enumerate(leads if leads is not None else [make_organisation()]):
        Participation.objects.create(
            initiative=initiative, organisation=organisation, role=Role.ACCOUNTABLE, is_lead=True, order=order
        )
    if public:
        actions.open_to_public(
            initiative=initiative, by=make_publisher(), seen_version=initiative.version, at=opened_at
        )
        initiative.refresh_from_db()
    return initiative


def make_place_of(initiative: Initiative, location: Location, role: str = "activity") -> InitiativeLocation:
    return InitiativeLocation.objects.create(initiative=initiative, location=location, role=role)


def make_draft(initiative: Initiative, *, author: User | None = None, **fields: Any) -> StatusUpdate:
    """An update that nobody has sent for review yet."""
    defaults: dict[str, Any] = {
        "as_of": timezone.localdate(),
        "status": Status.ACTIVE,
        "rating": Rating.NO_RATING,
        "headline": f"Something happened ({next(_counter)})",
    }
    values = {**defaults, **fields}
    if "source" not in values:
        values["source"] = make_source()
    claim = StatusUpdate(initiative=initiative, **values)
    return actions.save_draft(claim=claim, by=author or make_publisher())


def make_claim(
    model: type[C],
    initiative: Initiative,
    *,
    public: bool = True,
    published_at: dt.datetime | None = None,
    author: User | None = None,
    **fields: Any,
) -> C:
    """A claim of any kind, published unless told otherwise; of today, with a source, and a speaker where one is due."""
    defaults: dict[str, Any] = {"as_of": timezone.localdate()}
    if model.said_by_is_required and "said_by" not in fields:
        defaults["said_by"] = make_organisation()
    if "source" not in fields:
        defaults["source"] = make_source()
    claim = actions.save_draft(
        claim=model(initiative=initiative, **{**defaults, **fields}), by=author or make_publisher()
    )
    if not public:
        return claim
    return actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version, at=published_at)


def replace_claim(claim: C, *, kind: str = "our_error", published_at: dt.datetime | None = None, **changes: Any) -> C:
    """The published claim that takes the place of another."""
    new = actions.replace(claim=claim, by=make_publisher(), kind=ReplaceKind(kind), changes=changes)
    return actions.publish(claim=new, by=make_publisher(), seen_version=new.version, at=published_at)


def make_indicator(initiative: Initiative, title: str = "", **fields: Any) -> Indicator:
    title = title or f"Indicator {next(_counter)}"
    return Indicator.objects.create(initiative=initiative, title=title, **{"unit": "trucks", **fields})


def make_observation(indicator: Indicator, value: object, *, days: int = 1, **fields: Any) -> Observation:
    """A figure of the `days` that end on as_of, unless the period is given."""
    end = fields.setdefault("as_of", timezone.localdate())
    fields.setdefault("period_end", end)
    fields.setdefault("period_start", fields["period_end"] - dt.timedelta(days=days - 1))
    return make_claim(Observation, indicator.initiative, indicator=indicator, value=value, **fields)


def make_target(indicator: Indicator, value: object, basis: str = "total", **fields: Any) -> Target:
    return make_claim(Target, indicator.initiative, indicator=indicator, value=value, basis=basis, **fields)


def make_term(initiative: Initiative, text: str = "Fighting stops", **fields: Any) -> Term:
    number = fields.pop("number", None) or initiative.terms.count() + 1
    return Term.objects.create(initiative=initiative, number=number, text=text, **{"kind": "cessation", **fields})


def make_adherence(term: Term, agreement: str = "in_force", **fields: Any) -> Adherence:
    return make_claim(Adherence, term.initiative, term=term, agreement=agreement, **fields)


def make_issue(initiative: Initiative, title: str = "", **fields: Any) -> Issue:
    return Issue.objects.create(initiative=initiative, title=title or f"Issue {next(_counter)}", **fields)


def make_position(issue: Issue, text: str = "As it is", **fields: Any) -> Position:
    return make_claim(Position, issue.initiative, issue=issue, text=text, **fields)


def make_milestone(initiative: Initiative, title: str = "", **fields: Any) -> Milestone:
    """A round of talks a week from now."""
    defaults = {"kind": "round", "planned_on": timezone.localdate() + dt.timedelta(days=7)}
    return make_claim(Milestone, initiative, title=title or f"Round {next(_counter)}", **{**defaults, **fields})


def make_budget(initiative: Initiative, amount: object, **fields: Any) -> Budget:
    """Required in the year of as_of, in US dollars."""
    day = fields.setdefault("as_of", timezone.localdate())
    defaults = {"period_start": day.replace(month=1, day=1), "period_end": day.replace(month=12, day=31)}
    return make_claim(Budget, initiative, amount=amount, **{**defaults, **fields})


def make_transaction(initiative: Initiative, type_: str, amount: object, **fields: Any) -> Transaction:
    return make_claim(Transaction, initiative, type=type_, amount=amount, **fields)


def make_finding(initiative: Initiative, summary: str = "Records are incomplete", **fields: Any) -> Finding:
    return make_claim(Finding, initiative, summary=summary, **{"kind": "audit", "severity": "medium", **fields})


def make_update(initiative: Initiative, *, published_at: dt.datetime | None = None, **fields: Any) -> StatusUpdate:
    """A published update, written by one person and released by another."""
    claim = make_draft(initiative, **fields)
    claim = actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version, at=published_at)
    initiative.refresh_from_db()
    return claim
