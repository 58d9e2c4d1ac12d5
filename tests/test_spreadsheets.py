"""Files as people have them: what is read alike, and each reason why one is not read."""

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest

from initiatives import spreadsheets
from initiatives.reports.imports import Line, Table

HEADER = ["reference", "title", "planned_start", "is_sample"]
DAMAGED = "The workbook is damaged or protected. Save it again as .xlsx, or as CSV."


def workbook(*rows: Sequence[Any], sheet: str = "initiatives", before: str = "") -> bytes:
    """A workbook with the parts that one needs, and inline strings; dates and truths as a workbook stores them."""
    sheets = [name for name in (before, sheet) if name]
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(
            *[("worksheet", f"worksheets/sheet{n}.xml") for n, _name in enumerate(sheets, 1)], ("styles", "styles.xml")
        ),
        "xl/styles.xml": '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    }
    for number, name in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows if name == sheet else ([["other"]]))
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def sheet(content: str) -> bytes:
    return packed({"xl/workbook.xml": "", "xl/s.xml": content})


def _relations(*relations: tuple[str, str]) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = (
        f'<Relationship Id="rId{n}" Type="{base}/{kind}" Target="{to}"/>' for n, (kind, to) in enumerate(relations, 1)
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(rows)}</Relationships>'


def _sheet(rows: Any) -> str:
    lines = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(value, f"{chr(65 + place)}{number}") for place, value in enumerate(row))
        lines += f'<row r="{number}">{cells}</row>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'


def _cell(value: Any, name: str) -> str:
    if value == "" or value is None:
        return f'<c r="{name}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{name}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, dt.date):
        return f'<c r="{name}" s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int):
        return f'<c r="{name}"><v>{value}</v></c>'
    escaped = value.replace("&", "&amp;").replace("<", "&lt;")
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escaped}</t></is></c>'


TABLE = Table(
    tuple(HEADER),
    (
        Line(2, ("GZA-COR-001", "=שם, \"מצוטט\"\nשורה", "2026-11-22", "true")),
        Line(4, ("", "مُعاد فتحه; <b>", "", "")),
    ),
)  # fmt: skip


def test_a_workbook_and_a_csv_file_read_alike() -> None:
    rows: list[list[Any]] = [
        HEADER,
        ["GZA-COR-001", '=שם, "מצוטט"\nשורה', dt.date(2026, 11, 22), True],
        [],
        ["", "مُعاد فتحه; <b>"],
    ]
    text = (
        'reference,title,planned_start,is_sample\r\nGZA-COR-001,"=שם, ""מצוטט""\nשורה",2026-11-22,true\r\n'
        "\r\n,مُعاد فتحه; <b>,,\r\n"
    )
    assert spreadsheets.read(workbook(*rows)) == TABLE
    assert spreadsheets.read(workbook(*rows, before="About")) == TABLE
    assert spreadsheets.read(("\ufeff" + text).encode()) == TABLE


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_separators_marks_and_the_row_of_tags_are_recognised(delimiter: str, bom: str) -> None:
    rows = [[" Reference ", "TITLE"], ["#activity+code", "#activity+name"], ["", "#hash, and; more"]]
    text = bom + "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert spreadsheets.read(text.encode()) == Table(("reference", "title"), (Line(3, ("", "#hash, and; more")),))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\r\na,b", "The first row is empty. It must hold the names of the columns."),
        (b"reference,title\r\n\r\n,\r\n", "There is no row under the header."),
        (b"reference,,title\r\n", "Column 2 has no name."),
        (b"a" * 101 + b",b\r\n", "The name of column 1 is too long."),
        (b"a," * 100 + b"b\r\n", "The file has more than 100 columns."),
        (
            b"reference,title\r\n,a,b\r\n",
            "Row 2 has 3 cells, the header has 2. Is a quote or a separator missing?",
        ),
        (
            b'reference,title\r\n,"a\r\n,b\r\n',
            "Row 2 cannot be read: a quote is not closed, or stands where none may (unexpected end of data).",
        ),
        (
            b'reference,title\r\n,"a"b\r\n',
            "Row 2 cannot be read: a quote is not closed, or stands where none may (',' expected after '\"').",
        ),
        (b"reference,title\r\n" + b",a\r\n" * 5001, "The file has more than 5,000 rows. Divide it into several."),
        (b"title\r\n" + b"a" * 10_001, "Row 2, title: the cell is longer than 10,000 characters."),
        (b"a" * 5_242_881, "The file is larger than 5 MB. Divide it into several."),
        ("title\r\né".encode("utf-16"), "The file is UTF-16. Save it as “CSV UTF-8”."),
        (
            "title\r\nété".encode("cp1252"),
            "The file is not UTF-8: line 2 holds another encoding. Save it as “CSV UTF-8”.",
        ),
        (b"title\r\na\0b", "This is neither a CSV file nor a workbook: it holds binary data."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1",
            "This is an old or a protected workbook. Save it as .xlsx without a password, or as CSV.",
        ),
        (b"PK\x03\x04 broken", DAMAGED),
        (packed({"content.xml": "<a/>"}), "This is no .xlsx workbook. Save it as .xlsx, or as CSV."),
        (packed({"xl/workbook.xml": "<a/>"}), DAMAGED),
        (
            packed({"xl/workbook.xml": "", "xl/media": "0" * (50 * 1024 * 1024 + 1)}),
            "The workbook unpacks to more than 50 MB. Save only the sheet, or save it as CSV.",
        ),
        (
            packed({"xl/workbook.xml": "", **{f"xl/{number}": "" for number in range(1000)}}),
            "The workbook is made of too many parts.",
        ),
        (
            sheet('<w><sheetData><row r="1"><c r="XFD1048576"/></row></sheetData></w>'),
            "The file has more than 5,000 rows. Divide it into several.",
        ),
        (
            sheet('<w><sheetData><row r="1"><c r="CW1"/></row></sheetData></w>'),
            "The file has more than 100 columns.",
        ),
        (
            sheet('<w><sheetData><row r="x"/></sheetData></w>'),
            DAMAGED,
        ),
        (
            sheet('<!DOCTYPE w [<!ENTITY a "b">]><w><sheetData/></w>'),
            DAMAGED,
        ),
    ],
    ids=range(25),
)  # fmt: skip
def test_each_reason_is_said_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(spreadsheets.Unreadable) as refusal:
        spreadsheets.read(content)
    assert str(refusal.value) == said
