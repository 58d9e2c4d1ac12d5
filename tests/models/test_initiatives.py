"""The standing as it is annotated, freshness in both languages, relations that do not bite their tail."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from initiatives.choices import FRESHNESS_DAYS, Freshness, Status, Visibility
from initiatives.models import Assignment, Crisis, Initiative, Relation
from initiatives.models.initiatives import freshness
from tests.factories import make_initiative, make_organisation, make_update

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(("days", "late", "silent"), [
    (1, 1, 2), (7, 7, 14), (14, 7, 14), (30, 14, 30), (90, 30, 60), (180, 30, 60), (365, 60, 90),
])  # fmt: skip
def test_freshness_follows_the_figures_of_hdx(days: int, late: int, silent: int) -> None:
    ages = (0, days, days + 1, days + late, days + late + 1, days + silent, days + silent + 1)
    codes = [
        freshness(frequency=days, heard_on=TODAY - dt.timedelta(days=age), status="2", today=TODAY) for age in ages
    ]

    assert codes == [
        "up_to_date", "up_to_date", "due", "due",
        "late", "late" if silent > late else "silent", "silent",
    ]  # fmt: skip


def test_between_two_rows_the_lower_one_counts() -> None:
    heard = [TODAY - dt.timedelta(days=age) for age in (10, 17, 18, 24, 25)]

    assert [freshness(frequency=10, heard_on=day, status="2", today=TODAY) for day in heard] == [
        "up_to_date", "due", "late", "late", "silent",
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["4", "5"])
def test_what_has_ended_is_never_late(status: str) -> None:
    assert freshness(frequency=1, heard_on=dt.date(2020, 1, 1), status=status, today=TODAY) == ""


def test_the_database_says_the_same_freshness_as_the_function() -> None:
    today = timezone.localdate()
    for frequency, (late, silent) in FRESHNESS_DAYS.items():
        for age in (0, frequency, frequency + 1, frequency + late + 1, frequency + silent + 1):
            initiative = make_initiative(update_frequency_days=frequency)
            make_update(initiative, as_of=today - dt.timedelta(days=age))
    make_update(make_initiative(update_frequency_days=None))
    make_update(make_initiative(update_frequency_days=1), status=Status.COMPLETED, as_of=dt.date(2024, 1, 1))
    make_initiative(update_frequency_days=1)
    rows = list(Initiative.objects.public().with_standing())

    assert [row.freshness for row in rows] == [
        freshness(frequency=row.update_frequency_days, heard_on=row.heard_on, status=row.status, today=today)
        for row in rows
    ]
    assert {row.freshness for row in rows} == {"", *Freshness.values}


def test_a_confirmation_keeps_news_fresh() -> None:
    from initiatives import actions
    from tests.factories import make_publisher

    initiative = make_initiative(update_frequency_days=7)
    make_update(initiative, as_of=dt.date(2025, 1, 1))
    waiting = actions.confirm_unchanged(initiative=initiative, by=make_publisher(), said_by=make_organisation())
    before = Initiative.objects.with_standing().get()
    actions.publish(claim=waiting, by=make_publisher(), seen_version=waiting.version)
    after = Initiative.objects.with_standing().get()

    assert (before.freshness, after.freshness) == ("silent", "up_to_date")
    assert (after.updated_on, after.confirmed_on) == (dt.date(2025, 1, 1), timezone.localdate())


@pytest.mark.parametrize("dates", [
    {"planned_start": dt.date(2026, 2, 1), "planned_end": dt.date(2026, 1, 1)},
    {"actual_start": dt.date(2026, 2, 1), "actual_end": dt.date(2026, 1, 1)},
])  # fmt: skip
def test_ends_are_not_before_starts(dates: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_initiative(public=False, **dates)


def test_a_public_initiative_has_a_reference() -> None:
    initiative = make_initiative(public=False)

    with pytest.raises(IntegrityError), transaction.atomic():
        Initiative.objects.filter(pk=initiative.pk).update(visibility=Visibility.PUBLIC)


def test_a_save_raises_the_version_and_leaves_the_cache_alone() -> None:
    initiative = make_initiative()
    old = Initiative.objects.get(pk=initiative.pk)
    make_update(initiative, status="6")
    version = old.version
    old.title = "A new title"
    old.save()
    initiative.refresh_from_db()

    assert (initiative.title, initiative.version, initiative.current_status) == ("A new title", version + 1, "6")


def test_a_ring_of_parts_is_refused() -> None:
    whole, part, piece = (make_initiative() for _ in range(3))
    Relation.objects.create(from_initiative=part, to_initiative=whole, kind="part_of")
    Relation.objects.create(from_initiative=piece, to_initiative=part, kind="part_of")

    with pytest.raises(ValidationError) as refusal:
        Relation(from_initiative=whole, to_initiative=piece, kind="part_of").full_clean()

    assert refusal.value.message_dict == {"to_initiative": ["That would make an initiative a part of itself."]}


def test_a_relation_is_public_when_both_ends_are() -> None:
    one, other, draft = make_initiative(), make_initiative(), make_initiative(public=False)
    shown = Relation.objects.create(from_initiative=one, to_initiative=other, kind="related")
    Relation.objects.create(from_initiative=one, to_initiative=draft, kind="part_of")
    Relation.objects.create(from_initiative=draft, to_initiative=one, kind="part_of")

    assert list(Relation.objects.public()) == [shown]


def test_an_assignment_has_no_door() -> None:
    assert not hasattr(Assignment.objects, "public")


def test_a_crisis_is_public_with_its_first_public_initiative() -> None:
    make_initiative(public=False)
    before = list(Crisis.objects.public())
    make_initiative()

    assert (before, list(Crisis.objects.public())) == ([], [Crisis.objects.get(code="GZA")])
