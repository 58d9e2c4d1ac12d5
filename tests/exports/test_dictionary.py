"""docs/exports.md agrees with the code that it describes."""

from pathlib import Path

from django.utils import translation

from initiatives import columns
from initiatives.datasets import DATASETS
from initiatives.exports import dictionary

PAGE = Path(__file__).parents[2] / "docs" / "exports.md"


def test_the_page_in_docs_is_the_one_that_the_code_writes() -> None:
    """Write it again with: manage.py export --dictionary --output docs/exports.md"""
    assert PAGE.read_text(encoding="utf-8") == dictionary.markdown()


def test_the_page_is_english_whatever_language_is_active() -> None:
    with translation.override("ar"):
        assert dictionary.markdown() == PAGE.read_text(encoding="utf-8")


def test_the_page_names_every_column_tag_code_and_parameter() -> None:
    page = dictionary.markdown()
    for sheet in columns.dictionary():
        for column in sheet.columns:
            assert f"| `{column.name}` | `{column.hxl}` | " in page
            assert all(f"`{code}` {label}" in page for code, label in column.codes)
    for dataset in DATASETS:
        assert all(f"`{parameter.name}`" in page for parameter in dataset.parameters(as_file=True))
