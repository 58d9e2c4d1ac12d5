"""The documents name only what there is: files, addresses within them, targets of make and commands.

That docs/exports.md is what the code writes is tested in tests/exports/test_dictionary.py.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

from tracker.environment import BASE_DIR

PAGES = sorted(
    [
        *(BASE_DIR / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
        *BASE_DIR.glob("docs/*.md"),
        *BASE_DIR.glob("bench/*.md"),
        *BASE_DIR.glob("fixtures/*.md"),
    ]
)
FOLDERS = ("initiatives", "tests", "docs", "fixtures", "templates", "tracker", "bench")

LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
TARGETS = re.compile(r"\bmake((?: [a-z-]+)+)")
COMMAND = re.compile(r"\bmanage\.py ([a-z_]+)")
FILE = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[^`\s]*)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def anchors(page: Path) -> set[str]:
    """What the headings of a page are called in an address, as the hosts of repositories make it."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _hash, fragment = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (fragment and fragment not in anchors(target)):
            yield link


def missing_targets(text: str) -> set[str]:
    makefile = (BASE_DIR / "Makefile").read_text(encoding="utf-8")
    there = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = {name for code in CODE.findall(text) for names in TARGETS.findall(code) for name in names.split()}
    return named - there


def missing_commands(text: str) -> set[str]:
    return {name for code in CODE.findall(text) for name in COMMAND.findall(code)} - set(get_commands())


def missing_files(text: str) -> list[str]:
    return [name for name in FILE.findall(text) if not (BASE_DIR / name).exists()]


each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(BASE_DIR)))


@each_page
def test_every_link_to_a_file_leads_to_it(page: Path) -> None:
    assert list(broken_links(page)) == []


@each_page
def test_every_target_of_make_is_in_the_makefile(page: Path) -> None:
    assert missing_targets(page.read_text(encoding="utf-8")) == set()


@each_page
def test_every_command_is_there(page: Path) -> None:
    assert missing_commands(page.read_text(encoding="utf-8")) == set()


@each_page
def test_every_file_that_is_named_is_there(page: Path) -> None:
    assert missing_files(page.read_text(encoding="utf-8")) == []


def test_what_is_not_there_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One: two\n[a](gone.md) [b](#one-two) [c](#three) [d](https://example.org/) `make test nothing ARGS=-k`\n"
        "```\nmake run   # never\n.venv/bin/python manage.py no_such --all\n```\n"
        "make haste; `manage.py verify`, `tests/gone.py`, `tests/races/`\n"
    )
    text = page.read_text()
    assert (list(broken_links(page)), missing_targets(text), missing_commands(text), missing_files(text)) == (
        ["gone.md", "#three"],
        {"nothing"},
        {"no_such"},
        ["tests/gone.py"],
    )
