"""The IATI file: the whole of it compared, and each part of an activity but its claims."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from lxml import etree

from initiatives.choices import Role
from initiatives.models import Edition, Initiative, Participation, Relation
from tests.exports.iati import activities, activity, all_of, file_of, samples, small_world
from tests.exports.worlds import NOW
from tests.factories import (
    make_crisis,
    make_initiative,
    make_location,
    make_organisation,
    make_place_of,
    make_update,
)

pytestmark = pytest.mark.django_db

EXPECTED = Path(__file__).parent.parent / "expected" / "initiatives.iati.xml"
SAMPLE = "Sample data: it stands for nothing that was reported."
OFF = "This site writes no IATI file: whoever runs it has not set ORGANISATION_IDENTIFIER, its name in IATI."


def test_the_whole_file_is_as_expected() -> None:
    content = small_world()
    assert content == EXPECTED.read_bytes()
    assert b"HIDDEN" not in content
    assert b"Secret" not in content


def test_a_file_of_nothing_has_no_activity() -> None:
    """The one file that the schema refuses: it asks for an activity."""
    root = etree.fromstring(file_of("q=nothing"))
    assert (root.tag, root.get("version"), len(root)) == ("iati-activities", "2.03", 0)


def test_without_an_identifier_there_is_no_file_and_it_says_why(settings: Any, tmp_path: Path) -> None:
    settings.ORGANISATION_IDENTIFIER = ""
    for address in ("/initiatives.iati.xml", "/initiatives.iati.xml?colour=red"):
        answer = Client().get(address)
        assert (answer.status_code, answer.content.decode()) == (404, f"{OFF}\n")
    with pytest.raises(CommandError) as refused:
        call_command("export", "initiatives", "--format", "iati.xml", "--output", str(tmp_path / "file.xml"))
    assert (str(refused.value), list(tmp_path.iterdir())) == (OFF, [])


def test_the_address_the_command_and_the_list_give_the_same_activities(tmp_path: Path) -> None:
    make_initiative("B", kind="ceasefire")
    make_initiative("A", kind="ceasefire")
    make_initiative("C")
    with time_machine.travel(NOW, tick=False):
        answer = Client().get("/initiatives.iati.xml?kind=ceasefire&sort=title")
    content = b"".join(answer)
    told = {name: answer.headers[name] for name in ("Content-Type", "Content-Disposition")}
    assert told == {
        "Content-Type": "application/xml; charset=utf-8",
        "Content-Disposition": 'attachment; filename="initiatives-2026-11-22.iati.xml"',
    }
    file = tmp_path / "talks.xml"
    query = "kind=ceasefire&sort=title"
    call_command("export", "initiatives", "--format", "iati.xml", "--query", query, "--output", str(file))
    assert content == file.read_bytes() == file_of(query)
    assert [one.findtext("title/narrative") for one in activities(content)] == ["A", "B"]


def test_it_takes_no_tags() -> None:
    assert Client().get("/initiatives.iati.xml?hxl=1").status_code == 400


def test_sample_data_says_so_in_each_activity() -> None:
    found = activities(samples())
    told = {(*all_of(one, "comment()"), *all_of(one, "description[@type='4']/narrative/text()")[:1]) for one in found}
    assert (told, len(found)) == ({(f"<!-- {SAMPLE} -->", SAMPLE)}, 17)
    make_initiative()
    assert SAMPLE not in file_of().decode()


def test_the_publisher_is_the_organisation_of_that_identifier_where_the_public_knows_of_it(settings: Any) -> None:
    settings.SITE_NAME = "Notre site"
    initiative = make_initiative()
    publisher = make_organisation("Us", iati_identifier="XI-EXAMPLE-1", type="22")
    reporting = {"ref": "XI-EXAMPLE-1", "type": "90", "secondary-reporter": "1"}
    for kind in ("90", "22"):
        (found,) = activity().iter("reporting-org")
        assert (dict(found.attrib), found.findtext("narrative")) == (reporting | {"type": kind}, "Notre site")
        Participation.objects.get_or_create(initiative=initiative, organisation=publisher, role=Role.MONITOR)


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("", []),
        ("corrections@example.org", [("organisation", None), ("email", "corrections@example.org")]),
        ("https://example.org/contact", [("organisation", None), ("website", "https://example.org/contact")]),
    ],
)
def test_the_contact_is_that_of_the_site(settings: Any, contact: str, said: list[tuple[str, str | None]]) -> None:
    settings.CONTACT = contact
    make_initiative()
    found = [(part.tag, (part.text or "").strip() or None) for info in activity().iter("contact-info") for part in info]
    assert found == said


def without_organisations() -> Initiative:
    initiative = make_initiative(kind="ceasefire")
    initiative.participations.all().delete()
    return initiative


def parts_played(found: etree._Element) -> list[tuple[str | None, str | None, str | None]]:
    return [(one.findtext("narrative"), one.get("role"), one.get("ref")) for one in found.iter("participating-org")]


def test_each_role_becomes_one_of_the_standard_and_a_party_alone_none() -> None:
    initiative = without_organisations()
    for order, role in enumerate(Role.values):
        for is_lead in (True, False):
            Participation.objects.create(
                initiative=initiative, organisation=make_organisation(f"{role} {is_lead}"), role=role, order=order,
                is_lead=is_lead,
            )  # fmt: skip
    roles = {"1": "1", "2": "2", "3": "3", "4": "4", "mediator": "4", "guarantor": "2", "monitor": "2"}
    assert parts_played(activity()) == [
        *((f"{role} True", code, None) for role, code in (roles | {"party": "2"}).items()),
        *((f"{role} False", code, None) for role, code in roles.items()),
    ]


def test_an_organisation_is_named_as_shown_once_in_a_role_with_what_it_is_after_a_merge() -> None:
    old, kept = make_organisation("OCHA office"), make_organisation("OCHA", iati_identifier="XM-OCHA", type="40")
    initiative = make_initiative(leads=[old])
    part = initiative.participations.get()
    part.named_as = "OCHA in Gaza"
    part.save()
    for role in (Role.MONITOR, Role.IMPLEMENTING):
        Participation.objects.create(initiative=initiative, organisation=old, role=role, named_as="OCHA in Gaza")
    old.merged_into = kept
    old.save()
    assert parts_played(activity()) == [("OCHA in Gaza", "2", "XM-OCHA"), ("OCHA in Gaza", "4", "XM-OCHA")]


def test_where_nobody_takes_part_it_says_so() -> None:
    without_organisations()
    assert parts_played(activity()) == [("No organisation is named", "2", None)]


def test_an_initiative_without_a_status_says_so() -> None:
    initiative = make_initiative()
    note = "No status has been reported yet. The standard asks for one: the code of Planned stands for none."
    found = activity()
    told = all_of(found, "activity-status/@code | description[@type='4']/narrative/text()")
    assert told == [note, "1"]
    make_update(initiative, status="6")
    assert all_of(activity(), "activity-status/@code | description[@type='4']/narrative/text()") == ["6"]


def test_a_disputed_status_says_who_says_what() -> None:
    initiative, day = make_initiative(), dt.date(2026, 11, 20)
    for name, status in (("COGAT", "2"), ("OCHA", "6")):
        make_update(initiative, status=status, as_of=day, said_by=make_organisation(name))
    told = all_of(activity(), "description[@type='4']/narrative/text()")
    assert told == ["Disputed: Suspended (OCHA, 20 November 2026), Active (COGAT, 20 November 2026)"]


def test_a_status_whose_newest_update_is_disputed_says_so_for_as_long_as_it_was() -> None:
    initiative = make_initiative(opened_at=dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC))
    for number, confidence in ((2, "disputed"), (12, "verified")):
        make_update(initiative, status="2", confidence=confidence, as_of=dt.date(2026, 11, number),
                    published_at=dt.datetime(2026, 11, number, 9, tzinfo=dt.UTC))  # fmt: skip
    note = "The newest update marks its status as disputed."
    told = {query: [note in file_of(query).decode()] for query in ("as_at=2026-11-05", "as_at=2026-11-15", "")}
    assert told == {"as_at=2026-11-05": [True], "as_at=2026-11-15": [False], "": [False]}


def test_a_file_of_a_past_day_says_so_in_each_activity_and_changed_by_its_end(settings: Any) -> None:
    settings.TIME_ZONE = "UTC"
    with time_machine.travel(NOW, tick=False):
        make_initiative(opened_at=NOW - dt.timedelta(days=9))
        Edition.objects.update_or_create(pk=1, defaults={"number": 2, "changed_at": NOW})
        told = {
            day: [
                (one.get("last-updated-datetime"), all_of(one, "description[@type='4']/narrative/text()")[:1])
                for one in activities(file_of(f"as_at={day}" if day else ""))
            ]
            for day in ("2026-11-20", "2026-11-22", "")
        }
    status = "No status has been reported yet. The standard asks for one: the code of Planned stands for none."
    said = "As published by the end of {}. Things are shown as they are today."
    assert told == {
        "2026-11-20": [("2026-11-20T23:59:59Z", [said.format("2026-11-20")])],
        "2026-11-22": [("2026-11-22T12:00:00Z", [said.format("2026-11-22")])],
        "": [("2026-11-22T12:00:00Z", [status])],
    }


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, [("1", "2026-11-05", True)]),
        ({"planned_end": "2026-10-01"}, [("1", "2026-10-01", True), ("3", "2026-10-01", False)]),
        ({"actual_start": "2026-01-02"}, [("2", "2026-01-02", False)]),
        (
            {"planned_start": "2026-01-01", "actual_start": "2026-01-02", "planned_end": "2026-02-01",
             "actual_end": "2026-02-02"},
            [("1", "2026-01-01", False), ("2", "2026-01-02", False), ("3", "2026-02-01", False),
             ("4", "2026-02-02", False)],
        ),
    ],
)  # fmt: skip
def test_its_days_and_a_start_that_the_standard_asks_for(days: dict[str, str], said: list[Any]) -> None:
    opened_at = dt.datetime(2026, 11, 5, 9, tzinfo=dt.UTC)
    known: dict[str, Any] = {name: dt.date.fromisoformat(day) for name, day in days.items()}
    make_initiative(opened_at=opened_at, **known)
    found = activity().iter("activity-date")
    assert [(one.get("type"), one.get("iso-date"), one.find("narrative") is not None) for one in found] == said


def test_a_sensitive_place_is_the_area_around_it_or_nowhere() -> None:
    strip = make_location("Gaza Strip", slug="strip", latitude=31, longitude=34)
    hideout = make_location(
        "Hideout", parent=strip, level="site", latitude="31.51234", longitude="34.41234", pcode="PX1"
    )
    alone = make_location("Alone", level="site", latitude="31.61234", longitude="34.61234")
    initiative = make_initiative()
    for place in (hideout, alone):
        make_place_of(initiative, place)
        make_place_of(initiative, place, "beneficiaries")
    names = "location/name/narrative/text()"
    # Without the mark they are there.
    assert set(all_of(activity(), names)) == {"Hideout", "Alone"}
    for place in (hideout, alone):
        place.is_sensitive = True
        place.save()
    for query in ("", f"as_at={timezone.localdate().isoformat()}"):
        content = file_of(query)
        (found,) = activities(content)
        told = [(one.get("ref"), all_of(one, "location-reach/@code")) for one in found.iter("location")]
        assert told == [("strip", ["1"]), ("strip", ["2"])]
        assert [word for word in ("Hideout", "Alone", "31.5", "31.6", "34.4", "PX1") if word.encode() in content] == []


def test_a_place_has_its_point_its_codes_and_what_it_is() -> None:
    initiative = make_initiative()
    crossing = make_location(
        "Zikim",
        slug="zikim",
        level="site",
        kind="crossing",
        latitude="31.6",
        longitude="34.52",
        pcode="PS1",
        iso3166_2="PS-GZA",
    )
    make_place_of(initiative, crossing, "crossing")
    make_place_of(initiative, make_location("Region", slug="region", latitude="-1.5", longitude="0"), "beneficiaries")
    make_place_of(initiative, make_location("Site", slug="site", level="site"))
    paths = (
        "location-reach/@code",
        "description/narrative/text()",
        "point/pos/text()",
        "exactness/@code",
        "location-class/@code",
    )
    assert {one.get("ref"): [all_of(one, path) for path in paths] for one in activity().iter("location")} == {
        "zikim": [["1"], ["ISO 3166-2 PS-GZA, P-code PS1"], ["31.6 34.52"], ["1"], ["3"]],
        "region": [["2"], [], ["-1.5 0"], ["2"], ["1"]],
        "site": [["1"], [], [], [], []],
    }


def test_parts_name_their_whole_and_a_whole_its_parts() -> None:
    corridor, route, draft = make_initiative("Corridor"), make_initiative("Route"), make_initiative(public=False)
    for part in (route, draft):
        Relation.objects.create(from_initiative=part, to_initiative=corridor, kind="part_of")
    Relation.objects.create(from_initiative=corridor, to_initiative=draft, kind="part_of")
    Relation.objects.create(from_initiative=corridor, to_initiative=route, kind="depends_on")
    found = [
        (one.get("hierarchy"), [(each.get("type"), each.get("ref")) for each in one.iter("related-activity")])
        for one in activities()
    ]
    assert found == [("1", [("2", "XI-EXAMPLE-1-GZA-COR-002")]), ("2", [("1", "XI-EXAMPLE-1-GZA-COR-001")])]


def test_the_emergency_is_named_by_its_glide_number_alone() -> None:
    make_initiative()
    make_initiative(crisis=make_crisis("YEM", glide="CE-2015-000035-YEM", name="Yemen", country="YE"))
    scopes = {
        all_of(one, "recipient-country/@code")[0]: [
            (dict(scope.attrib), scope.findtext("narrative")) for scope in one.iter("humanitarian-scope")
        ]
        for one in activities()
    }
    glide = {"type": "1", "vocabulary": "1-2", "code": "CE-2015-000035-YEM"}
    assert scopes == {"PS": [], "YE": [(glide, "Yemen")]}


def test_a_past_day_shows_what_was_out_by_then() -> None:
    initiative = make_initiative("Old", opened_at=dt.datetime(2026, 11, 1, 9, tzinfo=dt.UTC))
    make_initiative("New", opened_at=dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC))
    for number, status in ((2, "2"), (12, "6")):
        make_update(initiative, status=status, as_of=dt.date(2026, 11, number),
                    published_at=dt.datetime(2026, 11, number, 9, tzinfo=dt.UTC))  # fmt: skip
    days = ("as_at=2026-11-05&sort=title", "as_at=2026-11-11&sort=title", "sort=title")
    told = [
        [all_of(one, "title/narrative/text() | activity-status/@code") for one in activities(file_of(day))]
        for day in days
    ]
    assert told == [[["Old", "2"]], [["New", "1"], ["Old", "2"]], [["New", "1"], ["Old", "6"]]]
