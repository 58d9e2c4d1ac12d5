"""data.zip: every file at once, described so that programs of Frictionless Data read it, in flat memory."""

import datetime as dt
import hashlib
import io
import json
import tracemalloc
import zipfile
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from frictionless import Package, Resource, system

from initiatives.exports import bundle, dictionary
from initiatives.exports.bundle import DATASETS
from initiatives.exports.csv import BOM
from initiatives.exports.formats import CSV
from initiatives.models import Initiative
from tests.factories import make_crisis, make_draft, make_initiative, make_update

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
NAMES = [*(f"{dataset.name}.csv" for dataset in DATASETS), "dictionary.md", "datapackage.json"]


def downloaded(query: str = "") -> dict[str, bytes]:
    body: bytes = b"".join(Client().get(f"/data.zip{query}"))
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def sample() -> None:
    call_command("loaddata", "gaza", "access", verbosity=0)


@pytest.mark.usefixtures("sample")
def test_each_file_of_the_archive_is_the_one_of_its_address_and_frictionless_finds_nothing_wrong(
    tmp_path: Path,
) -> None:
    files = downloaded()
    assert list(files) == NAMES
    for dataset in DATASETS:
        assert files[f"{dataset.name}.csv"] == b"".join(dataset.select(QueryDict(), as_file=True).file(CSV))
    assert files["dictionary.md"].decode() == dictionary.markdown()
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with system.use_context(trusted=True):
        found = Package(str(tmp_path / "datapackage.json")).validate()
    assert (found.flatten(["type", "message"]), found.stats["errors"]) == ([], 0)
    # Broken on purpose, the same check speaks: a reference that no initiative has.
    path = tmp_path / "updates.csv"
    path.write_bytes(path.read_bytes().replace(b"GZA-COR-001", b"GZA-COR-999"))
    with system.use_context(trusted=True):
        broken = Package(str(tmp_path / "datapackage.json")).validate()
    assert {"foreign-key", "hash-count"} <= {str(kind) for (kind,) in broken.flatten(["type"])}


@pytest.mark.usefixtures("sample")
def test_the_description_says_how_long_each_file_is_and_what_each_column_holds() -> None:
    files = downloaded()
    told = json.loads(files["datapackage.json"])
    assert [(one["path"], one["bytes"], one["hash"]) for one in told["resources"]] == [
        (name, len(files[name]), f"sha256:{hashlib.sha256(files[name]).hexdigest()}") for name in NAMES[:-2]
    ]
    for dataset, resource in zip(DATASETS, told["resources"], strict=True):
        header = files[resource["path"]].decode("utf-8-sig").split("\r\n", 1)[0]
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in dataset.columns] == header.split(",")
    assert (told["licenses"], told["homepage"]) == (
        [{"name": "CC-BY-4.0", "title": "CC BY 4.0"}],
        "http://127.0.0.1:8000/data/",
    )
    schemas = {one["name"]: one["schema"] for one in told["resources"]}
    assert {name: schema.get("primaryKey") for name, schema in schemas.items()} == {
        **{dataset.name: ["claim"] for dataset in DATASETS},
        "initiatives": ["reference"],
        "organisations": ["slug"],
    }
    assert schemas["observations"]["fields"][-2] == {
        "name": "is_sample",
        "description": "Whether it is sample data, which stands for nothing that was reported.",
        "type": "boolean",
    }


def test_arabic_and_hebrew_stand_as_they_are() -> None:
    with time_machine.travel(NOON, tick=False):
        make_update(make_initiative("ممر إنساني"), headline="מסדרון פתוח")
        files = downloaded()
    assert files["updates.csv"].startswith(BOM.encode())
    with Resource(files["updates.csv"], format="csv", encoding="utf-8-sig") as resource:
        (row,) = resource.read_rows()
    assert (row["title"], row["headline"]) == ("ممر إنساني", "מסדרון פתוח")


def test_an_earlier_day_holds_what_was_out_then() -> None:
    with time_machine.travel(NOON - dt.timedelta(days=2), tick=False):
        corridor = make_initiative("Corridor", opened_at=NOON - dt.timedelta(days=2))
        make_update(corridor, headline="Open", published_at=NOON - dt.timedelta(days=2))
    with time_machine.travel(NOON, tick=False):
        make_update(corridor, headline="Closed", published_at=NOON)
        answer = Client().get("/data.zip?as_at=2026-11-21")
        files = downloaded("?as_at=2026-11-21")
    assert (answer.headers["Content-Disposition"], answer.headers["X-Robots-Tag"]) == (
        'attachment; filename="data-2026-11-22-as-at-2026-11-21.zip"',
        "noindex",
    )
    assert (b"Open" in files["updates.csv"], b"Closed" in files["updates.csv"]) == (True, False)
    described = json.loads(files["datapackage.json"])["description"]
    assert described.endswith("As published by the end of 2026-11-21. Things are shown as they are today.")


def test_no_draft_is_in_any_file() -> None:
    make_draft(make_initiative("Open"), headline="WarehouseCanary")
    make_initiative("HiddenCanary", public=False)
    assert [name for name, content in downloaded().items() if b"Canary" in content] == []


def test_head_reads_no_row_and_other_parameters_are_refused() -> None:
    make_initiative("Open")
    with CaptureQueriesContext(connection) as asked:
        answer = Client().head("/data.zip")
    assert (answer.status_code, len(asked), answer.headers["Content-Type"]) == (200, 1, "application/zip")
    refused = Client().get("/data.zip?kind=corridor")
    assert (refused.status_code, refused.content.decode()) == (
        400,
        "There is no parameter called kind here. Allowed: as_at.\n",
    )


def test_the_folder_holds_what_the_archive_holds(tmp_path: Path) -> None:
    with time_machine.travel(NOON, tick=False):
        make_update(make_initiative("Corridor"))
        files = downloaded()
        folder = tmp_path / "new" / "folder"
        call_command("export", "--all", str(folder))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files


def test_the_same_rows_give_the_same_bytes() -> None:
    with time_machine.travel(NOON, tick=False):
        make_update(make_initiative("Corridor"))
        assert b"".join(bundle.zipped()) == b"".join(bundle.zipped())


def test_memory_does_not_grow_with_the_rows() -> None:
    crisis = make_crisis()

    def add(first: int, last: int) -> None:
        Initiative.objects.bulk_create(
            Initiative(
                title=f"Initiative {number}",
                summary="x" * 500,
                slug=f"initiative-{number}",
                reference=f"GZA-COR-{number:06d}",
                kind="corridor",
                crisis=crisis,
                visibility="public",
                opened_at=NOON,
            )
            for number in range(first, last)
        )

    def peak() -> int:
        tracemalloc.start()
        try:
            size = sum(len(piece) for piece in bundle.zipped())
            assert size > 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    add(1, 3000)
    few = peak()
    add(3000, 9000)
    assert peak() - few < 500_000
