"""Promise P6 in a real spreadsheet program: LibreOffice opens the files, and no cell of them is a formula.

For the long run alone: each opening takes seconds, and not every machine has the program.
"""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.http import QueryDict

from initiatives.datasets import INITIATIVES, UPDATES, Dataset
from initiatives.exports.formats import CSV, XLSX, Format
from tests.factories import make_initiative, make_organisation, make_source, make_update
from tests.payloads import FORMULAS

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(os.environ.get("TRACKER_OFFICE") != "1", reason="LibreOffice opens files in the long run only"),
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]

# Text in UTF-8, cells parted by a comma, or by a semicolon as where commas mark decimals; quotes; from the first line.
SEPARATORS = {"comma": "44,34,76,1", "semicolon": "59,34,76,1", "all of them": "44/59/9,34,76,1"}
# LibreOffice itself writes a truth as a formula.
FORMULA = re.compile(rb"<f(?: [^>]*)?>(?!(?:TRUE|FALSE)\(\)</f>)[^<]*</f>|<f(?: [^>]*)?/>")


def opened(file: Path, folder: Path, *options: str) -> bytes:
    """The first sheet as LibreOffice holds it after opening the file, in XML."""
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    out = folder / "opened"
    subprocess.run(
        ["soffice", profile, "--headless", *options, "--convert-to", "xlsx", "--outdir", str(out), str(file)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with zipfile.ZipFile(out / f"{file.stem}.xlsx") as packed:
        return packed.read("xl/worksheets/sheet1.xml")


@pytest.fixture
def formulas() -> None:
    for number, payload in enumerate(FORMULAS):
        value = payload.replace("\x00", "")
        body = make_organisation(f"{value} {number}", slug=f"body-{number}")
        initiative = make_initiative(value, leads=[body], summary=value, anticipated_results=value)
        source = make_source(f"https://example.org/{number}?{value}", publisher=value)
        make_update(initiative, headline=f"a{value}", narrative=value, said_by=body, source=source)


def written(dataset: Dataset, file_format: Format, folder: Path) -> Path:
    file = folder / f"{dataset.name}.{file_format.suffix}"
    file.write_bytes(b"".join(dataset.select(QueryDict(), as_file=True).file(file_format)))
    return file


@pytest.mark.usefixtures("formulas")
@pytest.mark.parametrize("separators", SEPARATORS)
def test_no_cell_of_a_csv_file_becomes_a_formula(tmp_path: Path, separators: str) -> None:
    for dataset in (INITIATIVES, UPDATES):
        file = written(dataset, CSV, tmp_path)
        sheet = opened(file, tmp_path, f"--infilter=Text - txt - csv (StarCalc):{SEPARATORS[separators]}")
        assert (len(re.findall(rb"<row ", sheet)) > len(FORMULAS), FORMULA.findall(sheet)) == (True, [])


@pytest.mark.usefixtures("formulas")
def test_no_cell_of_a_workbook_becomes_a_formula(tmp_path: Path) -> None:
    for dataset in (INITIATIVES, UPDATES):
        sheet = opened(written(dataset, XLSX, tmp_path), tmp_path)
        assert (len(re.findall(rb"<row ", sheet)) > len(FORMULAS), FORMULA.findall(sheet)) == (True, [])


def test_a_formula_that_nobody_disarmed_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "armed.csv"
    file.write_text("a,b\n=1+1,c\n", encoding="utf-8")
    sheet = opened(file, tmp_path, f"--infilter=Text - txt - csv (StarCalc):{SEPARATORS['comma']}")
    assert len(FORMULA.findall(sheet)) == 1
