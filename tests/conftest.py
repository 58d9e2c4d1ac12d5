"""What every test may use, and when browser tests run."""

import gc
import os
import shutil
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any

import pytest
import time_machine
from django.db import connection, connections, transaction
from django.test import TransactionTestCase
from django.test.client import ClientHandler
from hypothesis import Phase, settings
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from initiatives import kept
from tests import migrated
from tests.exports import worlds

# The same examples on every run, and a failure said as it was found: making it small takes minutes with a database.
# The long run asks for fresh examples and takes those minutes.
settings.register_profile(
    "fast", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate], print_blob=True
)
settings.register_profile("torture", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))

note_of_run, migrated_by_another = migrated.note_of_run, migrated.migrated_by_another
django_db_keepdb, django_db_modify_db_settings = migrated.django_db_keepdb, migrated.django_db_modify_db_settings
django_db_setup = migrated.django_db_setup

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# It looks for hosts of its maker at every start, and would wait for them where there is no network.
CHROMIUM_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def asks_for_rows_of_module(item: pytest.Item) -> bool:
    return "rows_of_module" in getattr(item, "fixturenames", [])


def knows_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "live_server", "django_db_setup"} & set(getattr(item, "fixturenames", []))
    of_class = issubclass(getattr(item, "cls", None) or object, TransactionTestCase)
    return bool(fixtures) or of_class or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # Once they are there, the rows of a module stay: the tests that have none of them come first.
    of_modules = [list(of_module) for _path, of_module in groupby(items, key=lambda item: item.path)]
    items[:] = chain.from_iterable(sorted(tests, key=asks_for_rows_of_module) for tests in of_modules)
    for item in items:
        if not knows_a_database(item):
            item.add_marker(pytest.mark.once)
        # Such tests flush the database, and with it what migrations put there: groups and sectors.
        fixtures = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        transactional = marker is not None and marker.kwargs.get("transaction", False)
        if transactional or {"live_server", "transactional_db"} & set(fixtures):
            whole = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(whole, append=False)
        # On CI they run in any case, and fail where the browser is missing.
        if item.get_closest_marker("browser") and not find_chromium() and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed; browser tests are left out"))


def pytest_collection_finish() -> None:
    """A tenth of the time went into looking for garbage among modules and tests, which all live until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        pytest.fail("Chromium is not installed; on CI the browser tests may not be left out")
    return path


@pytest.fixture(scope="session")
def browser(chromium_path: str, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Browser]:
    # Playwright's event loop runs in the thread of the tests. Beside one Django refuses every query, unless
    # told otherwise, and takes a new connection, which knows nothing of the rows to bring back after a flush.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    rows = getattr(connection, "_test_serialized_contents", None)
    with sync_playwright() as playwright:
        if rows is not None:
            connection._test_serialized_contents = rows  # type: ignore[attr-defined]
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
        with django_db_blocker.unblock():
            connections.close_all()  # or PostgreSQL would not let the test database go


@pytest.fixture(scope="module")
def rows_of_module(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DjangoDbBlocker]:
    """What a fixture of a module puts into the database stands before each of its tests, and is gone after the last.

    Each test runs in a savepoint within. What flushes is sorted behind all the others, and may not ask for it; in a
    module that has such tests nobody may, or they would meet its open transaction when the module is run alone.
    """
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # type: ignore[attr-defined]
        whole.__enter__()
    yield django_db_blocker
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)
        kept.forget_all()


@pytest.fixture(scope="module")
def world_of_files(rows_of_module: DjangoDbBlocker) -> None:
    """The world that the files are written from, at its moment."""
    with rows_of_module.unblock(), time_machine.travel(worlds.NOW, tick=False):
        worlds.a_world()


WRITES = ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "ROLLBACK")


@pytest.fixture(autouse=True)
def remembers_nothing_of_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process keeps of an edition is forgotten when the test itself writes: it counts no edition, or takes its
    rows back. What a request writes is not: one that forgets to count the edition shows.
    """
    answering: list[object] = []
    answer = ClientHandler.__call__

    def answered(handler: ClientHandler, environ: dict[str, Any]) -> Any:
        answering.append(environ)
        try:
            return answer(handler, environ)
        finally:
            answering.pop()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        try:
            return execute(sql, params, many, context)
        finally:
            if not answering and str(sql).lstrip()[:8].upper().startswith(WRITES):
                kept.forget_all()

    monkeypatch.setattr(ClientHandler, "__call__", answered)
    kept.forget_all()
    with connection.execute_wrapper(watch):
        yield


@pytest.fixture
def no_n_plus_one() -> Iterator[None]:
    """Fails the test when code inside it loads related rows one by one."""
    from zeal import zeal_context

    with zeal_context():
        yield
