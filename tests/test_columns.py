"""The column registry: names and tags are promises, values read the same in every language."""

import pytest
from django.utils import translation

from initiatives import columns
from initiatives.datasets import DATASETS

INITIATIVES = """reference title kind_code kind status_code status status_since rating_code rating lead_organisations
other_organisations conflict_parties sector_codes sectors crisis country locations planned_start actual_start
planned_end actual_end last_update_as_of last_update_headline last_update_said_by last_update_source_url
last_update_published_at last_confirmed_on freshness_code freshness anticipated_results summary part_of is_sample url"""
INITIATIVES_HXL = """#activity+code #activity+name #activity+type+code #activity+type+name #status+code #status+name
#status+date #status+progress+code #status+progress+name #org+lead+name+list #org+name+list #group+name+list
#sector+code+list #sector+name+list #crisis+name #country+code #loc+name+list #date+start+planned #date+start+actual
#date+end+planned #date+end+actual #date+occurred #description+update #meta+source+name #meta+source+url
#date+published #date+confirmed #status+freshness+code #status+freshness+name #description+results
#description+summary #activity+parent+code #meta+sample #meta+url"""
UPDATES = """claim reference title as_of status_code status rating_code rating confidence headline narrative said_by
publisher source_url published_at state replaces replace_kind url"""
HEAD, TAIL = "claim reference title as_of", "said_by publisher source_url published_at state replaces replace_kind"
INDICATOR = "indicator group category_code category stage_code stage unit measure_code location"
MONEY = "amount currency amount_usd rate_on"
LONG = {
    "observations": f"""{INDICATOR} period_start period_end days days_as_published value text confidence
    inconsistency_note""",
    "targets": f"{INDICATOR} basis_code basis value text valid_from valid_until",
    "positions": "group issue position stance_code stance",
    "adherence": """term_number phase term term_kind_code term_kind obligor due_on agreement_code agreement score
    score_label breach_code breach""",
    "milestones": "kind_code kind milestone planned_on course_code course",
    "budgets": f"type_code type period_start period_end {MONEY}",
    "transactions": f"type_code type {MONEY} negative_reason_code negative_reason provider receiver converts",
    "findings": """kind_code kind severity_code severity summary amount_questioned currency resolution_code resolution
    response""",
}
# The hashtags of HXL 1.1 that the files use.
HASHTAGS = """#activity #country #crisis #currency #date #description #event #group #indicator #loc #meta #org #sector
#severity #status #value"""
ORGANISATIONS = "slug name acronym type_code type iati_identifier country is_collective leads_count url"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("initiatives", INITIATIVES),
        ("updates", UPDATES),
        ("organisations", ORGANISATIONS),
        *((name, f"{HEAD} {own} {TAIL} is_sample url") for name, own in LONG.items()),
    ],
)
def test_columns_stand_as_promised_in_name_and_order(name: str, expected: str) -> None:
    assert [column.name for column in columns.SHEETS[name].columns] == expected.split()


def test_the_tags_of_initiatives_stand_as_promised() -> None:
    assert [column.hxl for column in columns.INITIATIVES.columns] == INITIATIVES_HXL.split()


@pytest.mark.parametrize("sheet", columns.dictionary(), ids=lambda sheet: sheet.name)
def test_every_column_says_what_it_is(sheet: columns.Sheet) -> None:
    for column in sheet.columns:
        assert column.hxl.split("+")[0] in HASHTAGS.split(), column.name
        assert str(column.meaning).endswith("."), column.name
        assert str(column.type_label)
        # Neither header row needs quotes or can run as a formula.
        assert column.name.isidentifier()
        assert set(column.hxl) <= set("#+abcdefghijklmnopqrstuvwxyz")
    for values in ([column.name for column in sheet.columns], [column.hxl for column in sheet.columns]):
        assert len(values) == len(set(values))


def test_every_dataset_has_its_columns() -> None:
    assert [dataset.name for dataset in DATASETS] == [sheet.name for sheet in columns.dictionary()]
    assert all(dataset.columns == columns.SHEETS[dataset.name].columns for dataset in DATASETS)


def test_labels_are_english_whatever_language_is_active() -> None:
    with translation.override("ar"):
        value = columns.labelled("status", [("2", translation.gettext_lazy("Yes"))])
        assert value({"status": "2"}) == "Yes"
    assert str(translation.gettext_lazy("Yes")) == "Yes"


def test_a_code_has_its_label_beside_it() -> None:
    for sheet in columns.dictionary():
        names = [column.name for column in sheet.columns]
        for column in sheet.columns:
            label = column.name.removesuffix("_code")
            if column.name.endswith("_code") and label in names:
                assert names.index(label) == names.index(column.name) + 1


def test_the_code_nought_has_a_label() -> None:
    assert columns.labelled("score", [(0, "None"), (1, "Some")])({"score": 0}) == "None"


def test_a_code_that_is_not_there_has_no_label() -> None:
    value = columns.labelled("status", [("2", "Active")])
    assert [value({"status": code}) for code in ("2", "", None)] == ["Active", "", ""]
