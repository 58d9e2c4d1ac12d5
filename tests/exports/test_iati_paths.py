"""Where the dictionary says that IATI holds a column: each path is in the official schema, and leads to that value."""

import re
from collections.abc import Iterator

import pytest
from lxml import etree

from initiatives import columns
from initiatives.columns import Column
from tests.exports.iati import XSD, activities, all_of, small_world

NS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMAS = [etree.parse(XSD.parent / name).getroot() for name in (XSD.name, "iati-common.xsd")]
COLUMNS = [
    pytest.param(column, id=f"{sheet.name}-{column.name}")
    for sheet in columns.dictionary()
    for column in sheet.columns
    if column.iati
]


def declared(tag: str, name: str) -> etree._Element:
    """The declaration of a name that stands by itself."""
    return next(one for schema in SCHEMAS for one in schema.iterchildren(f"{NS}{tag}") if one.get("name") == name)


def types_of(element: etree._Element) -> Iterator[etree._Element]:
    """The types that make up an element or a type: its own, those it names, and those that these extend."""
    if element.get("ref"):
        element = declared("element", element.get("ref", ""))
    for name in (element.get("type", ""), *(one.get("base", "") for one in element.iter(f"{NS}extension"))):
        if name and not name.startswith("xsd:"):
            named = declared("complexType", name)
            yield from (named, *types_of(named))
    yield from element.iterchildren(f"{NS}complexType")


def part_of(element: etree._Element, tag: str, name: str) -> etree._Element | None:
    """The element or attribute of that name directly in an element, if the schema has one."""
    for of in types_of(element):
        for one in of.iter(f"{NS}{tag}"):
            owner = next(one.iterancestors(f"{NS}element", f"{NS}complexType"))
            if owner is of and name in {one.get("name"), one.get("ref")}:
                return one
    return None


def missing(path: str, start: etree._Element | None = None) -> str:
    """The first step of a path that the schema does not know, and nothing where it knows them all."""
    here = declared("element", "iati-activity") if start is None else start
    steps: list[str] = re.findall(r"(?:[^/\[]|\[[^\]]*\])+", path)
    for step in steps:
        name, _bracket, condition = step.partition("[")
        if condition and (found := missing(condition.partition("=")[0], part_of(here, "element", name))):
            return found
        tag = "attribute" if name.startswith("@") else "element"
        there = part_of(here, tag, name.removeprefix("@"))
        if there is None:
            return step
        here = there
    return ""


@pytest.mark.parametrize("column", COLUMNS)
def test_the_schema_has_the_path_of_each_column(column: Column) -> None:
    assert missing(column.iati) == ""


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("titel/narrative", "titel"),
        ("title/@lang", "@lang"),
        ("activity-date[@kind='1']/@iso-date", "@kind"),
        ("result/indicator/period/actual/comments/narrative", "comments"),
        ("document-link[category/@kode='A12']/@url", "@kode"),
        ("reporting-org/@secondary", "@secondary"),
    ],
)
def test_a_path_that_the_schema_lacks_is_found(path: str, first: str) -> None:
    assert missing(path) == first


@pytest.mark.django_db
def test_the_file_holds_something_at_each_path() -> None:
    """Of a small world in which every column of the files is filled."""
    found = activities(small_world())
    paths = {column.iati for sheet in columns.dictionary() for column in sheet.columns if column.iati}
    assert sorted(path for path in paths if not any(all_of(one, path) for one in found)) == []
    assert len(paths) > 40
