"""Nothing that is typed or crafted makes the admin answer with an error of the server."""

from typing import Any

import pytest
from django.db import IntegrityError, OperationalError
from django.urls import reverse

from initiatives import actions
from initiatives.admin.initiatives import InitiativeAdmin
from initiatives.choices import UserRole
from initiatives.models import Initiative
from tests.admin.kinds import IDS
from tests.admin.pages import add, as_, change, errors, filled, quick, verb
from tests.factories import make_draft, make_initiative, make_publisher, make_user

pytestmark = pytest.mark.django_db

NASTY = [
    "",
    "\0",
    "a\0b",
    "-1",
    "0",
    "99999999999999999999999",
    "1e9",
    "' OR 1=1 --",
    "__",
    "_5F",
    "x" * 5000,
    "\u202e",
    "😀",
    "%s",
]
# Forms and lists of many fields are tried with these alone: each request builds a whole page.
FEW = ["", "\0", "-1", "99999999999999999999999", "x" * 500]
CALM = {200, 302, 400, 403, 404, 405}
LISTS = [*IDS, "initiative", "statusupdate", "organisation", "location", "source", "crisis", "sector", "user"]
PARAMETERS = [
    "q", "p", "o", "all", "show", "status", "status__exact", "freshness", "kind__exact", "visibility__exact",
    "crisis__id__exact", "initiative__id__exact", "initiative__kind__exact", "is_active__exact", "groups__id__exact",
    "_to_field", "_popup", "e", "nonsense", "initiative__created_by__password__startswith",
]  # fmt: skip


def test_lists_take_any_parameter() -> None:
    make_draft(make_initiative())
    client = as_(make_user("", UserRole.ADMINISTRATOR, UserRole.PUBLISHER))
    wrong = []
    for name in LISTS:
        address = reverse(f"admin:initiatives_{name}_changelist")
        for parameter in PARAMETERS:
            for value in FEW:
                status = client.get(address, {parameter: value}).status_code
                if status not in CALM:
                    wrong.append((name, parameter, value[:20], status))
    assert wrong == []


def test_addresses_take_any_identifier() -> None:
    client = as_(make_user("", UserRole.ADMINISTRATOR, UserRole.PUBLISHER))
    wrong = []
    for name in LISTS:
        for value in [value for value in NASTY if value and "\0" not in value]:
            for page, method in (("change", "post"), ("delete", "get"), ("history", "get"), ("remove", "post")):
                address = f"/admin/initiatives/{name}/{value}/{page}/"
                status = getattr(client, method)(address).status_code
                if status not in CALM:
                    wrong.append((address[:60], method, status))
    assert wrong == []


def test_the_autocomplete_takes_any_parameter() -> None:
    client = as_(make_publisher())
    right = {"app_label": "initiatives", "model_name": "participation", "field_name": "organisation", "term": "a"}
    wrong = []
    for name in [*right, "page"]:
        for value in NASTY:
            status = client.get(reverse("admin:autocomplete"), {**right, name: value}).status_code
            if status not in CALM:
                wrong.append((name, value[:20], status))
    assert wrong == []


def test_the_quick_form_takes_any_text() -> None:
    initiative = make_initiative()
    client = as_(make_publisher())
    fields = ["status", "rating", "headline", "as_of", "said_by", "source_url", "source_publisher", "source_title"]
    right = {"status": "2", "rating": "met", "headline": "H", "as_of": "2026-01-01", "source_url": "https://example.org/a",
             "source_publisher": "P", "source_title": "T"}  # fmt: skip
    statuses = {
        client.post(quick(initiative.pk), {**right, name: value}).status_code for name in fields for value in NASTY
    }
    assert statuses <= {200, 302}


def test_change_forms_take_any_text() -> None:
    initiative = make_initiative()
    client = as_(make_publisher())
    keys = ["crisis", "sectors", "participations-0-id", "participations-0-organisation"]
    statuses = set()
    for address in (change("initiative", initiative.pk), change("statusupdate", make_draft(initiative).pk)):
        right = filled(client, address)
        typed = {name: value for name, value in right.items() if not name.endswith("_FORMS")}
        tries = [dict.fromkeys(typed, value) for value in FEW]
        tries += [{name: value} for name in keys for value in ("\0", "99999999999999999999999")]
        statuses |= {client.post(address, {**right, **tried}).status_code for tried in tries}
    assert statuses <= {200, 302, 400}


@pytest.mark.parametrize("value", NASTY)
def test_a_half_filled_new_form_is_shown_again(value: str) -> None:
    client = as_(make_user("", UserRole.ADMINISTRATOR, UserRole.PUBLISHER))
    for name in LISTS:
        assert client.post(add(name), {"name": value, "title": value, "username": value}).status_code in {200, 302}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "CHECK constraint failed: initiative_planned_end_not_before_start",
            "The planned end is before the planned start.",
        ),
        ('violates unique constraint "participation_given_once"', "This organisation already has this role here."),
        (
            "UNIQUE constraint failed: a.b",
            "Another row says the same already, or has just been changed. Nothing was saved.",
        ),
    ],
)
def test_what_the_database_refuses_is_said_on_the_form(monkeypatch: Any, said: str, told: str) -> None:
    initiative = make_initiative(title="Before")

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError(said)

    monkeypatch.setattr(InitiativeAdmin, "store", refuse)
    client = as_(make_publisher())
    address = change("initiative", initiative.pk)
    response = client.post(address, filled(client, address, title="Mine"))
    assert errors(response) == {"__all__": [told]}
    assert 'value="Mine"' in response.content.decode()
    assert Initiative.objects.get(pk=initiative.pk).title == "Before"


def test_a_lock_that_is_not_given_in_time_costs_nobody_what_they_typed(monkeypatch: Any, caplog: Any) -> None:
    def wait_in_vain(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("database is locked")

    told = "It could not be saved just now; others may be saving. Try again in a moment."
    initiative = make_initiative(title="Before")
    waiting = actions.submit(claim=make_draft(initiative), by=make_publisher())
    client = as_(make_publisher())
    address = change("initiative", initiative.pk)
    data = filled(client, address, title="Mine")
    monkeypatch.setattr(InitiativeAdmin, "lock", wait_in_vain)
    for module in ("base", "drafts"):
        monkeypatch.setattr(f"initiatives.actions.{module}._locked_initiative", wait_in_vain)
    answers = [
        client.post(address, data),
        client.post(verb("statusupdate", waiting.pk, "return"), {"seen_version": waiting.version, "reason": "Mine"}),
        client.post(quick(initiative.pk), {"status": "2", "rating": "met", "headline": "Mine", "as_of": "2026-01-01"}),
    ]
    bodies = [answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert [(told in body, "Mine" in body) for body in bodies] == [(True, True)] * 3
    assert {record.message for record in caplog.records} == {"A save was given up: database is locked"}
    assert Initiative.objects.get(pk=initiative.pk).title == "Before"
