"""What axe finds wrong with a page, by the rules that the project keeps."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
# Without the second line it also tells of every element that is right, which takes it longer than to look.
OPTIONS = {
    "runOnly": {"type": "tag", "values": RULES},
    "resultTypes": ["violations"],
}


def violations(page: Page) -> list[dict[str, Any]]:
    """A page that was resized since the last time knows axe already, half a megabyte of script."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(Axe().axe_script)
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", OPTIONS)
    return list(found["violations"])


def told(violation: dict[str, Any]) -> str:
    return f"{violation['id']}: {[node['target'] for node in violation['nodes']]}"
