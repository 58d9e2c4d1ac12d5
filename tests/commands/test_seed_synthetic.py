"""manage.py seed_synthetic: the same rows for the same seed, all of it as it should be, and nothing real beside it."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from initiatives import editions
from initiatives.management import synthetic
from initiatives.management.bulk import finish
from initiatives.models import Initiative, Observation, Organisation, StatusUpdate, Transaction
from tests.factories import make_initiative

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(synthetic, "ORGANISATIONS", 20)
    monkeypatch.setattr(synthetic, "SOURCES", 20)
    monkeypatch.setattr(synthetic, "DISTRICTS", 20)
    monkeypatch.setattr(synthetic, "SITES", 20)
    monkeypatch.setattr(synthetic, "TEXTS", 20)
    monkeypatch.setattr(synthetic, "LONG", 30)
    monkeypatch.setattr(synthetic, "FIGURES", (2, 2, 3))


def rows() -> list[Any]:
    return [
        list(
            Initiative.objects.order_by("reference").values_list("reference", "title", "search_key", "current_status")
        ),
        list(StatusUpdate.objects.order_by("pk").values_list("initiative__reference", "as_of", "headline", "state")),
        list(Observation.objects.order_by("pk").values_list("initiative__reference", "value")),
        list(Organisation.objects.order_by("slug").values_list("name", flat=True)),
    ]


def test_one_seed_makes_the_same_rows_and_another_makes_others(capsys: pytest.CaptureFixture[str]) -> None:
    made = {}
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        with transaction.atomic():
            call_command("seed_synthetic", initiatives=20, seed=seed)
            made[name] = rows()
            if name == "first":
                call_command("verify")
            transaction.set_rollback(True)
    assert made["first"] == made["again"] != made["other"]
    assert [len(kind) for kind in made["first"]][::3] == [20, 20]
    assert capsys.readouterr().out.count("No difference (initiatives: 20, claims: ") == 1


def test_it_makes_every_kind_of_claim_counts_one_edition_and_marks_all_as_sample() -> None:
    before = editions.number()
    call_command("seed_synthetic", initiatives=20, updates=2)
    assert editions.number() == before + 1
    assert Transaction.objects.exists()
    assert set(Initiative.objects.values_list("crisis__is_sample", "crisis__name")) == {
        (True, "Synthetic data to measure speed with")
    }


def test_the_millionth_has_a_reference_too() -> None:
    world = synthetic.World(initiatives=1, updates=1, seed=1, day=dt.date(2026, 11, 21))
    world.write_things()
    story = world.story(1)
    for number in (1, 999_999, 1_000_000):
        world.write_initiative(number, story)
    finish(list(world.tables.values()))
    found = Initiative.objects.order_by("pk").values_list("reference", flat=True)
    assert list(found) == ["SYN-COR-001", "SYN-OTH-999999", "SYN-COR-000"]


@pytest.mark.parametrize(("initiatives", "updates"), [(0, 1), (1_000_001, 1), (1, 0)])
def test_it_says_how_many_it_makes(initiatives: int, updates: int) -> None:
    with pytest.raises(CommandError, match="Give 1 to 1,000,000 initiatives, at least one update, and a day that is"):
        call_command("seed_synthetic", initiatives=initiatives, updates=updates)


def test_rows_that_are_saved_afterwards_get_keys_of_their_own() -> None:
    call_command("seed_synthetic", initiatives=3)
    last = max(Initiative.objects.values_list("pk", flat=True))
    assert make_initiative("Later").pk > last


@pytest.mark.parametrize("real", [True, False])
def test_it_refuses_where_something_real_stands_or_where_it_was_before(real: bool) -> None:
    if real:
        make_initiative("Corridor")
    else:
        call_command("seed_synthetic", initiatives=1)
    before = rows()
    with pytest.raises(CommandError, match="Nothing was made"):
        call_command("seed_synthetic", initiatives=5)
    assert rows() == before
