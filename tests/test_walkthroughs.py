"""Walked through as editors live it: figures put right, organisations that change, a draft that waited."""

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from initiatives import actions
from initiatives.choices import Status
from initiatives.models import StatusUpdate
from initiatives.reports.publication import preview
from tests.factories import (
    make_draft,
    make_indicator,
    make_initiative,
    make_issue,
    make_observation,
    make_organisation,
    make_position,
    make_publisher,
    make_source,
    make_update,
    replace_claim,
)
from tests.views.world import days_ago, get, texts

pytestmark = pytest.mark.django_db


def at(age: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=age)


def file(address: str) -> list[dict[str, str]]:
    response: Any = Client().get(address)
    return list(csv.DictReader(io.StringIO(b"".join(response).decode().lstrip("\ufeff"))))


def test_a_figure_of_last_month_is_corrected_by_us_and_another_revised_by_its_source() -> None:
    corridor = make_initiative("Corridor", opened_at=at(60))
    trucks, ours, theirs = make_indicator(corridor, "Trucks"), make_organisation("OCHA"), make_organisation("COGAT")
    told: dict[str, Any] = {"as_of": days_ago(40), "published_at": at(39), "source": make_source()}
    wrong = make_observation(trucks, 90, said_by=ours, **told)
    early = make_observation(trucks, 450, said_by=theirs, **told)
    replace_claim(wrong, value=Decimal(91))
    replace_claim(early, kind="source_revised", value=Decimal(459))

    page = get(corridor.get_absolute_url())
    assert texts(page, "#figures del") == ["90"]
    marks = texts(page, "#figures .mark")
    assert [mark.partition(",")[0] for mark in marks] == ["Revised by the source", "Corrected"]
    rows = {
        (row["said_by"], row["value"], row["state"], row["replace_kind"]) for row in file("/observations.csv?history=1")
    }
    assert rows == {
        ("OCHA", "90", "replaced", ""),
        ("OCHA", "91", "published", "our_error"),
        ("COGAT", "450", "replaced", ""),
        ("COGAT", "459", "published", "source_revised"),
    }
    before = file(f"/observations.csv?as_at={days_ago(20)}")
    assert {(row["said_by"], row["value"]) for row in before} == {("OCHA", "90"), ("COGAT", "450")}
    today = days_ago(0)
    revised = [row for row in file(f"/changes.csv?from={today.replace(day=1)}&to={today}") if row["part"] == "revised"]
    assert len(revised) == 2


def test_an_organisation_is_renamed_and_another_merged_and_what_they_said_stays_theirs() -> None:
    talks = make_initiative("Talks", kind="ceasefire")
    issue, old = make_issue(talks, "Timing"), make_organisation("Old Name", slug="speaker")
    twin = make_organisation("Twin", slug="twin")
    make_position(issue, "At once", said_by=old, as_of=days_ago(5))
    make_position(issue, "After guarantees", said_by=twin, as_of=days_ago(2))
    old.name = "New Name"
    old.save()
    assert texts(get(talks.get_absolute_url()), "#positions tbody th") == ["New Name", "Twin"]

    administrator = make_publisher(is_superuser=True)
    actions.merge_organisations(keep=old, merge=twin, by=administrator)
    page = get(talks.get_absolute_url())
    assert texts(page, "#positions thead th") == ["Issue", "Twin"]
    assert {(row["said_by"], row["position"]) for row in file("/positions.csv?organisation=speaker")} == {
        ("New Name", "At once"),
        ("Twin", "After guarantees"),
    }
    assert Client().get("/organisations/twin/").headers["Location"] == "/organisations/speaker/"


def test_a_partners_draft_that_waited_takes_its_place_below_a_newer_update() -> None:
    corridor = make_initiative("Corridor")
    make_update(corridor, headline="It opens", status=Status.ACTIVE, as_of=days_ago(9))
    waiting = make_draft(corridor, headline="It is shut", status=Status.SUSPENDED, as_of=days_ago(5))
    waiting = actions.submit(claim=waiting, by=make_publisher())
    make_update(corridor, headline="It is open again", status=Status.ACTIVE, as_of=days_ago(2))

    (line, *_more) = preview(StatusUpdate.objects.get(pk=waiting.pk)).lines
    actions.publish(claim=waiting, by=make_publisher(), seen_version=waiting.version)
    corridor.refresh_from_db()
    assert "Will not change the status" in line
    assert (corridor.current_status, corridor.current_status_since) == (Status.ACTIVE, days_ago(2))
    assert texts(get(corridor.get_absolute_url()), "#timeline h3") == ["It is open again", "It is shut", "It opens"]
