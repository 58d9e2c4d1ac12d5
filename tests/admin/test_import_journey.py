"""A spreadsheet in a browser: upload, look at the plan, confirm exactly that, undo; axe on each page."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from initiatives.choices import UserRole
from initiatives.models import Initiative
from tests.accessible import violations
from tests.admin.test_journeys import GRAVE, Hand, measured, opened
from tests.factories import make_crisis, make_user
from tests.sheets import as_csv

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

ROWS = [["reference", "title", "kind_code", "crisis"], ["", "جسر جديد", "corridor", "GZA"]]


def grave(page: Page) -> list[str]:
    return [violation["id"] for violation in violations(page) if violation["impact"] in GRAVE]


def test_a_spreadsheet_is_imported_in_three_clicks_and_undone_in_two(live_server: LiveServer, browser: Browser) -> None:
    make_crisis(name="Gaza")
    troubles: list[str] = []
    with opened(browser, live_server, make_user("lina", UserRole.PUBLISHER), is_silent=False) as page:
        hand = Hand(page)
        with measured("import"):
            hand.click("text=Import a spreadsheet")
            troubles += grave(page)
            page.set_input_files(
                "input[type=file]", {"name": "rows.csv", "mimeType": "text/csv", "buffer": as_csv(ROWS)}
            )
            hand.click("#content-main [type=submit]")
            troubles += grave(page)
            assert ("جسر جديد" in page.inner_text("main"), Initiative.objects.count()) == (True, 0)
            hand.click("text=Import exactly this")
        troubles += grave(page)
        imported = [row.title for row in Initiative.objects.all()]
        page.click("a[href$='/undo/']")
        page.click(".verb button.default")
        undone = page.inner_text(".messagelist")
    assert (hand.clicks, imported, troubles) == (3, ["جسر جديد"], [])
    assert ("Drafts deleted: 1" in undone, Initiative.objects.count()) == (True, 0)
