"""The layers, the one door and the few places that write past an editor's save: read from the code itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.environment import BASE_DIR

# From left to right; a module imports its own layer and those before it.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"choices", "kinds", "text", "moments", "svg", "sensitive", "geography"}),
    frozenset({"models"}),
    frozenset(
        {"reports", "actions", "caches", "policy", "editions", "kept", "search", "columns", "scan", "imports", "logins"}
    ),
    frozenset({"tables", "filters", "forms", "parameters", "exports", "badges", "datasets", "spreadsheets"}),
    frozenset({"views", "api", "feeds", "middleware", "page_cache", "admin", "templatetags", "management"}),
    frozenset({"urls", "apps", "checks", "tracker"}),
)
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}
# Layers from this one on read through the door; the admin asks the policy instead, and commands are the operator's.
FIRST_BEHIND_THE_DOOR = 3
NEED_NO_DOOR = frozenset({"admin", "management"})
# Managers, and the ways back from a public row to rows that need not be public.
PAST_THE_DOOR = frozenset(
    {
        "objects",
        "_default_manager",
        "_base_manager",
        "statusupdates",
        "statusupdates_said",
        "relations",
        "related_from",
        "replaced_by",
        "chain",
        "history",
        "standings",
        "shown_points",
        "converted_by",
        "transactions_given",
        "transactions_received",
        *(f"{kind}_said" for kind in ("observations", "targets", "adherences", "positions", "milestones", "findings")),
    }
)
# The table that Django makes between initiatives and sectors has no door; only public initiatives are held against it.
HAS_NO_DOOR = frozenset({("initiatives/filters/initiatives.py", "_default_manager")})
MAY_WRITE_IN_BULK = frozenset({"actions", "caches", "editions", "imports", "management"})
# Dicts that Django keeps on forms and widgets.
NO_QUERYSET = frozenset({"initial", "attrs"})
BULK = frozenset({"bulk_create", "bulk_update", "abulk_create", "abulk_update", "_raw_delete"})


def part_of(path: Path) -> str:
    """The word that a layer knows a file by: initiatives/views/pages.py is of views, tracker/urls.py of tracker."""
    return path.parts[0] if path.parts[0] == "tracker" else Path(path.parts[1]).stem


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each imported module with its line, written out: `from initiatives import text` is initiatives.text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def arrows_to_the_right(path: Path, tree: ast.AST) -> Iterator[str]:
    here = LAYER_OF.get(part_of(path))
    if here is None:
        yield f"{path}: no layer is named {part_of(path)}"
        return
    for line, module in imported(tree):
        words = module.split(".")
        if words[0] in {"", "tests"}:
            yield f"{path}:{line} imports {module}"
        if words[0] not in {"initiatives", "tracker"}:
            continue
        part = "tracker" if words[0] == "tracker" else words[1]
        there = LAYER_OF.get(part)
        if there is None or there > here:
            yield f"{path}:{line} imports {module}"


def ways_past_the_door(path: Path, tree: ast.AST) -> Iterator[str]:
    part = part_of(path)
    if LAYER_OF.get(part, len(LAYERS)) < FIRST_BEHIND_THE_DOOR or part in NEED_NO_DOOR:
        return
    through = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "public"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or id(node) in through or (str(path), node.attr) in HAS_NO_DOOR:
            continue
        if node.attr in PAST_THE_DOOR:
            yield f"{path}:{node.lineno} .{node.attr} without .public()"


def writes_in_bulk(path: Path, tree: ast.AST) -> Iterator[str]:
    """A call of `update` with names alone is a QuerySet's; a dict or a set is given something without a name."""
    if part_of(path) in MAY_WRITE_IN_BULK:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, of = node.func.attr, node.func.value
            if isinstance(of, ast.Attribute) and of.attr in NO_QUERYSET:
                continue
            if name in BULK or (name in {"update", "aupdate"} and node.keywords and not node.args):
                yield f"{path}:{node.lineno} calls {name}"


def signals(path: Path, tree: ast.AST) -> Iterator[str]:
    for line, module in imported(tree):
        if module.startswith("django.dispatch") or "signals" in module.split("."):
            yield f"{path}:{line} imports {module}"


RULES = (arrows_to_the_right, ways_past_the_door, writes_in_bulk, signals)


def problems(path: Path, code: str) -> list[str]:
    tree = ast.parse(code)
    return [problem for rule in RULES for problem in rule(path, tree)]


def files() -> list[Path]:
    """Every module of ours but migrations; the two packages' own `__init__` are no module of a layer."""
    own = {Path(app, "__init__.py") for app in ("initiatives", "tracker")}
    found = {path.relative_to(BASE_DIR) for app in own for path in (BASE_DIR / app.parent).rglob("*.py")}
    return sorted(path for path in found - own if "migrations" not in path.parts)


def test_every_file_keeps_to_its_layer_the_door_and_the_writers() -> None:
    assert [problem for path in files() for problem in problems(path, (BASE_DIR / path).read_text())] == []


def test_the_document_names_the_layers_and_their_modules_as_they_are() -> None:
    lines = (BASE_DIR / "docs" / "architecture.md").read_text().splitlines()
    rows = [line.split("|")[1:3] for line in lines if re.match(r"\| \d \|", line)]
    there = {part_of(path) for path in files()}
    assert {int(number): set(re.findall(r"`(\w+)`", names)) for number, names in rows} == {
        number: names & there for number, names in enumerate(LAYERS)
    }


def test_the_walk_reaches_every_layer_that_has_files() -> None:
    assert {LAYER_OF[part_of(path)] for path in files()} == set(range(len(LAYERS)))


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        ("initiatives/text.py", "from initiatives.models import User", ["imports initiatives.models.User"]),
        ("initiatives/actions/review.py", "from initiatives import exports", ["imports initiatives.exports"]),
        ("initiatives/models/users.py", "def f():\n    import initiatives.views", ["imports initiatives.views"]),
        ("initiatives/views/pages.py", "import initiatives.urls", ["imports initiatives.urls"]),
        ("initiatives/reports/texts.py", "from tracker.settings import DEBUG", ["imports tracker.settings.DEBUG"]),
        ("initiatives/reports/texts.py", "from . import overview", ["imports ..overview"]),
        ("initiatives/reports/texts.py", "from tests import factories", ["imports tests.factories"]),
        ("initiatives/reports/texts.py", "from initiatives.utils import x", ["imports initiatives.utils.x"]),
        ("initiatives/utils.py", "", ["no layer is named utils"]),
        ("initiatives/views/pages.py", "User.objects.all()", [".objects without .public()"]),
        ("initiatives/views/pages.py", "rows = User.objects", [".objects without .public()"]),
        ("initiatives/exports/csv.py", "m._default_manager.all()", ["._default_manager without .public()"]),
        ("initiatives/tables/base.py", "row.statusupdates.all()", [".statusupdates without .public()"]),
        ("initiatives/checks.py", "User.objects.count()", [".objects without .public()"]),
        ("initiatives/policy.py", "User.objects.update(name='x')", ["calls update"]),
        ("initiatives/admin/users.py", "User.objects.bulk_create(rows)", ["calls bulk_create"]),
        ("initiatives/apps.py", "from django.db.models.signals import post_save", ["signals.post_save"]),
        ("initiatives/models/users.py", "from django.dispatch import receiver", ["django.dispatch.receiver"]),
    ],
)
def test_the_walk_finds(path: str, code: str, found: list[str]) -> None:
    said = problems(Path(path), code)
    assert [problem.endswith(end) for problem, end in zip(said, found, strict=True)] == [True] * len(found)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("initiatives/models/users.py", "from initiatives import text\nfrom initiatives.models.base import lengths"),
        ("initiatives/views/pages.py", "Initiative.objects.public().filter(pk=1)"),
        ("initiatives/exports/csv.py", "row.statusupdates.public()"),
        ("initiatives/reports/texts.py", "Organisation.objects.filter(slug='a')"),
        ("initiatives/admin/users.py", "User.objects.all()"),
        ("initiatives/caches.py", "rows.update(status='2')"),
        ("initiatives/management/commands/verify.py", "rows.update(status='2')"),
        ("initiatives/policy.py", "found.update({'a': 1})\nfound.update(rows)\nself.initial.update(title='a')"),
        ("tracker/urls.py", "from initiatives.views import pages"),
    ],
)
def test_the_walk_lets_through(path: str, code: str) -> None:
    assert problems(Path(path), code) == []
