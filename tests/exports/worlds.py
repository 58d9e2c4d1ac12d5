"""A small world with every column filled, in several scripts, and with what a careless writer of CSV gets wrong."""

import datetime as dt
from decimal import Decimal

from initiatives import actions
from initiatives.choices import ReplaceKind, RetractReason, Role
from initiatives.models import Initiative, Organisation, Participation, Relation, Sector
from tests.exports.evidence import add_figures, add_money, add_talks
from tests.factories import (
    make_crisis,
    make_draft,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_publisher,
    make_source,
    make_update,
)

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)


def _day(day: int) -> dt.date:
    return dt.date(2026, 11, day)


def _moment(day: int, hour: int = 8) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, 30, 15, 999_999, tzinfo=dt.UTC)


def a_corridor() -> Initiative:
    crisis = make_crisis("GZA", name='Gaza, "2026"', country="PS", is_sample=True)
    united_nations = make_organisation(
        "United Nations", acronym="UN", slug="united-nations", type="40", iati_identifier="XM-DAC-41000"
    )
    hosts = make_organisation("Host Nations", slug="host-nations", type="10", is_collective=True)
    crescent = make_organisation("الهلال الأحمر", slug="al-hilal", type="22", country="PS")
    corridor = make_initiative(
        "Couloir humanitaire, « nord »",
        crisis=crisis,
        leads=[united_nations, hosts],
        opened_at=_moment(1),
        summary='First line;\nsecond line, with "quotes"\n\n=1+1 after an empty line',
        anticipated_results="-5% waiting time",
        planned_start=_day(2),
        actual_start=_day(3),
        planned_end=dt.date(2027, 3, 31),
        actual_end=None,
        update_frequency_days=7,
    )
    for order, (organisation, role, named_as) in enumerate(
        [
            (crescent, Role.IMPLEMENTING, ""),
            (make_organisation("Donors; +Friends", slug="donors", type="60"), Role.FUNDING, ""),
            (make_organisation("State of Israel", slug="israel", type="10", country="IL"), Role.PARTY, "ישראל"),
            (united_nations, Role.MONITOR, ""),
        ]
    ):
        Participation.objects.create(
            initiative=corridor, organisation=organisation, role=role, order=order, named_as=named_as
        )
    corridor.sectors.set(Sector.objects.filter(code__in=["LOG", "HEA"]))
    strip = make_location("Gaza Strip", slug="gaza-strip", level="adm1")
    crossing = make_location(
        "Zikim", slug="zikim", parent=strip, latitude=Decimal("31.6"), longitude=Decimal("34.52"), level="site"
    )
    hideout = make_location("Secret clinic", slug="secret-clinic", parent=strip, is_sensitive=True, level="site")
    for place, place_role in ((hideout, "activity"), (crossing, "crossing"), (strip, "destination")):
        make_place_of(corridor, place, place_role)
    return corridor


def a_world() -> None:
    corridor = a_corridor()
    hosts = corridor.participations.get(organisation__slug="host-nations").organisation
    route = make_initiative("Route 4", leads=[hosts], opened_at=_moment(2), update_frequency_days=None)
    Relation.objects.create(from_initiative=route, to_initiative=corridor, kind="part_of")
    hidden = make_initiative("HIDDEN", public=False, leads=[make_organisation("HIDDEN body")])
    Relation.objects.create(from_initiative=route, to_initiative=hidden, kind="part_of")
    talks = make_initiative(
        "שיחות הפסקת אש",
        kind="ceasefire",
        leads=[Organisation.objects.get(slug="israel")],
        opened_at=_moment(3),
        crisis=make_crisis("SDN", country="SD"),
    )
    report = make_source("https://example.org/a,b;=c?d=%20", publisher="OCHA | Réf. «A»", title="Report")
    wrong = make_update(
        corridor, as_of=_day(10), status="2", rating="on_track", headline="The corridor opened", source=report,
        published_at=_moment(11),
    )  # fmt: skip
    right = actions.replace(
        claim=wrong, by=make_publisher(), kind=ReplaceKind.OUR_ERROR,
        changes={
            "headline": 'The corridor "opened"; =SUM(A1) lorries', "narrative": "Line one\nline two", "said_by": hosts
        },
    )  # fmt: skip
    actions.publish(claim=right, by=make_publisher(), seen_version=right.version, at=_moment(12))
    taken_back = make_update(
        corridor,
        as_of=_day(13),
        status="2",
        headline="مُعاد فتحه",
        source=report,
        language="ar",
        published_at=_moment(13),
    )
    actions.retract(claim=taken_back, by=make_publisher(), reason=RetractReason.SOURCE_RETRACTED, at=_moment(14))
    make_update(
        talks, as_of=_day(20), as_of_time=dt.time(23, 30), status="6", rating="no_progress", confidence="disputed",
        headline="השיחות הושעו", source=make_source("https://example.org/2", publisher="Reuters"),
        said_by=hosts, named_as="Les «hôtes»", published_at=_moment(21),
    )  # fmt: skip
    confirmation = actions.confirm_unchanged(
        initiative=talks, by=make_publisher(), as_of=_day(21), source=make_source("https://example.org/3")
    )
    actions.publish(claim=confirmation, by=make_publisher(), seen_version=confirmation.version, at=_moment(22))
    make_draft(corridor, headline="HIDDEN draft", status="5")
    add_figures(corridor)
    add_talks(talks)
    add_money(route)
