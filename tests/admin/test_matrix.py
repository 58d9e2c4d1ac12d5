"""Promise P2: what every address of the admin answers every role, GET and POST, declared and compared."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from initiatives import actions
from initiatives.choices import May, RemoveReason, UserRole
from initiatives.models import Assignment, ImportBatch, LoginRule, User
from tests.admin.kinds import KINDS, make_of
from tests.admin.matrix import FOR_OUTSIDERS, MATRIX, OUTSIDERS, PEOPLE
from tests.factories import (
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_source,
    make_update,
    make_user,
)
from tests.routes import Route, routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

Rows = dict[str, dict[str, int]]


@pytest.fixture
def people() -> dict[str, User]:
    ours, elsewhere = make_organisation("Ours"), make_organisation("Elsewhere")
    found = {
        "no role": make_user("no-role", organisation=ours),
        "inactive": make_user("inactive", UserRole.PUBLISHER, UserRole.ADMINISTRATOR),
        "owner": make_user("owner", organisation=ours),
        "stranger": make_user("stranger", organisation=elsewhere),
        "publisher": make_user("publisher", UserRole.PUBLISHER),
        "administrator": make_user("administrator", UserRole.ADMINISTRATOR),
    }
    found["no role"].groups.clear()
    return found


@pytest.fixture
def rows(people: dict[str, User]) -> Rows:
    """For each model of the admin the rows that are asked for, by what they are."""
    owner = people["owner"]
    assert owner.organisation is not None
    draft = make_initiative(public=False, created_by=owner)
    public, talks, removed = make_initiative(), make_initiative(), make_initiative()
    for initiative in (draft, public, talks):
        Assignment.objects.create(initiative=initiative, organisation=owner.organisation, may=May.EDIT)
    hidden = make_source()
    mine = make_draft(public, author=owner, source=hidden)
    submitted = actions.submit(claim=make_draft(public, author=owner), by=owner)
    published = make_update(public, author=owner)
    gone = make_update(removed)
    actions.remove_initiative(initiative=removed, by=make_publisher(), reason=RemoveReason.SAFETY)
    place = make_place_of(public, make_location())
    sector = public.sectors.model.objects.first()
    assert sector is not None
    assert published.source is not None
    others = {kind.name: {"own draft": make_of(kind, public, public=False, author=owner).pk} for kind in KINDS}
    figure = next(kind for kind in KINDS if kind.name == "observation")
    sent = actions.submit(claim=make_of(figure, talks, public=False, author=owner), by=owner)
    out, removed_figure = (make_of(figure, talks, author=owner) for _ in range(2))
    actions.remove(claim=removed_figure, by=make_publisher(), reason=RemoveReason.SAFETY)
    others["observation"] |= {"submitted": sent.pk, "public": out.pk, "removed": removed_figure.pk}
    batch = ImportBatch.objects.create(file_name="rows.csv", begun_by=owner, held={"columns": [], "lines": []})
    return {
        "initiative": {"own draft": draft.pk, "public": public.pk, "removed": removed.pk},
        "statusupdate": {"own draft": mine.pk, "submitted": submitted.pk, "public": published.pk, "removed": gone.pk},
        **others,
        "source": {"of a draft": hidden.pk, "public": published.source.pk},
        "organisation": {"": make_organisation().pk},
        "location": {"": place.location_id},
        "crisis": {"": public.crisis_id},
        "sector": {"": sector.pk},
        "importbatch": {"the owner's": batch.pk},
        "loginrule": {"": LoginRule.objects.get(role=UserRole.EDITOR).pk},
        "user": {"another": make_user().pk},
    }


def asked(rows: Rows) -> list[tuple[str, str, str]]:
    """Every address of the admin, as (what it is about, its pattern, the address filled in)."""
    found = []
    for route in routes():
        if not route.is_admin:
            continue
        model = model_of(route)
        if "(?P" in route.pattern:
            found.append(
                ("the site", route.pattern, "/admin/initiatives/" if "app_label" in route.pattern else "/admin/x")
            )
        elif "<" not in route.pattern:
            found.append((model or "the site", short(route), route.filled()))
        else:
            about = "initiative" if {"quick", "still", "enter"} & set(route.pattern.split("/")) else model
            for state, pk in rows[about].items():
                address = route.filled(object_id=str(pk), pk=str(pk), id=str(pk))
                subject = f"{model}: {state}" if about == model and state else model
                page = short(route) if about == model else f"{short(route)} ({state})"
                found.append((subject, page, address))
    return found


def model_of(route: Route) -> str:
    return route.pattern.split("/")[2] if route.pattern.startswith("admin/initiatives/") else ""


def short(route: Route) -> str:
    """The end of the pattern that tells it from the others of its model."""
    end = route.pattern.removeprefix("admin/initiatives/" + model_of(route) + "/") if model_of(route) else route.pattern
    return end.replace("<path:object_id>", "ID").replace("<int:pk>", "ID")


def answers(address: str, session: str | None) -> tuple[int, int]:
    """What GET and an empty POST answer; whatever they did is undone."""
    said = []
    for method in ("get", "post"):
        client = Client(raise_request_exception=False)
        if session is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        with transaction.atomic():
            said.append(getattr(client, method)(address).status_code)
            transaction.set_rollback(True)
    return said[0], said[1]


def test_every_address_answers_every_role_as_declared(people: dict[str, User], rows: Rows) -> None:
    sessions: dict[str, str | None] = {"visitor": None}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    people["inactive"].is_active = False
    people["inactive"].save()
    found: dict[str, dict[str, str]] = {}
    outside: dict[str, str] = {}
    cells = 0
    for subject, page, address in asked(rows):
        said = {name: answers(address, session) for name, session in sessions.items()}
        cells += 2 * len(said)
        for_people = [" ".join(str(said[name][method]) for name in PEOPLE) for method in (0, 1)]
        found.setdefault(subject, {})[page] = " / ".join(for_people)
        for_outsiders = {" ".join(map(str, said[name])) for name in OUTSIDERS}
        assert len(for_outsiders) == 1, (address, for_outsiders)
        outside[f"{subject} {page}"] = for_outsiders.pop()
    print(f"\n{cells} answers: {cells // 14} addresses, 7 roles, 2 methods")
    assert found == MATRIX
    assert {page: said for page, said in outside.items() if said != "302 302"} == FOR_OUTSIDERS
