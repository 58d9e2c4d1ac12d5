"""Money and findings on the page of an initiative, as a reader gets them: each point beside what it rests on."""

import re

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from lxml import html
from pytest_django.plugin import DjangoDbBlocker

from initiatives import actions
from initiatives.choices import NegativeReason, RetractReason
from initiatives.models import Initiative, ShownPoint
from tests.factories import (
    make_budget,
    make_finding,
    make_initiative,
    make_organisation,
    make_publisher,
    make_source,
    make_transaction,
    make_update,
    replace_claim,
)
from tests.views.test_structure import STYLE
from tests.views.world import HOSTILE, days_ago, get, texts

pytestmark = pytest.mark.django_db

PLEDGE, COMMITMENT, RECEIVED, DISBURSED, SPENT = "13", "11", "1", "3", "4"


def make_audited() -> Initiative:
    """A reconstruction with every sort of money, findings at every stage of their course, and two points shown."""
    donor = make_organisation("International Donors", slug="donors", is_collective=True, type="10")
    builder = make_organisation("Local Government of the North", slug="north", type="11")
    auditor = make_organisation("Board of Auditors", slug="auditors", type="40")
    row = make_initiative(
        "Oversight of reconstruction projects",
        kind="reconstruction",
        leads=[donor, builder],
        planned_end=days_ago(12),
    )
    source = make_source(
        "https://example.org/accounts", publisher="World Bank", title="Accounts", published_on=days_ago(3)
    )
    make_update(row, as_of=days_ago(200), headline="Rebuilding begins", source=source)
    make_budget(row, 3_000_000_000, as_of=days_ago(300), source=source)
    make_budget(row, 4_070_000_000, type="2", as_of=days_ago(100), said_by=donor, source=source)
    pledge = make_transaction(row, PLEDGE, 900_000_000, as_of=days_ago(250), provider=donor, source=source)
    make_transaction(row, PLEDGE, 20_000_000, as_of=days_ago(240), currency="EUR", provider=auditor, source=source)
    given = {"provider": donor, "receiver": builder, "source": source}
    make_transaction(row, COMMITMENT, 400_000_000, as_of=days_ago(150), converts=pledge, **given)
    make_transaction(row, COMMITMENT, 2_245_500_000, as_of=days_ago(140), **given)
    make_transaction(row, RECEIVED, 1_200_000_000, as_of=days_ago(120), **given)
    make_transaction(row, RECEIVED, 30_000_000, currency="EUR", as_of=days_ago(110), **given)
    make_transaction(
        row,
        RECEIVED,
        10_000_000,
        currency="ILS",
        amount_usd="2700000",
        rate_on=days_ago(109),
        as_of=days_ago(109),
        **given,
    )
    make_transaction(row, DISBURSED, 800_000_000, as_of=days_ago(90), provider=builder, receiver_named_as="Contractors")
    wrong = make_transaction(row, SPENT, 1_500_000_000, as_of=days_ago(60), provider=builder, source=source)
    replace_claim(wrong, amount=1_300_000_000)
    make_transaction(
        row,
        SPENT,
        -12_000_000,
        as_of=days_ago(20),
        negative_reason=NegativeReason.REFUND,
        provider=builder,
        source=source,
    )
    gone = make_transaction(row, SPENT, 5_000_000, as_of=days_ago(10), source=source)
    actions.retract(claim=gone, by=make_publisher(), reason=RetractReason.DUPLICATE)
    make_finding(row, HOSTILE, as_of=days_ago(15), kind="site_visit", severity="low")
    make_finding(
        row,
        "Payments for two schools have no delivery notes.\n\nThe contractor could not be reached.",
        as_of=days_ago(130), severity="high", amount_questioned=48_000_000, said_by=auditor, source=source,
    )  # fmt: skip
    settled = make_finding(
        row, "Two bids came from one company.", as_of=days_ago(180), severity="medium", kind="inspection"
    )
    answered = replace_claim(
        settled,
        kind="follow_up",
        as_of=days_ago(100),
        resolution="responded",
        response="The contract was offered anew.",
    )
    replace_claim(answered, kind="follow_up", as_of=days_ago(30), resolution="resolved")
    ShownPoint.objects.create(
        initiative=row, code="budget_grew",
        response="Prices of cement doubled.\n\nThe plan was agreed with the donors.",
        responded_by=builder, responded_on=days_ago(5),
    )  # fmt: skip
    for code in ("no_monitor", "spent_over_received", "old_high_finding", "pledge_outstanding", "end_passed"):
        ShownPoint.objects.create(initiative=row, code=code)
    row.refresh_from_db()
    return row


@pytest.fixture(scope="module")
def audited(rows_of_module: DjangoDbBlocker) -> html.HtmlElement:
    with rows_of_module.unblock():
        return get(make_audited().get_absolute_url())


def test_money_findings_and_points_stand_one_after_the_other(audited: html.HtmlElement) -> None:
    headings = texts(audited, "h2")
    start = headings.index("Funding")
    assert headings[start : start + 3] == ["Funding", "Findings", "Points to check"]
    assert texts(audited, ".onpage a")[1:4] == ["Funding", "Findings", "Points to check"]


def test_a_share_stands_next_to_its_base_and_what_was_left_out_beside_its_total(audited: html.HtmlElement) -> None:
    (chain, *_others) = audited.cssselect("#funding table")
    assert [cells(row) for row in chain.cssselect("tbody tr")] == [
        ["Committed", "2,645,500,000", "65 %, required 4.07 billion USD", ""],
        ["Received", "1,202,700,000", "29.6 %, required 4.07 billion USD", "30,000,000 EUR (1 amount)"],
        ["Disbursed", "800,000,000", "19.7 %, required 4.07 billion USD", ""],
        ["Spent", "1,288,000,000Refund -12,000,000, counted in", "31.6 %, required 4.07 billion USD", ""],
    ]
    assert "Committed includes what was received." in texts(audited, "#funding > p")[0]


def test_pledges_stand_apart_with_what_is_outstanding(audited: html.HtmlElement) -> None:
    table = audited.cssselect("#funding table")[1]
    assert [cells(row)[1:] for row in table.cssselect("tbody tr")] == [
        ["20,000,000 EUR", "0 EUR", "20,000,000 EUR"],
        ["900,000,000 USD", "400,000,000 USD", "500,000,000 USD"],
    ]
    assert texts(audited, "#funding .chart--parts .key") == [
        "Converted into commitments 400,000,000 44.4 %", "Outstanding 500,000,000 55.6 %",
    ]  # fmt: skip


def test_a_transaction_says_from_whom_to_whom_and_what_became_of_it(audited: html.HtmlElement) -> None:
    found = {str(row.get("id")): cells(row) for row in audited.cssselect("#funding tr[id]")}
    today = date_format(timezone.localdate(), "j F Y")
    assert found["T9"][0].endswith(f"Corrected, {today}")
    assert found["T9"][2] == "1,300,000,000 USDBefore: 1,500,000,000 USD"
    assert found["T11"][0].endswith(f"Retracted on {today}: It said the same as another one")
    assert found["T3"][0].endswith("of the pledge GZA-REC-001-T1")
    assert found["T3"][1] == "International Donors to Local Government of the North"
    assert found["T8"][1] == "Local Government of the North to Contractors"
    assert found["T6"][2] == "30,000,000 EURNo dollar figure: in no total"
    struck = ["5,000,000 USD", "1,500,000,000 USD"]
    assert texts(audited, "#funding del") == struck


def test_a_finding_says_its_severity_in_a_word_and_quotes_the_response(audited: html.HtmlElement) -> None:
    rows = audited.cssselect("#findings > ol > li")
    assert [(row.get("id"), *texts(row, "h3, .rate")) for row in rows] == [
        ("F2", "Audit", "Severity: High"),
        ("F3", "Inspection", "Severity: Medium"),
        ("F1", "Site visit", "Severity: Low"),
    ]
    assert texts(rows[1], "blockquote") == ["The contract was offered anew."]
    steps = [words.split(": ")[1].split()[0] for words in texts(rows[1], ".earlier li > p.small")]
    assert steps == ["Open", "Responded"]
    assert texts(rows[2], ".body > p[lang]") == [HOSTILE]


def test_a_point_says_its_rule_its_figures_that_it_is_no_verdict_and_the_response(audited: html.HtmlElement) -> None:
    points = audited.cssselect("#points .callout")
    # Nothing of spent over received: thirty million euros came in without a dollar figure.
    assert texts(audited, "#points h3") == [
        "The planned end has passed, and it is still active.",
        "Nobody is named as monitor of this reconstruction.",
        "A finding of high severity has been open for more than 90 days.",
        "More than half of a pledge is outstanding after 180 days.",
        "The revised budget is more than 20 % over the original.",
    ]
    last = points[-1]
    assert texts(last, "li a") == ["GZA-REC-001-B2"]
    assert texts(last, "blockquote p") == ["Prices of cement doubled.", "The plan was agreed with the donors."]
    assert {next(iter(texts(point, "p.muted"))) for point in points} == {"A reason to look, not a verdict."}


def test_every_anchor_is_there_once_and_every_class_has_its_look(audited: html.HtmlElement) -> None:
    ids = [str(found) for found in audited.xpath("//@id")]
    named = {str(href)[1:] for href in audited.xpath("//a/@href") if str(href).startswith("#")}
    named |= {name for names in audited.xpath("//@aria-labelledby") for name in str(names).split()}
    assert (sorted({i for i in ids if ids.count(i) > 1}), sorted(named - set(ids))) == ([], [])
    assert {f"T{number}" for number in range(1, 12)} | {"B1", "B2", "F1", "F2", "F3"} <= set(ids)
    known = set(re.findall(r"\.([a-z][\w-]*)", STYLE.read_text(encoding="utf-8")))
    used = {name for names in audited.xpath("//@class") for name in str(names).split()}
    bare = {"flag--silent", "body", "prose", "rate--low", "mark--open", "mark--responded", "mark--resolved"}
    assert sorted(used - known - bare) == []


def test_the_pages_of_the_organisations_say_what_they_give_receive_and_found() -> None:
    make_audited()
    donor, builder, auditor = (get(f"/organisations/{slug}/") for slug in ("donors", "north", "auditors"))
    assert [texts(page, "h2[id]")[:-3] for page in (donor, builder, auditor)] == [
        ["Initiatives", "What it gives", "What was found in what it leads", "Works with"],
        ["Initiatives", "What it gives", "What it receives", "What was found in what it leads", "Works with"],
        ["What it gives", "What it found"],
    ]
    given = donor.cssselect("#gives table")[0]
    assert [cells(row) for row in given.cssselect("tbody tr")] == [
        ["Committed", "2,645,500,000", ""],
        ["Received", "1,202,700,000", "30,000,000 EUR (1 amount)"],
    ]
    assert texts(donor, "#gives .key")[0] == "Converted into commitments 400,000,000 44.4 %"
    assert texts(auditor, "#found h3") == ["Oversight of reconstruction projects"]


def test_links_of_a_page_of_the_past_stay_on_its_day() -> None:
    make_audited()
    day = timezone.localdate().isoformat()
    found = get(f"/organisations/donors/?as_at={day}")
    own = {
        str(href) for href in found.xpath("//main//a/@href") if str(href).startswith("/") and ".csv" not in str(href)
    }
    elsewhere = {href for href in own if f"as_at={day}" not in href}
    assert elsewhere - {"/organisations/", "/organisations/donors/", "/data/"} == set()
    assert len(own) > 10


def cells(row: html.HtmlElement) -> list[str]:
    return [" ".join(cell.text_content().split()) for cell in row.cssselect("th, td")]
