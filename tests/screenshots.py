"""Pictures of every public page, for `make screenshots`: two widths, light and dark, and one contact sheet."""

import re
import shutil
from typing import Literal
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tracker.environment import BASE_DIR

FOLDER = BASE_DIR / "var" / "screenshots"
WIDTHS = (1280, 390)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NOT_PAGES = re.compile(r"^/(admin|static)/|\.[a-z]+$|^/healthz$")
THUMB_WIDTH, THUMB_HEIGHT, GAP = 320, 480, 12


def links(page: Page, base: str) -> list[str]:
    hrefs: list[str] = page.eval_on_selector_all("a[href]", "found => found.map(a => a.getAttribute('href'))")
    paths = [urlsplit(urljoin(page.url, href)) for href in hrefs]
    own = urlsplit(base).netloc
    return [part.path for part in paths if part.netloc == own and not NOT_PAGES.search(part.path)]


def public_paths(page: Page, base: str) -> list[str]:
    """Every page that links lead to from the overview, each once, query strings left out."""
    found, waiting = ["/"], ["/"]
    while waiting:
        page.goto(base + waiting.pop(0))
        new = [path for path in dict.fromkeys(links(page, base)) if path not in found]
        found += new
        waiting += new
    return found


def contact_sheet(names: list[list[str]]) -> None:
    """One row for each page, one column for each width and scheme."""
    columns = len(WIDTHS) * len(SCHEMES)
    size = (columns * (THUMB_WIDTH + GAP) + GAP, len(names) * (THUMB_HEIGHT + GAP) + GAP)
    sheet = Image.new("RGB", size, "#888888")
    for row, pictures in enumerate(names):
        for column, name in enumerate(pictures):
            with Image.open(FOLDER / name) as picture:
                height = round(picture.height * THUMB_WIDTH / picture.width)
                thumb = picture.convert("RGB").resize((THUMB_WIDTH, height)).crop((0, 0, THUMB_WIDTH, THUMB_HEIGHT))
            sheet.paste(thumb, (GAP + column * (THUMB_WIDTH + GAP), GAP + row * (THUMB_HEIGHT + GAP)))
    sheet.save(FOLDER / "contact-sheet.png")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_every_public_page_is_pictured(live_server: LiveServer, browser: Browser) -> None:
    call_command("loaddata", "gaza", "access", verbosity=0)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    crawler = browser.new_page()
    paths = public_paths(crawler, live_server.url)
    crawler.close()
    rows: list[list[str]] = [[] for _ in paths]
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            for row, path in zip(rows, paths, strict=True):
                page.goto(live_server.url + path)
                row.append(f"{path.strip('/').replace('/', '-') or 'overview'}-{width}-{scheme}.png")
                page.screenshot(path=FOLDER / row[-1], full_page=True)
            page.close()
    contact_sheet(rows)
