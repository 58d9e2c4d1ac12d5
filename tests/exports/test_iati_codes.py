"""What the official schema does not see of the IATI file: code lists, percentages, identifiers, languages, rules."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from okfn_iati import IatiValidator

from initiatives import kinds
from initiatives.exports.iati.activity import NOT_SPECIFIED, shares
from tests.exports.iati import LANGUAGE, activities, all_of, codes, codes_of, samples, small_world
from tests.worlds import make_world, rolled_back

pytestmark = pytest.mark.django_db

# Where a code stands, and its list.
CODES: dict[str, set[str]] = {
    "activity-status/@code": codes("ActivityStatus"),
    "activity-date/@type": codes("ActivityDateType"),
    "reporting-org/@type | participating-org/@type": codes("OrganisationType"),
    "transaction/provider-org/@type | transaction/receiver-org/@type": codes("OrganisationType"),
    "participating-org/@role": codes("OrganisationRole"),
    "contact-info/@type": codes("ContactType"),
    "location/location-reach/@code": codes("LocationReach"),
    "sector/@vocabulary": codes("Sector_Vocabulary"),
    "sector[@vocabulary='1']/@code": codes_of("sector-category-codes.csv"),
    "budget/@type": codes("BudgetType"),
    "budget/@status": codes("BudgetStatus"),
    "transaction/transaction-type/@code": codes("TransactionType"),
    ".//document-link/category/@code": codes("DocumentCategory"),
    "related-activity/@type": codes("RelatedActivityType"),
    "result/@type": codes("ResultType"),
    "result/indicator/@measure": codes("IndicatorMeasure"),
    # Lists that the package lacks.
    "description/@type": {"1", "2", "3", "4"},
    "humanitarian-scope/@type": {"1", "2"},
    "humanitarian-scope/@vocabulary": {"1-2", "2-1", "99"},
    "location/exactness/@code": {"1", "2"},
    "location/location-class/@code": {"1", "2", "3", "4"},
    "@humanitarian | reporting-org/@secondary-reporter | transaction/@humanitarian": {"1"},
}
COUNTRY, CURRENCY, LANGUAGE_CODE = r"[A-Z]{2}", r"[A-Z]{3}", r"[a-z]{2}"


def problems(activity: etree._Element) -> list[str]:
    """What the rules of the standard refuse of an activity that the schema takes."""
    found = [
        f"{path}: {code}" for path, allowed in CODES.items() for code in all_of(activity, path) if code not in allowed
    ]
    shapes = {
        "recipient-country/@code": COUNTRY,
        "@default-currency | .//value/@currency": CURRENCY,
        ".//language/@code": LANGUAGE_CODE,
        "@xml:lang | .//narrative/@xml:lang": r"[a-z]{2,3}",
        "iati-identifier/text() | related-activity/@ref": r"XI-EXAMPLE-1-[A-Z]{3}-[A-Z]{3}-[0-9]{3,}",
        "sector[@vocabulary='10']/@code": r"[0-9]{1,4}",
    }
    for path, shape in shapes.items():
        found += [f"{path}: {value}" for value in all_of(activity, path) if not re.fullmatch(shape, value)]
    found += [
        f"empty narrative {one.get(LANGUAGE)}" for one in activity.iter("narrative") if not (one.text or "").strip()
    ]
    for vocabulary in sorted(set(all_of(activity, "sector/@vocabulary"))):
        shared = all_of(activity, f"sector[@vocabulary='{vocabulary}']/@percentage")
        hundredths = [int(Decimal(share) * 100) for share in shared]
        if sum(hundredths) != 10_000:
            found.append(f"sectors of {vocabulary}: {hundredths}")
    if not activity.xpath("activity-date[@type='1' or @type='2']"):
        found.append("no start")
    if not activity.xpath("sector[@vocabulary='1']"):
        found.append("no purpose")
    # Words carry no value, and everything else does.
    for one in activity.xpath("result/indicator/period/*[self::target or self::actual]"):
        is_words = one.getparent().getparent().get("measure") == "5"
        if is_words == (one.get("value") is not None):
            found.append(f"measure {one.getparent().getparent().get('measure')}: {one.get('value')}")
    for period in activity.xpath("budget | result/indicator/period"):
        start, end = (period.find(f"period-{end}").get("iso-date") for end in ("start", "end"))
        if start > end:
            found.append(f"{period.tag} from {start} to {end}")
    return found


@pytest.mark.parametrize("content", [small_world, samples])
def test_the_small_world_and_the_sample_data_keep_the_rules_of_the_standard(content: Callable[[], bytes]) -> None:
    found = activities(content())
    assert [(one.findtext("iati-identifier"), problem) for one in found for problem in problems(one)] == []
    assert len(found) >= 3


@settings(max_examples=4)
@given(seed=st.integers(0, 10_000))
def test_random_worlds_keep_the_rules_of_the_standard(seed: int) -> None:
    with rolled_back():
        make_world(seed, hidden=False)
        found = activities()
        identifiers = [one.findtext("iati-identifier") for one in found]
        assert [problem for one in found for problem in problems(one)] == []
    assert (len(identifiers) >= 3, len(set(identifiers))) == (True, len(identifiers))


def test_the_rules_of_the_package_hold_too() -> None:
    content = small_world().decode().partition("\n")[2]
    assert IatiValidator().validate(content) == (True, {"schema_errors": [], "ruleset_errors": []})


@pytest.mark.parametrize(
    ("part", "attribute", "value", "said"),
    [
        ("activity-status", "code", "9", ["activity-status/@code: 9"]),
        ("transaction/transaction-type", "code", "99", ["transaction/transaction-type/@code: 99"]),
        ("sector", "percentage", "99.99", ["sectors of 1: [9999]"]),
        ("activity-date", "type", "3", ["no start"]),
        ("title/narrative", LANGUAGE, "English", ["@xml:lang | .//narrative/@xml:lang: English"]),
        ("budget/period-end", "iso-date", "1999-01-01", ["budget from 2026-11-01 to 1999-01-01"]),
    ],
)
def test_what_the_standard_refuses_is_found(part: str, attribute: str, value: str, said: list[str]) -> None:
    (route,) = (one for one in activities(small_world()) if one.find("budget") is not None)
    found = route.find(part)
    assert found is not None
    found.set(attribute, value)
    assert problems(route) == said


def test_every_kind_has_a_purpose_of_the_list() -> None:
    purposes = {kind.dac_code or NOT_SPECIFIED for kind in kinds.KINDS}
    assert purposes - codes_of("sector-category-codes.csv") == set()


@given(st.integers(1, 200))
def test_shares_are_equal_to_a_hundredth_and_sum_to_exactly_100(count: int) -> None:
    hundredths = [int(share.replace(".", "")) for share in shares(count)]
    assert (sum(hundredths), len(hundredths), max(hundredths) - min(hundredths) <= 1) == (10_000, count, True)


def test_three_clusters_have_these_shares() -> None:
    assert (shares(3), shares(1), shares(0)) == (["33.34", "33.33", "33.33"], ["100.00"], [])


def test_words_of_ours_are_english_whatever_the_language_of_the_row() -> None:
    (hebrew,) = (one for one in activities(small_world()) if one.get(LANGUAGE) == "he")
    said = [(str(one.xpath("name(..)")), one.get(LANGUAGE)) for one in hebrew.iter("narrative")]
    assert said == [
        ("reporting-org", None), ("title", "he"), ("description", "he"), ("description", "he"),
        ("description", "en"), ("participating-org", None), ("title", "en"),
    ]  # fmt: skip
