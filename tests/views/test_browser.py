"""The public pages in a browser: accessible, quiet, as wide as the screen, fit for paper."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.accessible import told, violations
from tests.views.world import make_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WIDTHS = (1280, 390, 320)
# What has the focus: how it begins, whether it can be seen to have it, and whether a finger can hit it.
FOCUSED = """() => {
    const focused = document.activeElement, box = focused.getBoundingClientRect(), style = getComputedStyle(focused);
    const isSeen = box.width * box.height > 0 && style.outlineStyle !== "none";
    return [focused.outerHTML.slice(0, 80), isSeen, box.height >= 24];
}"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
REFUSED = ("/nothing/here/", "/initiatives/?kind=corider&colour=red")


def heard(page: Page) -> list[str]:
    """What the page says on its console from now on, its errors included."""
    messages: list[str] = []

    def on_message(message: ConsoleMessage) -> None:
        messages.append(message.text)

    def on_error(error: Error) -> None:
        messages.append(str(error))

    page.on("console", on_message)
    page.on("pageerror", on_error)
    return messages


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_is_accessible_silent_and_as_wide_as_the_screen(
    live_server: LiveServer, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    paths = (*make_world().paths, *REFUSED)
    # The dark page differs in its colours alone, which are the same at every width.
    widths = WIDTHS if scheme == "light" else WIDTHS[:1]
    troubles: list[tuple[object, ...]] = []
    seen = 0
    page = browser.new_page(color_scheme=scheme)
    messages = heard(page)
    for path in paths:
        page.goto(live_server.url + path)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                troubles.append((width, path, f"{wide} pixels wide"))
            troubles += [(width, path, told(violation)) for violation in violations(page)]
            seen += 1
    # The browser itself reports 404 and 400 of the pages that are refused.
    troubles += [(text,) for text in messages if "Failed to load resource" not in text]
    page.close()
    assert (troubles, seen) == ([], len(paths) * len(widths))


def test_a_finger_can_hit_every_control_and_the_keyboard_shows_where_it_is(
    live_server: LiveServer, browser: Browser
) -> None:
    make_world()
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{live_server.url}/initiatives/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    invisible = []
    for _ in range(12):
        page.keyboard.press("Tab")
        box = page.evaluate(FOCUSED)
        if not (box[1] and box[2]):
            invisible.append(box)
    page.close()
    assert invisible == []


def test_on_paper_the_frame_goes_and_the_words_and_addresses_stay(live_server: LiveServer, browser: Browser) -> None:
    world = make_world()
    page = browser.new_page()
    page.emulate_media(media="print")
    page.goto(live_server.url + world.corridor.get_absolute_url())
    gone = {css: page.locator(css).first.is_visible() for css in (".nav", ".crumbs", ".skip", ".onpage", ".noprint")}
    stay = {css: page.locator(css).first.is_visible() for css in ("h1", ".st--big", "#U3 del", ".cite", ".sample")}
    address = page.evaluate("getComputedStyle(document.querySelector('.numbered a'), '::after').content")
    page.goto(f"{live_server.url}/initiatives/")
    gone["form"] = page.locator(".filters form").is_visible()
    head = page.evaluate("getComputedStyle(document.querySelector('thead')).display")
    page.close()
    assert (set(gone.values()), set(stay.values()), head) == ({False}, {True}, "table-header-group")
    assert "https://example.org/" in address
