"""A small world in which every state that a public page can show occurs, and the addresses of all its pages."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.test import Client, RequestFactory
from django.utils import timezone
from lxml import html

from initiatives import actions
from initiatives.choices import (
    Confidence,
    PlaceRole,
    Rating,
    RelationKind,
    ReplaceKind,
    RetractReason,
    Role,
    Status,
)
from initiatives.models import (
    Document,
    Initiative,
    Organisation,
    OrganisationName,
    Participation,
    Relation,
    Sector,
    ShownPoint,
    StatusUpdate,
)
from initiatives.views import errors
from tests.factories import (
    make_adherence,
    make_budget,
    make_crisis,
    make_finding,
    make_indicator,
    make_initiative,
    make_issue,
    make_location,
    make_milestone,
    make_observation,
    make_organisation,
    make_place_of,
    make_position,
    make_publisher,
    make_source,
    make_target,
    make_term,
    make_transaction,
    make_update,
    replace_claim,
)

HOSTILE = 'Aid <script>alert("1")</script> & "more"'


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def replace(old: StatusUpdate, kind: ReplaceKind, **changes: object) -> StatusUpdate:
    draft = actions.replace(claim=old, by=make_publisher(), kind=kind, changes=changes)
    assert isinstance(draft, StatusUpdate)
    published = actions.publish(claim=draft, by=make_publisher(), seen_version=draft.version)
    assert isinstance(published, StatusUpdate)
    return published


def confirm(initiative: Initiative, said_by: Organisation, as_of: dt.date) -> StatusUpdate:
    claim = actions.confirm_unchanged(initiative=initiative, by=make_publisher(), said_by=said_by, as_of=as_of)
    if claim.published_at is None:
        published = actions.publish(claim=claim, by=make_publisher(), seen_version=claim.version)
        assert isinstance(published, StatusUpdate)
        return published
    return claim


@dataclass(frozen=True)
class World:
    corridor: Initiative
    un: Organisation
    paths: tuple[str, ...]


def make_world() -> World:
    """Three public initiatives of different kinds; the corridor carries every kind of claim, place and link."""
    un = make_organisation(
        "United Nations", slug="united-nations", acronym="UN", type="40", website="https://www.un.org"
    )
    hosts = make_organisation("Host Nations", slug="host-nations", is_collective=True, type="10")
    OrganisationName.objects.create(organisation=un, name="الأمم المتحدة", language="ar")
    crisis = make_crisis("GZA", name="Gaza", is_sample=True)
    corridor = make_initiative(
        "Creation of humanitarian corridors",
        crisis=crisis,
        leads=[un, hosts],
        summary="Routes.\n\nMore than one paragraph.",
        planned_start=days_ago(100),
        actual_start=days_ago(90),
    )
    corridor.sectors.add(Sector.objects.get(code="LOG"))
    Participation.objects.create(
        initiative=corridor, organisation=make_organisation("Egypt", slug="egypt", country="EG"), role=Role.GUARANTOR
    )
    strip = make_location("Gaza Strip", slug="gaza-strip", longitude=Decimal("34.35"), latitude=Decimal("31.4"))
    make_place_of(corridor, strip, PlaceRole.DESTINATION)
    make_place_of(corridor, make_location("A secret site", level="site", parent=strip, is_sensitive=True))
    rafah = make_location("Rafah", level="adm2", kind="crossing", longitude=Decimal("34.24"), latitude=Decimal("31.25"))
    make_place_of(corridor, rafah, PlaceRole.CROSSING)
    Document.objects.create(
        initiative=corridor, title="Framework", url="https://example.org/framework", category="A09", publisher="OCHA"
    )
    source = make_source("https://example.org/weekly", published_on=days_ago(30))

    def update(headline: str, age: int, status: str = Status.ACTIVE, **fields: Any) -> StatusUpdate:
        return make_update(
            corridor, headline=headline, as_of=days_ago(age), status=status, **{"source": source, **fields}
        )

    update("The corridor is announced", 80, Status.PLANNED)
    update(HOSTILE, 70, narrative=f"{HOSTILE}\n\nSecond paragraph", said_by=un, named_as="the UN")
    replace(update("Forty trucks", 60), ReplaceKind.OUR_ERROR, headline="Fourteen trucks")
    replace(update("Ten trucks", 55), ReplaceKind.SOURCE_REVISED, headline="Eleven trucks")
    actions.retract(claim=update("Never happened", 50), by=make_publisher(), reason=RetractReason.ERROR)
    update("فُتح المعبر", 45, rating=Rating.CONSTRAINED, language="ar", confidence=Confidence.DISPUTED)
    update("The crossing is shut", 40, Status.SUSPENDED, rating=Rating.NO_PROGRESS, confidence=Confidence.VERIFIED)
    confirm(corridor, un, days_ago(35))
    talks = make_initiative("Multilateral ceasefire talks", kind="ceasefire", crisis=crisis, leads=[hosts, un])
    make_update(talks, headline="Talks open", as_of=days_ago(1), said_by=hosts, rating=Rating.ON_TRACK)
    silent = make_initiative("Oversight of reconstruction", kind="reconstruction", crisis=crisis, leads=[hosts])
    Relation.objects.create(from_initiative=corridor, to_initiative=talks, kind=RelationKind.DEPENDS_ON)
    Relation.objects.create(from_initiative=silent, to_initiative=corridor, kind=RelationKind.PART_OF)
    add_evidence(corridor, talks, silent, un, hosts)
    corridor.refresh_from_db()
    paths = (
        "/",
        "/initiatives/",
        "/initiatives/?kind=corridor&status=6&sort=title&q=aid&updated_since=2020-01-01",
        "/initiatives/?kind=other",
        *(row.get_absolute_url() for row in (corridor, talks, silent)),
        f"{corridor.get_absolute_url()}?as_at={days_ago(0)}",
        f"/initiatives/?as_at={days_ago(0)}",
        "/map/",
        f"/map/?kind=corridor&as_at={days_ago(0)}",
        "/organisations/",
        "/organisations/united-nations/",
        "/organisations/host-nations/",
        "/updates/",
        "/updates/?history=1&organisation=united-nations",
        "/changes/",
        f"/changes/?from={days_ago(100)}&to={days_ago(0)}&kind=corridor",
        "/data/",
        "/about/",
    )
    return World(corridor, un, paths)


def add_evidence(
    corridor: Initiative, talks: Initiative, rebuilding: Initiative, un: Organisation, hosts: Organisation
) -> None:
    """Claims of every kind, so that each section of a page is shown, with what differs and what was put right."""
    told: dict[str, Any] = {"source": make_source("https://example.org/evidence", title="Evidence")}
    trucks = make_indicator(corridor, "Trucks a day")
    make_target(trucks, 600, "per_day", said_by=hosts, **told)
    for who, value in ((un, 113), (hosts, 459)):
        make_observation(trucks, value, days=1, said_by=who, as_of=days_ago(3), **told)
    replace_claim(make_observation(trucks, 90, said_by=un, as_of=days_ago(9), **told), value=91)
    for stage, value in (("collected", 80), ("intercepted", 60), ("arrived", 12)):
        staged = make_indicator(corridor, f"Trucks {stage}", stage=stage, category="food")
        make_observation(staged, value, days=30, said_by=un, as_of=days_ago(4), **told)
    for title, texts_of in (("Timing", ("At once", "After guarantees")), ("Access", ("Unrestricted",))):
        issue = make_issue(talks, title, group="Positions")
        for who, text in zip((un, hosts), texts_of, strict=False):
            make_position(issue, text, said_by=who, as_of=days_ago(8), **told)
    term = make_term(talks, "600 trucks a day come in", obligor=hosts, due_on=days_ago(2), kind="humanitarian_access")
    make_adherence(term, score=1, breach="alleged", said_by=un, as_of=days_ago(2), **told)
    make_adherence(term, score=3, breach="denied", said_by=hosts, as_of=days_ago(2), **told)
    make_milestone(talks, "Fifth round", said_by=hosts, as_of=days_ago(2), **told)
    postponed = make_milestone(talks, "Fourth round", planned_on=days_ago(1), as_of=days_ago(6), **told)
    replace_claim(postponed, kind="follow_up", course="postponed", planned_on=None)
    make_budget(rebuilding, 1000, as_of=days_ago(20), **told)
    pledge = make_transaction(rebuilding, "13", 500, provider=un, as_of=days_ago(19), **told)
    make_transaction(rebuilding, "11", 200, provider=un, receiver=hosts, converts=pledge, as_of=days_ago(18), **told)
    make_transaction(rebuilding, "1", 100, provider=un, receiver=hosts, as_of=days_ago(10), **told)
    make_transaction(rebuilding, "4", 150, as_of=days_ago(5), **told)
    finding = make_finding(rebuilding, severity="high", said_by=un, amount_questioned=50, as_of=days_ago(9), **told)
    replace_claim(finding, kind="follow_up", resolution="responded", response="The records were found.")
    ShownPoint.objects.create(initiative=rebuilding, code="spent_over_received")


def get(path: str) -> html.HtmlElement:
    response = Client().get(path)
    assert response.status_code == 200, (path, response.status_code)
    return html.document_fromstring(response.content.decode())


def texts(page: html.HtmlElement, path: str) -> list[str]:
    """The texts of the elements that a CSS path finds, blanks folded."""
    return [" ".join(found.text_content().split()) for found in page.cssselect(path)]


def error_pages() -> dict[str, bytes]:
    """The pages of what cannot be answered, by name."""
    request = RequestFactory().get("/")
    return {
        "400": Client().get("/initiatives/?kind=corider&page=0&colour=red").content,
        "404": Client().get("/nothing/here/").content,
        "500": errors.server_error(request).content,
    }
