"""Organisations in the admin: warned of before one is entered twice, and known by their former names."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from initiatives import editions
from initiatives.choices import UserRole
from initiatives.models import Assignment, Organisation, OrganisationName
from tests.admin.pages import add, as_, change, errors, filled
from tests.factories import make_initiative, make_organisation, make_publisher, make_user

pytestmark = pytest.mark.django_db

ALIKE = "/admin/initiatives/organisation/alike/"


def ask(client: Client, **query: str) -> Any:
    return client.get(ALIKE, query).json()


def test_the_answer_while_typing_is_candidates_in_words() -> None:
    wfp = make_organisation("World Food Programme", acronym="WFP", country="IT")
    OrganisationName.objects.create(organisation=wfp, name="Programme alimentaire mondial")
    client = as_(make_publisher())
    url = change("organisation", wfp.pk)
    assert (
        ask(client, name="wrold food program"),
        ask(client, name="programme alimentaire"),
        ask(client, name="x"),
    ) == (
        {
            "said": "Is it one of these?",
            "candidates": [{"name": "World Food Programme", "also": "WFP, IT", "url": url}],
        },
        {
            "said": "Is it one of these?",
            "candidates": [
                {"name": "World Food Programme", "also": "WFP, IT, Programme alimentaire mondial", "url": url}
            ],
        },
        {"said": "", "candidates": []},
    )
    assert ask(client, name="World Food Programme", but=str(wfp.pk)) == {"said": "", "candidates": []}


@pytest.mark.parametrize("but", ["x", "-1", "٣", "9" * 40, "1\0"])
def test_nonsense_is_answered_too(but: str) -> None:
    make_organisation("World Food Programme")
    assert len(ask(as_(make_publisher()), name="World Food\0 Programme", but=but)["candidates"]) == 1


def test_the_answer_is_for_those_who_may_add_and_is_never_stored() -> None:
    make_organisation("World Food Programme")
    people = {role: make_user("", role) for role in UserRole.values}
    nobody = make_user("nobody")
    nobody.groups.clear()
    answers = {role: as_(user).get(ALIKE, {"name": "World Food"}) for role, user in people.items()}
    assert {role: answer.status_code for role, answer in answers.items()} == {
        UserRole.EDITOR: 403, UserRole.PUBLISHER: 200, UserRole.ADMINISTRATOR: 200,
    }  # fmt: skip
    assert answers[UserRole.PUBLISHER].headers["Cache-Control"] == "no-store"
    assert [client.get(ALIKE, {"name": "World Food"}).status_code for client in (Client(), as_(nobody))] == [302, 302]


def test_saving_a_lookalike_asks_once_and_then_saves() -> None:
    make_organisation("World Food Programme")
    client = as_(make_publisher())
    data = filled(client, add("organisation"), name="World Food Program", slug="wfp-2")
    asked = client.post(add("organisation"), data)
    assert (errors(asked), [one["name"] for one in asked.context["candidates"]]) == (
        {"__all__": ["It looks like one that is here already."]}, ["World Food Programme"],
    )  # fmt: skip
    seen = asked.context["adminform"].form.seen
    assert f'name="save_anyway" value="{seen}"' in asked.content.decode()
    assert client.post(add("organisation"), {**data, "save_anyway": seen}).status_code == 302
    assert Organisation.objects.filter(slug="wfp-2").count() == 1


def test_saying_yes_to_one_name_says_nothing_of_another() -> None:
    make_organisation("World Food Programme")
    make_organisation("World Health Organization")
    client = as_(make_publisher())
    data = filled(client, add("organisation"), name="World Food Program", slug="new")
    seen = client.post(add("organisation"), data).context["adminform"].form.seen
    for name in ("World Health Organisation", "World Food Programs"):
        data |= {"name": name, "save_anyway": seen}
        assert client.post(add("organisation"), data).status_code == 200
    assert Organisation.objects.filter(slug="new").exists() is False


def test_the_same_name_is_refused_whatever_is_said() -> None:
    kept = make_organisation("World Food Programme")
    make_organisation("W.F. Programme", merged_into=kept)
    client = as_(make_publisher())
    found = []
    for name in ("WORLD FOOD PROGRAMME", "w.f. programme"):
        data = filled(client, add("organisation"), name=name, slug="new", save_anyway="yes")
        response = client.post(add("organisation"), data)
        found.append(errors(response)["name"])
        assert "save_anyway" not in response.content.decode()
    assert found == [
        ["There is already an organisation of this name: World Food Programme."],
        ["W.F. Programme is here already: it was merged into World Food Programme."],
    ]


def rename(organisation: Organisation, **changes: Any) -> None:
    client = as_(make_publisher())
    data = filled(client, change("organisation", organisation.pk)) | changes
    if changes.get("keep_former_name") is False:
        del data["keep_former_name"]
    assert client.post(change("organisation", organisation.pk), data).status_code == 302


@time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False)
def test_a_renamed_public_organisation_keeps_its_former_name_until_today() -> None:
    organisation = make_organisation("Department of Aid", slug="aid")
    make_initiative(leads=[organisation])
    before = editions.number()
    rename(organisation, name="Ministry of Relief")
    names = organisation.names.values_list("name", "until")
    assert (list(names), editions.number() - before) == ([("Department of Aid", dt.date(2026, 11, 22))], 1)
    assert "Department of Aid" in Client().get("/organisations/aid/").content.decode()


def test_a_former_name_is_not_kept_when_declined_when_only_the_spelling_changed_or_when_it_is_there() -> None:
    organisation = make_organisation("Department of Aid")
    make_initiative(leads=[organisation])
    rename(organisation, name="Ministry of Relief", keep_former_name=False)
    rename(organisation, name="MINISTRY  of Relief")
    OrganisationName.objects.create(organisation=organisation, name="ministry of relief")
    rename(organisation, name="Relief Agency")
    rename(organisation, acronym="RA")
    assert list(organisation.names.values_list("name", "until")) == [("ministry of relief", None)]


def test_a_name_that_nobody_read_is_not_kept() -> None:
    organisation = make_organisation("Department of Aid")
    assert "keep_former_name" not in filled(as_(make_publisher()), change("organisation", organisation.pk))
    rename(organisation, name="Ministry of Relief")
    assert organisation.names.count() == 0


def test_an_editor_reads_the_page_without_a_form() -> None:
    organisation = make_organisation("Department of Aid")
    make_initiative(leads=[organisation])
    page = as_(make_user()).get(change("organisation", organisation.pk))
    assert (page.status_code, "keep_former_name" in page.content.decode()) == (200, False)


def test_leads_are_counted_over_what_one_may_see() -> None:
    organisation, own = make_organisation("Leads"), make_organisation("Own")
    make_initiative(leads=[organisation])
    draft = make_initiative(leads=[organisation], public=False)
    Assignment.objects.create(initiative=draft, organisation=own)
    found = []
    for person in (make_publisher(), make_user(organisation=own), make_user(organisation=make_organisation("Third"))):
        rows = as_(person).get(reverse("admin:initiatives_organisation_changelist")).context["cl"].result_list
        found.append(next(row.leads_count for row in rows if row.name == "Leads"))
    assert found == [2, 2, 1]


def test_the_list_takes_as_many_queries_for_one_row_as_for_four() -> None:
    client, kept = as_(make_publisher()), make_organisation()
    client.get("/admin/")
    client.get(reverse("admin:initiatives_organisation_changelist"))
    counted = []
    for rows in (1, 3):
        for _ in range(rows):
            make_initiative(leads=[make_organisation()])
            make_organisation(merged_into=kept)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("admin:initiatives_organisation_changelist"), {"merged": "all"})
        counted.append(len(queries))
    assert counted[0] == counted[1]
