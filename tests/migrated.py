"""One worker of a run migrates its database; the others begin with a copy of it, for migrating takes each one long."""

import fcntl
import shutil
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

import pytest
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

COPY = "copy"


@pytest.fixture(scope="session")
def note_of_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[TextIOWrapper | None]:
    """Says to the workers of this run which database to copy. One at a time has it, until its own database stands."""
    if worker_id == "master":
        yield None
        return
    with (tmp_path_factory.getbasetemp().parent / "migrated.txt").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.seek(0)
        yield held


@pytest.fixture(scope="session")
def migrated_by_another(note_of_run: TextIOWrapper | None) -> str:
    return note_of_run.read() if note_of_run else ""


@pytest.fixture(scope="session")
def django_db_keepdb(migrated_by_another: str) -> bool:
    """On SQLite the copy lies in its place before Django looks; the folder around it goes at the end."""
    return bool(migrated_by_another) and connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, migrated_by_another: str) -> None:
    tests = connection.settings_dict["TEST"]
    if migrated_by_another:
        tests["MIGRATE"] = False
        if connection.vendor == "sqlite":
            shutil.copy(migrated_by_another, tests["NAME"])
        else:
            tests["TEMPLATE"] = migrated_by_another


@pytest.fixture(scope="session")
def django_db_setup(
    note_of_run: TextIOWrapper | None,
    migrated_by_another: str,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> None:
    if note_of_run is None:
        return
    if not migrated_by_another:
        with django_db_blocker.unblock():
            note_of_run.write(copied(tmp_path_factory.getbasetemp().parent))
    note_of_run.flush()
    fcntl.flock(note_of_run, fcntl.LOCK_UN)


def copied(folder: Path) -> str:
    """Where a copy is that no test writes to, as it is when all workers have begun with it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "migrated.sqlite3")])
        return str(folder / "migrated.sqlite3")
    connection.creation.clone_test_db(COPY, verbosity=0)
    return str(connection.creation.get_test_db_clone_settings(COPY)["NAME"])
