"""What every test may use, and when browser tests run."""

import os
import shutil
from collections.abc import Iterator

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def find_chromium() -> str | None:
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        # Such tests flush the database, and with it what migrations put there: groups and sectors.
        fixtures = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        transactional = marker is not None and marker.kwargs.get("transaction", False)
        if transactional or {"live_server", "transactional_db"} & set(fixtures):
            fixtures.append("django_db_serialized_rollback")
        # On CI they run in any case, and fail where the browser is missing.
        if item.get_closest_marker("browser") and not find_chromium() and os.environ.get("CI") != "true":
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed; browser tests are left out"))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        pytest.fail("Chromium is not installed; on CI the browser tests may not be left out")
    return path


@pytest.fixture
def no_n_plus_one() -> Iterator[None]:
    """Fails the test when code inside it loads related rows one by one."""
    from zeal import zeal_context

    with zeal_context():
        yield
