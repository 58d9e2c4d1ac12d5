"""The desk in a real browser: an update in three clicks, no script refused by the policy, nothing cut off at 390 px."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from initiatives import actions
from initiatives.choices import State, UserRole
from initiatives.models import Initiative, StatusUpdate, User
from tests.admin.kinds import IDS, KINDS, make_of
from tests.admin.pages import add, change, quick, verb
from tests.factories import make_draft, make_initiative, make_organisation, make_source, make_update, make_user

LOUD = ("error", "warning")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on an error or a warning in the console, which a refused script would be."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda message: said.append(f"{opened.url}: {message.text}") if message.type in LOUD else None)
    opened.on("pageerror", lambda error: said.append(f"{opened.url}: {error}"))
    yield opened
    context.close()
    assert said == []


def log_in(page: Page, live_server: LiveServer, user: User) -> None:
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", "a long enough secret")
    page.click("[type=submit]")
    page.wait_for_selector("h1:text('Your desk')")


def test_an_update_is_posted_in_three_clicks_and_one_field(live_server: LiveServer, page: Page) -> None:
    editor = make_user("samir", organisation=make_organisation("Ours"))
    initiative = make_initiative("Corridor", leads=[editor.organisation])  # type: ignore[list-item]
    make_update(initiative, status="2")
    make_draft(initiative, author=editor, source=make_source("https://example.org/known"))
    log_in(page, live_server, editor)
    page.click("text=Post update")
    page.click("label:has-text('Suspended')")
    page.fill("#id_headline", "The crossing closed at noon")
    page.click("text=Send for review")
    assert page.inner_text(".messagelist") == "Sent for review. A Publisher will read it."
    saved = StatusUpdate.objects.get(headline="The crossing closed at noon")
    assert (saved.state, saved.status, saved.source and saved.source.url) == (
        State.SUBMITTED,
        "6",
        "https://example.org/known",
    )


def test_still_accurate_takes_two_clicks_and_whom_one_asked(live_server: LiveServer, page: Page) -> None:
    editor = make_user("samir", organisation=make_organisation("Ours"))
    initiative = make_initiative("Corridor", leads=[editor.organisation])  # type: ignore[list-item]
    make_update(initiative, status="2")
    log_in(page, live_server, editor)
    page.click("text=Still accurate")
    page.select_option("#id_said_by", label="Ours")
    page.click("button:has-text('Still accurate')")
    assert page.inner_text(".messagelist") == "Sent for review. A Publisher will read it."
    assert StatusUpdate.objects.get(is_confirmation=True).said_by == editor.organisation


def test_the_autocomplete_and_new_rows_work_under_the_policy(live_server: LiveServer, page: Page) -> None:
    make_organisation("United Nations")
    publisher = make_user("lina", UserRole.PUBLISHER)
    initiative = make_initiative("Corridor", public=False, created_by=make_user())
    log_in(page, live_server, publisher)
    page.goto(live_server.url + change("initiative", initiative.pk))
    page.click("text=Add another Organisation taking part")
    page.click("#participations-1 .field-organisation .select2-selection")
    page.keyboard.type("united")
    page.click(".select2-results__option:has-text('United Nations')")
    page.select_option("#id_participations-1-role", "monitor")
    page.click("[name=_save]")
    assert "was changed successfully" in page.inner_text(".messagelist")
    names = Initiative.objects.get(pk=initiative.pk).participations.values_list("organisation__name", "role")
    assert ("United Nations", "monitor") in list(names)


def test_the_slug_follows_the_title_as_it_is_typed(live_server: LiveServer, page: Page) -> None:
    log_in(page, live_server, make_user("samir", organisation=make_organisation()))
    page.goto(live_server.url + add("initiative"))
    page.type("#id_title", "Fuel for Hospitals")
    assert page.input_value("#id_slug") == "fuel-for-hospitals"


def test_no_page_of_the_admin_scrolls_sideways_or_speaks_in_the_console(live_server: LiveServer, page: Page) -> None:
    person = make_user("amal", UserRole.ADMINISTRATOR, UserRole.PUBLISHER)
    initiative = make_initiative("Creation of humanitarian corridors", kind="corridor")
    claim = make_update(initiative, headline="Two crossings are open, and trucks wait for days")
    draft = make_draft(initiative, author=person)
    waiting = actions.submit(claim=make_draft(initiative), by=make_user("lina", UserRole.PUBLISHER))
    figure = next(kind for kind in KINDS if kind.name == "observation")
    make_of(figure, initiative, public=False)
    log_in(page, live_server, person)
    lists = ["initiative", "statusupdate", "organisation", "location", "source", "crisis", "sector", "user"]
    addresses = [
        "/admin/",
        quick(initiative.pk),
        verb("statusupdate", initiative.pk, "still"),
        *(f"/admin/initiatives/{name}/" for name in lists),
        *(add(name) for name in lists),
        change("initiative", initiative.pk),
        change("statusupdate", claim.pk),
        change("statusupdate", draft.pk),
        change("statusupdate", waiting.pk),
        change("user", person.pk),
        verb("initiative", initiative.pk, "history"),
        verb("statusupdate", claim.pk, "history"),
        verb("statusupdate", claim.pk, "remove"),
        *(f"/admin/initiatives/{name}/" for name in IDS),
        *(add(name) for name in IDS),
        verb("observation", initiative.pk, "enter"),
        verb("initiative", initiative.pk, "standard_set"),
        change("observation", make_of(figure, initiative).pk),
        "/admin/password_change/",
    ]
    wide = []
    for address in addresses:
        page.goto(live_server.url + address)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if over > 0:
                wide.append((width, address, over))
    assert wide == []
