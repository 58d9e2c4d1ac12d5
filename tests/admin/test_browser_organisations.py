"""Organisations in a real browser: the warning while typing, the same without a script, and the merge."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from initiatives.choices import UserRole
from initiatives.models import Organisation, OrganisationName
from tests.admin.pages import add, change
from tests.factories import make_initiative, make_organisation, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
LOUD = ("error", "warning")


def opened(browser: Browser, live_server: LiveServer, *, has_script: bool, width: int = 1280) -> Iterator[Page]:
    """The page of an Administrator; what a refused script would say on the console fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=has_script)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in LOUD else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    person = make_user("amal", UserRole.ADMINISTRATOR, UserRole.PUBLISHER)
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", person.username)
    page.fill("#id_password", "a long enough secret")
    page.click("[type=submit]")
    page.wait_for_selector("h1:text('Your desk')")
    yield page
    context.close()
    assert said == []


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    yield from opened(browser, live_server, has_script=True)


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    yield from opened(browser, live_server, has_script=False)


def known() -> Organisation:
    organisation = make_organisation("World Food Programme", acronym="WFP", country="IT")
    OrganisationName.objects.create(organisation=organisation, name="Programme alimentaire mondial")
    return organisation


def test_the_warning_comes_while_typing_and_goes_again(live_server: LiveServer, page: Page) -> None:
    organisation = known()
    page.goto(live_server.url + add("organisation"))
    box = page.locator("#lookalikes")
    assert (box.is_visible(), box.get_attribute("role")) == (False, "status")
    page.type("#id_name", "Wrold Food Programme")
    box.wait_for(state="visible")
    assert [line.strip() for line in box.inner_text().split("\n") if line.strip()] == [
        "Is it one of these?", "World Food Programme – WFP, IT",
    ]  # fmt: skip
    assert box.locator("a").get_attribute("href") == change("organisation", organisation.pk)
    page.fill("#id_name", "Something else altogether")
    box.wait_for(state="hidden")
    page.fill("#id_acronym", "wfp")
    box.wait_for(state="visible")


def test_markup_in_a_name_is_shown_as_text(live_server: LiveServer, page: Page) -> None:
    make_organisation("Relief <img src=x onerror=alert(1)> Agency", slug="relief")
    page.goto(live_server.url + add("organisation"))
    page.type("#id_name", "Relief Agency")
    page.wait_for_selector("#lookalikes li")
    assert (page.locator("#lookalikes img").count(), "<img" in page.inner_text("#lookalikes")) == (0, True)


def test_without_a_script_saving_asks_and_the_second_button_saves(live_server: LiveServer, plain_page: Page) -> None:
    known()
    page = plain_page
    page.goto(live_server.url + add("organisation"))
    page.fill("#id_name", "Programme alimentaire mondiale")
    page.fill("#id_slug", "pam")
    page.click("[name=_save]")
    assert "World Food Programme" in page.inner_text(".clash")
    page.press("#id_name", "Enter")  # asks again: only the button overrules
    assert Organisation.objects.filter(slug="pam").count() == 0
    page.click("text=It is another one: save it anyway")
    assert "was added successfully" in page.inner_text(".messagelist")
    assert Organisation.objects.filter(slug="pam").count() == 1


def test_two_are_merged_in_four_clicks(live_server: LiveServer, page: Page) -> None:
    kept = known()
    old = make_organisation("World Food Programe", slug="wfp-2")
    make_initiative("Corridor", leads=[old])
    page.goto(live_server.url + change("organisation", old.pk))
    page.click("text=Merge into another")
    page.click("#content-main a:has-text('World Food Programme')")
    assert page.inner_text(".merge-plan tbody tr:first-child") == "Parts in initiatives that move\t1"
    page.click("button:has-text('Merge them')")
    assert page.inner_text(".messagelist") == "World Food Programe was merged into World Food Programme."
    old.refresh_from_db()
    assert old.merged_into == kept


def test_the_one_that_stays_can_be_looked_for(live_server: LiveServer, page: Page) -> None:
    known()
    old = make_organisation("Food for All", slug="ffa")
    page.goto(live_server.url + change("organisation", old.pk) + "../merge/")
    page.click(".select2-selection")
    page.keyboard.type("world food")
    page.click(".select2-results__option:has-text('World Food Programme')")
    page.click("button:has-text('Show what would move')")
    assert "Food for All becomes World Food Programme. This cannot be undone." in page.inner_text("#content-main")


@pytest.mark.parametrize("width", [1280, 390])
def test_no_page_scrolls_sideways(browser: Browser, live_server: LiveServer, width: int) -> None:
    kept = known()
    old = make_organisation("An organisation with a rather long name, of which there are many in this field")
    make_initiative("Corridor", leads=[old, kept])
    pages = opened(browser, live_server, has_script=True, width=width)
    page = next(pages)
    wide = []
    merge = f"/admin/initiatives/organisation/{old.pk}/merge/"
    for address in (
        merge,
        f"{merge}?keep={kept.pk}",
        change("organisation", old.pk),
        "/admin/initiatives/organisation/",
    ):
        page.goto(live_server.url + address)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide.append((address, over))
    assert (wide, next(pages, None)) == ([], None)
