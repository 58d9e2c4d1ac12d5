"""Who may do what to which row: the only module that knows roles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q

from initiatives.choices import EDITABLE_STATES, PUBLIC_STATES, May, State, UserRole, Visibility
from initiatives.models import (
    Assignment,
    Claim,
    Crisis,
    Document,
    ImportBatch,
    Indicator,
    Initiative,
    InitiativeLocation,
    Issue,
    Location,
    LoginRule,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Sector,
    ShownPoint,
    Source,
    Subject,
    Term,
    User,
    claim_models,
    rows_of,
)

Verb = Literal[
    "view",
    "add",
    "change",
    "delete",
    "contribute",
    "submit",
    "publish",
    "return",
    "replace",
    "retract",
    "remove",
    "open",
    "history",  # earlier versions, internal notes, why it was returned
    "merge",  # two organisations that are one
]
Person = User | AnonymousUser
M = TypeVar("M", bound=models.Model)

# Things that belong to one initiative, and the column that says which.
INLINE_THINGS: dict[type[models.Model], str] = {
    Participation: "initiative",
    InitiativeLocation: "initiative",
    Document: "initiative",
    Term: "initiative",
    Indicator: "initiative",
    Issue: "initiative",
    ShownPoint: "initiative",
    Relation: "from_initiative",
    Assignment: "initiative",
}
CODE_TABLES = (Organisation, OrganisationName, Location, Crisis, Sector)


def roles(person: Person) -> frozenset[str]:
    """The roles of a person now: read from the database on each request's user, so a change counts at once."""
    if not isinstance(person, User) or not person.is_active or not person.is_staff:
        return frozenset()
    if person.is_superuser:
        return frozenset(UserRole.values)
    found: frozenset[str] | None = getattr(person, "_roles", None)
    if found is None:
        found = frozenset(person.groups.values_list("name", flat=True)) & frozenset(UserRole.values)
        person._roles = found  # type: ignore[attr-defined]
    return found


def is_publisher(person: Person) -> bool:
    return UserRole.PUBLISHER in roles(person)


def is_administrator(person: Person) -> bool:
    return UserRole.ADMINISTRATOR in roles(person)


def _assigned(person: User, *may: May) -> Q:
    """Initiatives that the person's organisation is assigned to."""
    if person.organisation_id is None:
        return Q(pk__in=[])
    assignments = Assignment.objects.filter(organisation=person.organisation_id, may__in=may or May.values)
    return Q(Exists(assignments.filter(initiative=OuterRef("pk"))))


def _takes_part(person: User) -> Q:
    if person.organisation_id is None:
        return Q(pk__in=[])
    parts = Participation.objects.filter(organisation=person.organisation_id, initiative=OuterRef("pk"))
    return Q(Exists(parts))


def editable_initiatives(person: User) -> models.QuerySet[Initiative]:
    """Initiatives whose own fields the person may change."""
    if is_publisher(person):
        return Initiative.objects.filter(visibility__in=[Visibility.DRAFT, Visibility.PUBLIC])
    if UserRole.EDITOR not in roles(person):
        return Initiative.objects.none()
    return Initiative.objects.filter(Q(created_by=person) | _assigned(person, May.EDIT), visibility=Visibility.DRAFT)


def contributable_initiatives(person: User) -> models.QuerySet[Initiative]:
    """Initiatives to which the person may add claims: drafts that are theirs, and public ones they work on."""
    live = Initiative.objects.filter(visibility__in=[Visibility.DRAFT, Visibility.PUBLIC])
    if is_publisher(person):
        return live
    if UserRole.EDITOR not in roles(person):
        return Initiative.objects.none()
    public_part = Q(visibility=Visibility.PUBLIC) & _takes_part(person)
    return live.filter(Q(created_by=person) | _assigned(person) | public_part)


def _visible_initiatives(person: User) -> Q:
    if is_publisher(person) or is_administrator(person):
        return Q()
    shown = Q(visibility__in=[Visibility.PUBLIC, Visibility.RETRACTED])
    return shown | (Q(visibility=Visibility.DRAFT) & (Q(created_by=person) | _assigned(person)))


def _own_claims(person: User) -> Q:
    if person.organisation_id is None:
        return Q(author=person)
    return Q(author=person) | Q(author__organisation=person.organisation_id)


def _sources_of_own_claims(person: User) -> Q:
    """What their organisation's claims name, or nobody's, unless another one entered it: naming the address of a hidden
    source does not open it.

    Whoever enters a source while working on one of their claims, as a Publisher may, enters it for them.
    """
    entered = Source.history.filter(history_type="+", history_user__isnull=False)
    mine = Q(history_user=person)
    if person.organisation_id is not None:
        mine |= Q(history_user__organisation=person.organisation_id)
    is_mine = ~Exists(entered.filter(id=OuterRef("pk")).exclude(mine))
    is_named = Q(pk__in=[])
    named = Q(pk__in=[])
    for model in claim_models():
        is_named |= Q(Exists(rows_of(model).filter(source=OuterRef("pk"))))
        own = rows_of(model).filter(_own_claims(person))
        history: models.QuerySet[models.Model] = getattr(model, "history").all()  # noqa: B009 added at run time
        by_its_finder = Exists(entered.filter(id=OuterRef("source_id"), history_user=OuterRef("history_user_id")))
        for_us = history.filter(by_its_finder, source_id=OuterRef("pk"), id__in=own.values("pk"))
        named |= Q(Exists(own.filter(source=OuterRef("pk")))) & (Q(is_mine) | Q(Exists(for_us)))
    return named | (Q(is_mine) & ~is_named)


def visible_to(person: Person, rows: models.QuerySet[M]) -> models.QuerySet[M]:
    """The rows that this person may see in the admin; none for anybody without a role.

    Editors see public things, their own drafts and their organisation's unpublished claims. Only Publishers and
    Administrators see removed rows, of which nothing but the fact of the removal is left.
    """
    if not isinstance(person, User) or not roles(person):
        return rows.none()
    model = rows.model
    everything = is_publisher(person) or is_administrator(person)
    if model is LoginRule:
        return rows if is_administrator(person) else rows.none()
    if model is User:
        return rows if is_administrator(person) else rows.filter(pk=person.pk)
    if everything or model in CODE_TABLES:
        return rows
    if model is ImportBatch:
        return rows.filter(begun_by=person)
    if model is Source:
        return rows.filter(Q(pk__in=Source.objects.public()) | _sources_of_own_claims(person))
    if issubclass(model, Initiative):
        return rows.filter(_visible_initiatives(person))
    if issubclass(model, Claim):
        initiatives = Initiative.objects.filter(_visible_initiatives(person))
        return rows.filter(
            Q(state__in=PUBLIC_STATES, initiative__in=initiatives)
            | (_own_claims(person) & ~Q(state=State.REMOVED) & Q(initiative__in=initiatives))
        )
    if model in INLINE_THINGS:
        initiatives = Initiative.objects.filter(_visible_initiatives(person))
        if model is Relation:
            # It names its other end as well.
            rows = rows.filter(to_initiative__in=initiatives)
        if issubclass(model, Subject):
            # What no public claim names yet is for those who work on it.
            public = Q(pk__in=model._default_manager.public())  # type: ignore[attr-defined]
            hidden = Q(initiative__in=initiatives.filter(visibility=Visibility.DRAFT))
            rows = rows.filter(public | hidden | Q(initiative__in=contributable_initiatives(person)))
        return rows.filter(**{f"{INLINE_THINGS[model]}__in": initiatives})
    return rows.none()


def known_to(person: Person, source: Source) -> Source:
    """The source as this person may read it: of one that only others' hidden claims rest on, no more than its address,
    which whoever names it knows already.
    """
    if source.pk is None or visible_to(person, Source.objects.filter(pk=source.pk)).exists():
        return source
    return Source(pk=source.pk, url=source.url)


def can(person: Person, verb: Verb, target: models.Model | type[models.Model]) -> bool:
    """Whether a person may do this to a row, or to a model as a whole when the model itself is given."""
    if not isinstance(person, User) or not roles(person):
        return False
    model = target if isinstance(target, type) else type(target)
    row = None if isinstance(target, type) else target
    for base, rule in RULES:
        if issubclass(model, base):
            return rule(person, verb, row)
    return False


def _can_claim(person: User, verb: Verb, claim: Claim | None) -> bool:
    if claim is None:
        if verb in {"publish", "return", "retract", "remove"}:
            return is_publisher(person)
        return verb == "view" or roles(person) & {UserRole.EDITOR, UserRole.PUBLISHER} != frozenset()
    if verb == "view":
        return visible_to(person, type(claim)._default_manager.filter(pk=claim.pk)).exists()
    if verb == "add":
        return contributable_initiatives(person).filter(pk=claim.initiative_id).exists()
    is_own = claim.author_id == person.pk or (
        person.organisation_id is not None
        and claim.author is not None
        and claim.author.organisation_id == person.organisation_id
    )
    if verb == "history":
        # What others wrote before it was public stays theirs, also once the claim itself is public.
        return is_own or is_publisher(person) or is_administrator(person)
    if verb in {"change", "delete", "submit"}:
        if claim.state not in EDITABLE_STATES or (verb == "delete" and claim.published_at is not None):
            return False
        return (is_own or is_publisher(person)) and contributable_initiatives(person).filter(
            pk=claim.initiative_id
        ).exists()
    if verb == "replace":
        return contributable_initiatives(person).filter(pk=claim.initiative_id).exists()
    return verb in {"publish", "return", "retract", "remove"} and is_publisher(person)


def _can_initiative(person: User, verb: Verb, initiative: Initiative | None) -> bool:
    works = bool(roles(person) & {UserRole.EDITOR, UserRole.PUBLISHER})
    if initiative is None:
        return works if verb in {"add", "change", "delete", "contribute"} else verb == "view" or is_publisher(person)
    if verb == "view":
        return visible_to(person, Initiative.objects.filter(pk=initiative.pk)).exists()
    if verb == "change":
        return editable_initiatives(person).filter(pk=initiative.pk).exists()
    if verb == "contribute":
        return contributable_initiatives(person).filter(pk=initiative.pk).exists()
    if verb == "history":
        if is_publisher(person) or is_administrator(person):
            return True
        mine = Initiative.objects.filter(Q(created_by=person) | _assigned(person, May.EDIT), pk=initiative.pk)
        return UserRole.EDITOR in roles(person) and mine.exists()
    if verb == "delete":
        # A draft that nothing hangs on; the database protects the rest.
        return initiative.visibility == Visibility.DRAFT and can(person, "change", initiative)
    return verb in {"open", "retract", "remove"} and is_publisher(person)


def _can_inline(person: User, verb: Verb, row: models.Model | None) -> bool:
    if row is None:
        return _can_initiative(person, "view" if verb == "view" else "change", None)
    initiative = getattr(row, INLINE_THINGS[type(row)])
    return _can_initiative(person, "view" if verb == "view" else "change", initiative)


def _can_shown_point(person: User, verb: Verb, row: ShownPoint | None) -> bool:
    """Which points a page shows is for Publishers to say."""
    return _can_inline(person, verb, row) and (verb == "view" or is_publisher(person))


def _can_assignment(person: User, verb: Verb, row: Assignment | None) -> bool:
    """Who works on an initiative is said by Publishers and Administrators."""
    if verb == "view":
        return _can_inline(person, verb, row)
    if not (is_publisher(person) or is_administrator(person)):
        return False
    return row is None or row.initiative.visibility in {Visibility.DRAFT, Visibility.PUBLIC}


def _can_code_table(person: User, verb: Verb, row: models.Model | None) -> bool:
    if verb in {"view", "history"}:
        return True
    return is_administrator(person) and verb in {"add", "change", "delete"}


def _can_organisation(person: User, verb: Verb, row: models.Model | None) -> bool:
    # A Publisher meets organisations that are not there yet while reviewing; removing one is for Administrators.
    if verb == "merge":
        return is_administrator(person)
    return _can_code_table(person, verb, row) or (verb in {"add", "change"} and is_publisher(person))


def _can_source(person: User, verb: Verb, row: models.Model | None) -> bool:
    if verb == "add":
        return bool(roles(person) & {UserRole.EDITOR, UserRole.PUBLISHER})
    if verb == "view":
        return row is None or visible_to(person, Source.objects.filter(pk=row.pk)).exists()
    return verb in {"change", "history"} and is_publisher(person)


def _can_import(person: User, verb: Verb, batch: ImportBatch | None) -> bool:
    """Whoever began one confirms it; a Publisher may undo another's. What it may write is asked row by row."""
    works = bool(roles(person) & {UserRole.EDITOR, UserRole.PUBLISHER})
    if verb == "view":
        return batch is None or batch.begun_by_id == person.pk or is_publisher(person) or is_administrator(person)
    if verb == "change":
        return works and (batch is None or batch.begun_by_id == person.pk or is_publisher(person))
    return verb == "add" and works


def _can_user(person: User, verb: Verb, row: models.Model | None) -> bool:
    return is_administrator(person) and verb in {"view", "add", "change"}


def _can_login_rule(person: User, verb: Verb, row: models.Model | None) -> bool:
    return is_administrator(person) and verb in {"view", "change", "history"}


RULES: tuple[tuple[type[models.Model], Callable[[User, Verb, Any], bool]], ...] = (
    (Claim, _can_claim),
    (Initiative, _can_initiative),
    (Assignment, _can_assignment),
    (ShownPoint, _can_shown_point),
    *((model, _can_inline) for model in INLINE_THINGS),
    (Organisation, _can_organisation),
    (OrganisationName, _can_organisation),
    (Location, _can_code_table),
    (Crisis, _can_code_table),
    (Sector, _can_code_table),
    (Source, _can_source),
    (ImportBatch, _can_import),
    (User, _can_user),
    (LoginRule, _can_login_rule),
)
