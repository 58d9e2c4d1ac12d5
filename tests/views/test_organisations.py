"""The list of organisations and the page of one, as a reader gets them."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.factories import make_draft, make_initiative, make_organisation, make_update
from tests.views.world import days_ago, get, make_world, texts

pytestmark = pytest.mark.django_db


def test_the_list_names_organisations_and_tells_groups_apart() -> None:
    make_initiative(leads=[make_organisation("United Nations", acronym="UN", type="40"),
                           make_organisation("Host Nations", type="10", is_collective=True, country="EG")])  # fmt: skip
    assert texts(get("/organisations/"), "tbody th, tbody td") == [
        "Host Nations", "GovernmentA group spoken of as one", "EG", "1",
        "United NationsUN", "Multilateral", "", "1",
    ]  # fmt: skip


def test_a_page_says_what_it_leads_what_it_said_and_its_other_names() -> None:
    make_world()
    page = get("/organisations/united-nations/")
    assert texts(page, "h1, h2[id]") == [
        "United Nations", "Initiatives", "What it gives", "What it has said", "What it found", "Works with",
        "Cite this page", "Key facts", "Reuse",
    ]  # fmt: skip
    assert texts(page, ".figures > div") == [
        "initiatives led2", "taken part in, leading or not2", "update that it stands behind1",
    ]  # fmt: skip
    assert texts(page, ".side .facts > div")[0] == "Also namedUN, الأمم المتحدة"


def test_a_merged_slug_leads_on() -> None:
    newer = make_organisation("Newer", slug="newer")
    make_organisation("Older", slug="older", merged_into=newer)
    make_initiative(leads=[newer])
    response = Client().get("/organisations/older/")
    assert (response.status_code, response.headers["Location"]) == (301, "/organisations/newer/")


def test_one_that_only_drafts_name_is_answered_like_one_that_never_was() -> None:
    hidden = make_organisation("Hidden", slug="hidden")
    make_draft(make_initiative(public=False, leads=[hidden]), said_by=hidden)
    answers = [Client().get(f"/organisations/{slug}/") for slug in ("hidden", "never-was")]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_are_a_fixed_number_of_queries(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    un = make_organisation("UN", slug="un")
    for age in range(rows):
        make_update(make_initiative(leads=[un, make_organisation()]), as_of=days_ago(age), said_by=un)
    with django_assert_num_queries(9):
        get("/organisations/")
    with django_assert_num_queries(21):
        get("/organisations/un/")
