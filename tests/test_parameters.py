"""Typed parameters: what is taken, what is refused, and what the refusal says."""

import contextlib
import datetime as dt
import unicodedata

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from initiatives import parameters
from initiatives.datasets import DATASETS, FILES_ONLY, INITIATIVES, LISTS, ORGANISATIONS, UPDATES, Dataset
from initiatives.parameters import BadParameters, Choice, Problem
from tests.factories import (
    make_crisis,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_update,
)
from tests.payloads import NASTY

pytestmark = pytest.mark.django_db

EVERY_PARAMETER = [
    pytest.param(dataset, parameter.name, as_file, id=f"{dataset.name}-{parameter.name}{'-file' * as_file}")
    for dataset in LISTS
    for as_file in (False, True)
    for parameter in dataset.parameters(as_file=as_file)
    if not as_file or parameter.name == "hxl"
] + [
    # What stands in files alone takes the same parameters, but for these two FilterSets.
    pytest.param(dataset, parameter.name, True, id=f"{dataset.name}-{parameter.name}-file")
    for dataset in {dataset.filterset: dataset for dataset in FILES_ONLY}.values()
    for parameter in dataset.parameters(as_file=True)
]


def problems(dataset: Dataset, query: str, *, as_file: bool = False) -> tuple[Problem, ...]:
    with pytest.raises(BadParameters) as refused:
        dataset.select(QueryDict(query), as_file=as_file)
    return refused.value.problems


def sentences(dataset: Dataset, query: str, *, as_file: bool = False) -> list[str]:
    return [str(problem) for problem in problems(dataset, query, as_file=as_file)]


def a_query(name: str, *values: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.setlist(name, list(values))
    return query


@pytest.fixture(scope="module")
def a_world(rows_of_module: DjangoDbBlocker) -> None:
    with rows_of_module.unblock():
        united_nations = make_organisation("United Nations", country="US")
        corridor = make_initiative("Northern corridor", leads=[united_nations])
        make_place_of(corridor, make_location("Gaza", slug="gaza-city"))
        make_update(corridor, said_by=united_nations)
        make_initiative("Talks", kind="ceasefire", leads=[make_organisation("Host Nations")])


def test_there_are_two_hundred_nasty_values() -> None:
    assert len(NASTY) >= 200


@pytest.mark.usefixtures("a_world")
@pytest.mark.parametrize(("dataset", "name", "as_file"), EVERY_PARAMETER)
def test_nothing_but_a_clear_refusal_comes_of_nasty_values(dataset: Dataset, name: str, as_file: bool) -> None:
    refusals: list[BadParameters] = []
    for value in NASTY:
        try:
            selection = dataset.select(a_query(name, value), as_file=as_file)
            _ = (selection.count, list(selection.rows[:2]), selection.chips, selection.fields, selection.query_string())
        except BadParameters as refusal:
            refusals.append(refusal)
    assert refusals
    for refused in refusals:
        assert {problem.parameter for problem in refused.problems} == {name}
        # What is said must be fit to be shown: no control character, no half of a surrogate pair.
        said = "".join(str(problem) for problem in refused.problems)
        assert not [char for char in said if unicodedata.category(char) in {"Cc", "Cs"}]


@pytest.mark.usefixtures("a_world")
@pytest.mark.parametrize("dataset", DATASETS, ids=lambda dataset: dataset.name)
def test_nasty_parameter_names_are_refused(dataset: Dataset) -> None:
    for name in NASTY:
        if name in {"sort"}:
            continue
        with pytest.raises(BadParameters) as refused:
            dataset.select(a_query(name, "1"))
        str(refused.value).encode()


@pytest.mark.usefixtures("a_world")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_query_string_is_answered_or_refused(query: str) -> None:
    for dataset in DATASETS:
        with contextlib.suppress(BadParameters):
            assert dataset.select(QueryDict(query.encode("utf-8", "surrogatepass"))).count >= 0


@pytest.mark.usefixtures("a_world")
def test_a_misspelt_value_is_told_what_is_allowed_and_what_is_nearest() -> None:
    assert problems(INITIATIVES, "kind=coridor") == (
        Problem(
            parameter="kind",
            value="coridor",
            message="kind=coridor: This is not on the list.",
            allowed=(
                "corridor (Humanitarian corridor)",
                "ceasefire (Ceasefire talks)",
                "reconstruction (Reconstruction oversight)",
                "other (Other initiative)",
            ),
            suggestion="corridor",
        ),
    )


@pytest.mark.usefixtures("a_world")
@pytest.mark.parametrize(
    ("dataset", "query", "said"),
    [
        (
            INITIATIVES,
            "status=active",
            "status=active: This is not on the list. Did you mean 2? Allowed: 1 (Planned), 2 (Active), 3 (Completing), "
            "4 (Completed), 5 (Cancelled), 6 (Suspended), none (No status reported yet).",
        ),
        (
            UPDATES,
            "status=none",
            "status=none: This is not on the list. Allowed: 1 (Planned), 2 (Active), 3 (Completing), 4 (Completed), "
            "5 (Cancelled), 6 (Suspended).",
        ),
        (
            INITIATIVES,
            "lead=united-nation",
            "lead=united-nation: This is not on the list. Did you mean united-nations? "
            "Allowed: host-nations (Host Nations), united-nations (United Nations).",
        ),
        (
            UPDATES,
            "initiative=gza-cor-001",
            "initiative=gza-cor-001: This is not on the list. Did you mean GZA-COR-001? "
            "Allowed: GZA-CEA-001 (Talks), GZA-COR-001 (Northern corridor).",
        ),
        (
            ORGANISATIONS,
            "country=us",
            "country=us: This is not on the list. Did you mean US? Allowed: US.",
        ),
        (
            ORGANISATIONS,
            "kinds=corridor",
            "There is no parameter called kinds here. Allowed: q, type, country, crisis, as_at, sort, page, per_page.",
        ),
        (
            INITIATIVES,
            "as_of=2026-11-01",
            "There is no parameter called as_of here. Did you mean as_at? Allowed: q, kind, status, rating, freshness, "
            "lead, organisation, sector, crisis, location, updated_since, updated_until, as_at, sort, page, per_page.",
        ),
        (
            INITIATIVES,
            "leads=united-nations",
            "There is no parameter called leads here. Did you mean lead? Allowed: q, kind, status, rating, freshness, "
            "lead, organisation, sector, crisis, location, updated_since, updated_until, as_at, sort, page, per_page.",
        ),
        (
            INITIATIVES,
            "updated_since=2026-02-30",
            "updated_since=2026-02-30: There is no such day. Allowed: a date such as 2026-11-22, from 1990 to 2100.",
        ),
        (
            INITIATIVES,
            "updated_since=30 Feb",
            "updated_since=30 Feb: This is not a date. Allowed: a date such as 2026-11-22, from 1990 to 2100.",
        ),
        (
            UPDATES,
            "from=1989-12-31",
            "from=1989-12-31: The year is out of range. Allowed: a date such as 2026-11-22, from 1990 to 2100.",
        ),
        (UPDATES, "from=2026-11-02&to=2026-11-01", "from is after to, so no day lies between them."),
        (
            ORGANISATIONS,
            "per_page=26",
            "per_page=26: This is not on the list. Allowed: 25, 50, 100.",
        ),
        (ORGANISATIONS, "page=0", "page=0: There is no such page. Allowed: a whole number from 1 to 10000."),
        (ORGANISATIONS, "page=01", "page=01: There is no such page. Allowed: a whole number from 1 to 10000."),
        (
            ORGANISATIONS,
            "page=2",
            "There is no page 2: this list has one page. Did you mean 1? Allowed: 1.",
        ),
        (
            ORGANISATIONS,
            "sort=nam",
            "sort=nam: This is not on the list. Did you mean name? Allowed: name (Name, A to Z), "
            "relevance (Best match first), -name (Name, Z to A), -leads (Leads most first), "
            "leads (Leads fewest first).",
        ),
        (ORGANISATIONS, "q=a%00b", "q=a�b: The search holds a control character. Type the words again."),
        (UPDATES, "history=yes", "history=yes: This is not on the list. Allowed: 1 (Replaced and retracted ones too)."),
    ],
)
def test_what_a_refusal_says(dataset: Dataset, query: str, said: str) -> None:
    assert sentences(dataset, query) == [said]


def test_every_problem_of_a_query_is_told_at_once() -> None:
    assert [problem.parameter for problem in problems(INITIATIVES, "kind=x&page=0&colour=red&kind=y")] == [
        "kind",
        "kind",
        "page",
        "colour",
    ]


def test_a_refusal_stays_short_whatever_was_sent() -> None:
    make_initiative(leads=[make_organisation(f"Body {number:02}") for number in range(60)])
    query = "&".join(f"lead={'x' * 3000}{number}" for number in range(200))
    found = problems(INITIATIVES, query)
    assert len(found) == 20
    assert found[0].allowed[-2:] == ("body-49 (Body 49)", "10 more")
    assert found[0].value == "x" * 100 + "…"


@pytest.mark.parametrize("name", ["q", "sort", "page", "per_page", "updated_since", "updated_until"])
def test_what_holds_one_value_is_refused_when_repeated(name: str) -> None:
    assert sentences(INITIATIVES, f"{name}=1&{name}=1") == [f"{name} is given more than once."]


def test_a_repeated_filter_means_any_of_its_values() -> None:
    corridor, talks = make_initiative("A"), make_initiative("B", kind="ceasefire")
    make_initiative("C", kind="other")
    selection = INITIATIVES.select(QueryDict("kind=ceasefire&kind=corridor&kind=ceasefire&sort=title"))
    assert list(selection.rows) == [corridor, talks]


def test_only_the_marks_of_mailings_are_ignored() -> None:
    assert INITIATIVES.select(QueryDict("utm_source=x&utm_campaign=&fbclid=1&gclid=2")).query_string() == ""
    assert [problem.parameter for problem in problems(INITIATIVES, "utm=1")] == ["utm"]
    assert [problem.parameter for problem in problems(INITIATIVES, "UTM_source=1")] == ["UTM_source"]


def test_an_empty_value_is_a_field_left_empty() -> None:
    selection = INITIATIVES.select(QueryDict("q=&kind=&status=&updated_since=&sort=&page=&per_page="))
    assert (selection.is_filtered, selection.query_string(), selection.sort) == (False, "", "-updated")


def test_words_are_composed_and_their_blanks_folded() -> None:
    selection = INITIATIVES.select(a_query("q", "  cafe\u0301   au  "))
    assert selection.found["q"] == "café au"


def test_a_search_is_at_most_two_hundred_characters_and_twenty_words() -> None:
    assert INITIATIVES.select(a_query("q", "e\u0301" * 200)).is_filtered
    assert sentences(INITIATIVES, "q=" + "a" * 201)[0].endswith(
        "The search is 201 characters long. At most 200 are looked for."
    )
    assert sentences(INITIATIVES, "q=" + "+".join("abcdefghijklmnopqrstu"))[0].endswith(
        "At most 20 words are looked for at once."
    )


def test_dates_run_from_1990_to_2100() -> None:
    found = parameters.read(QueryDict("from=1990-01-01&to=2100-12-31"), UPDATES.parameters())
    assert found == {"from": dt.date(1990, 1, 1), "to": dt.date(2100, 12, 31)}


@pytest.mark.parametrize("name", ["lead", "organisation", "crisis", "location"])
def test_what_is_hidden_is_answered_as_what_does_not_exist(name: str) -> None:
    make_initiative("Seen", leads=[make_organisation("Seen body", slug="seen")])
    before = sentences(INITIATIVES, f"{name}=hidden")
    hidden = make_initiative(
        "Hidden",
        public=False,
        leads=[make_organisation("Hidden body", slug="hidden")],
        crisis=make_crisis("HID", slug="hidden"),
    )
    make_place_of(hidden, make_location("Hidden place", slug="hidden"))
    assert sentences(INITIATIVES, f"{name}=hidden") == before


def test_a_hidden_initiative_is_answered_as_one_that_does_not_exist() -> None:
    make_initiative("Seen")
    before = sentences(UPDATES, "initiative=GZA-COR-002")
    make_initiative("Hidden", public=False)
    assert sentences(UPDATES, "initiative=GZA-COR-002") == before


def test_a_sensitive_place_is_answered_as_one_that_does_not_exist() -> None:
    seen = make_initiative("Seen")
    region = make_location("Region", slug="region")
    make_place_of(seen, region)
    before = sentences(INITIATIVES, "location=safe-house")
    make_place_of(seen, make_location("Safe house", slug="safe-house", parent=region, is_sensitive=True))
    assert sentences(INITIATIVES, "location=safe-house") == before


def test_a_file_has_no_pages() -> None:
    assert sentences(INITIATIVES, "page=1&per_page=25", as_file=True) == [
        "A file has no pages: it holds every row. Leave page out.",
        "A file has no pages: it holds every row. Leave per_page out.",
    ]
    assert INITIATIVES.select(QueryDict("page=&per_page="), as_file=True).count == 0


def test_a_page_takes_no_hxl() -> None:
    assert [problem.parameter for problem in problems(INITIATIVES, "hxl=1")] == ["hxl"]
    assert INITIATIVES.select(QueryDict("hxl=1"), as_file=True).has_hxl is True


def test_an_address_without_parameters_takes_none() -> None:
    parameters.none(QueryDict("utm_source=x"))
    with pytest.raises(BadParameters) as refused:
        parameters.none(QueryDict("page=1"))
    assert str(refused.value) == "This address takes no parameters; page was given."


def test_a_label_finds_its_value() -> None:
    choices = [Choice("2", "Active"), Choice("6", "Suspended")]
    assert [parameters.suggest(typed, choices) for typed in ("ACTIVE", "suspendet", "2", "x")] == ["2", "6", "2", None]
