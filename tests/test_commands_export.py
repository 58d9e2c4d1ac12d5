"""manage.py export: the bytes of the site in a file that appears only once it is whole."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict

from initiatives.datasets import BY_NAME, INITIATIVES
from initiatives.exports.formats import CSV, XLSX, Format
from tests.factories import make_initiative, make_update

pytestmark = pytest.mark.django_db


def on_site(query: str, file_format: Format = CSV) -> bytes:
    return b"".join(INITIATIVES.select(QueryDict(query), as_file=True).file(file_format))


@pytest.fixture
def two_initiatives() -> None:
    make_update(make_initiative("Corridor"), status="2")
    make_initiative("Talks", kind="ceasefire")


@pytest.mark.usefixtures("two_initiatives")
def test_the_file_holds_the_bytes_of_the_site(tmp_path: Path) -> None:
    file = tmp_path / "corridors.csv"
    file.write_text("what was there before")
    call_command("export", "initiatives", "--query", "kind=corridor&status=2", "--hxl", "--output", str(file))
    assert file.read_bytes() == on_site("kind=corridor&status=2&hxl=1")
    assert [path.name for path in tmp_path.iterdir()] == ["corridors.csv"]
    assert file.stat().st_mode & 0o777 == 0o644


@pytest.mark.usefixtures("two_initiatives")
def test_a_workbook_holds_the_bytes_of_the_site(tmp_path: Path) -> None:
    file = tmp_path / "corridors.xlsx"
    call_command("export", "initiatives", "--format", "xlsx", "--query", "kind=corridor", "--output", str(file))
    assert file.read_bytes() == on_site("kind=corridor", XLSX)


@pytest.mark.usefixtures("two_initiatives")
def test_standard_output_holds_the_bytes_and_nothing_else(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    call_command("export", "initiatives", "--query", "?sort=title")
    said = capfdbinary.readouterr()
    assert (said.out, said.err) == (on_site("sort=title"), b"")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["initiatives", "--query", "kind=coridor"],
            "kind=coridor: This is not on the list. Did you mean corridor? Allowed: corridor (Humanitarian corridor), "
            "ceasefire (Ceasefire talks), reconstruction (Reconstruction oversight), other (Other initiative).",
        ),
        (
            ["organisations", "--query", "page=2"],
            "A file has no pages: it holds every row. Leave page out.",
        ),
        (
            ["organisations", "--output", "/nowhere/at/all.csv"],
            "/nowhere/at/all.csv: No such file or directory.",
        ),
        ([], f"Name a dataset: {', '.join(BY_NAME)}; or give --all a folder."),
        (["updates", "--all", "folder"], "--all writes every dataset whole, as CSV: it takes nothing else."),
        (["--all", "folder", "--hxl"], "--all writes every dataset whole, as CSV: it takes nothing else."),
        (["--all", "/dev/null/folder"], "/dev/null/folder: Not a directory."),
    ],
)
def test_what_goes_wrong_is_one_clear_line(arguments: list[str], said: str) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("export", *arguments)
    assert str(refused.value) == said


def test_an_export_that_fails_midway_leaves_the_old_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "data.csv"
    file.write_text("whole")

    def failing(path: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("export", "initiatives", "--output", str(file))
    assert [path.read_text() for path in tmp_path.iterdir()] == ["whole"]
