"""manage.py import_initiatives: shows, asks, imports all of it, and ends with a status that a script can use."""

import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from initiatives.models import ImportBatch, Initiative
from tests.factories import make_crisis, make_initiative, make_publisher, make_user
from tests.sheets import as_csv

pytestmark = pytest.mark.django_db

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    make_crisis(name="Gaza")
    initiative = make_initiative("Corridor", slug="corridor", summary="")
    rows = [
        ["reference", "title", "kind_code", "crisis", "summary"],
        [initiative.reference or "", "Corridor", "corridor", "Gaza", 'Two\n"lines"'],
        ["", "Corridor", "other", "GZA", ""],
    ]
    path = tmp_path / "rows.csv"
    path.write_bytes(as_csv(rows))
    return path


SHOWN = """\
row 2: GZA-COR-001 Corridor
  summary: (empty) -> "Two\\n"lines""
row 3: new draft "Corridor" There is an initiative of this title already: GZA-COR-001.
  title: "Corridor"
  kind_code: "other"
  crisis: "Gaza"
new: 1, changed: 1, same: 0, errors: 0
"""


def test_a_dry_run_shows_every_cell_and_writes_nothing(file: Path, capsys: Capture) -> None:
    make_publisher("publisher")
    call_command("import_initiatives", str(file), "--dry-run", "--user", "publisher")
    assert capsys.readouterr().out == SHOWN
    assert (Initiative.objects.count(), ImportBatch.objects.count()) == (1, 0)


def test_with_yes_it_imports_what_it_showed(file: Path, capsys: Capture) -> None:
    by = make_publisher("publisher")
    call_command("import_initiatives", str(file), "--yes", "--user", "publisher")
    batch = ImportBatch.objects.get()
    told = capsys.readouterr()
    assert told.out == f"{SHOWN}Imported as number {batch.pk}, by publisher. It can be undone in the admin.\n"
    assert told.err == ""
    assert (batch.begun_by, batch.file_name, batch.new_count, batch.changed_count) == (by, "rows.csv", 1, 1)
    assert sorted(Initiative.objects.values_list("slug", flat=True)) == ["corridor", "corridor-2"]


@pytest.mark.parametrize(("answer", "count"), [("yes", 2), ("no", 1), ("", 1)])
def test_on_a_terminal_it_asks(file: Path, monkeypatch: pytest.MonkeyPatch, answer: str, count: int) -> None:
    make_publisher("publisher")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: answer)
    if count == 2:
        call_command("import_initiatives", str(file), "--user", "publisher")
    else:
        with pytest.raises(CommandError, match=r"\ANothing was imported\.\Z"):
            call_command("import_initiatives", str(file), "--user", "publisher")
    assert Initiative.objects.count() == count


def test_where_nobody_can_be_asked_it_wants_yes(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_publisher("publisher")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(CommandError) as error:
        call_command("import_initiatives", str(file), "--user", "publisher")
    assert str(error.value) == "Nothing was imported: give --yes, since nobody can be asked here."


def test_errors_go_to_stderr_and_the_command_fails(tmp_path: Path, capsys: Capture) -> None:
    make_publisher("publisher")
    file = tmp_path / "rows.csv"
    file.write_bytes(as_csv([["reference", "title"], ["GZA-COR-001", "A"], ["", "B"]]))
    with pytest.raises(CommandError) as error:
        call_command("import_initiatives", str(file), "--yes", "--user", "publisher")
    told = capsys.readouterr()
    assert str(error.value) == "Nothing was imported: 3 errors."
    assert told.err == (
        "row 2, reference: “GZA-COR-001” is not known. Leave it empty to begin a new draft.\n"
        "row 3, kind_code: A new initiative needs it. Only an empty reference begins one.\n"
        "row 3, crisis: A new initiative needs it. Only an empty reference begins one.\n"
    )
    assert told.out == "new: 0, changed: 0, same: 0, errors: 3\n"


def test_a_file_that_is_not_there_or_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    for path, said in (
        (tmp_path / "none.csv", "No such file or directory."),
        (tmp_path, "Is a directory."),
        (broken, "The workbook is damaged or protected. Save it again as .xlsx, or as CSV."),
    ):
        with pytest.raises(CommandError) as error:
            call_command("import_initiatives", str(path), "--dry-run")
        assert str(error.value) == f"{path}: {said}"


def test_who_imports_is_named_unless_only_one_person_could(file: Path, capsys: Capture) -> None:
    with pytest.raises(CommandError) as stranger:
        call_command("import_initiatives", str(file), "--dry-run", "--user", "nobody")
    assert str(stranger.value) == "nobody is no active Editor or Publisher."
    other = make_publisher()
    with pytest.raises(CommandError) as several:
        call_command("import_initiatives", str(file), "--dry-run")
    assert str(several.value) == "Say with --user who imports: the edit history names that person."
    other.is_active = False
    other.save()
    make_user("editor")
    call_command("import_initiatives", str(file), "--dry-run")
    assert capsys.readouterr().out == SHOWN
