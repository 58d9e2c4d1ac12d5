"""The tags of the public templates that are more than a badge."""

import pytest
from pytest_django import Settings

from initiatives import text
from initiatives.templatetags import tracker


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("http://example.org/", "http://example.org/"),
        ("javascript:alert(1)", ""),
        ("//example.org/", ""),
        ("", ""),
    ],
)
def test_only_what_a_browser_just_opens_becomes_a_link(url: str, link: str) -> None:
    assert text.web_address(url) == link


@pytest.mark.parametrize(
    ("url", "host"), [("https://www.un.org/en/", "un.org"), ("https://ochaopt.org", "ochaopt.org"), ("http://[", "")]
)
def test_a_link_to_a_site_is_called_by_its_host(url: str, host: str) -> None:
    assert tracker.host(url) == host


def test_a_contact_is_an_address_to_write_to_or_to_open(settings: Settings) -> None:
    found = []
    for settings.CONTACT in ("corrections@example.org", "https://example.org/contact"):
        found.append(tracker.site().contact_address)
    assert found == ["mailto:corrections@example.org", "https://example.org/contact"]


def test_the_menu_names_what_there_is_and_nothing_else() -> None:
    assert [(str(item.label), item.url) for item in tracker.menu()] == [
        ("Overview", "/"),
        ("Initiatives", "/initiatives/"),
        ("Map", "/map/"),
        ("Organisations", "/organisations/"),
        ("Updates", "/updates/"),
        ("Monthly report", "/changes/"),
        ("Data", "/data/"),
        ("About", "/about/"),
    ]
