"""Rows for tests: each maker gives a whole, valid row, and takes what the test is about."""

import datetime as dt
import itertools
from typing import Any

from django.contrib.auth.models import Group
from django.utils import timezone

from initiatives import actions
from initiatives.choices import Rating, Role, Status, UserRole
from initiatives.models import (
    Crisis,
    Initiative,
    InitiativeLocation,
    Location,
    Organisation,
    Participation,
    Source,
    StatusUpdate,
    User,
)

_counter = itertools.count(1)


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


def make_update(initiative: Initiative, *, published_at: dt.datetime | None = None, **fields: Any) -> StatusUpdate:
    """A published update, written by one person and released by another."""
    claim = make_draft(initiative, **fields)
    claim = actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version, at=published_at)
    initiative.refresh_from_db()
    return claim
