"""`manage.py load_sample`: brings the sample data once, and leaves alone what editors made of it."""

import io

import pytest
from django.core.management import call_command

from initiatives.management.commands.load_sample import SAMPLES
from initiatives.models import Crisis, Organisation
from tests.factories import make_crisis, make_organisation
from tracker.environment import BASE_DIR

pytestmark = pytest.mark.django_db


def load_sample() -> str:
    out = io.StringIO()
    call_command("load_sample", stdout=out, stderr=out)
    return out.getvalue()


def crises() -> list[tuple[str, bool]]:
    return sorted(Crisis.objects.values_list("code", "is_sample"))


def test_each_sample_is_loaded_when_its_crises_are_not_there() -> None:
    assert (load_sample(), crises()) == (
        "Loaded the sample data: gaza.\nLoaded the sample data: access.\n",
        [("ACC", True), ("GZA", True), ("YEM", True)],
    )


def test_every_fixture_is_a_sample_and_names_all_the_crises_that_it_brings() -> None:
    load_sample()
    files = {path.stem for path in (BASE_DIR / "fixtures").glob("*.json")}
    named = [code for _fixture, codes in SAMPLES for code in codes]
    assert ({fixture for fixture, _codes in SAMPLES}, sorted(named)) == (files, [code for code, _sample in crises()])


def test_a_sample_that_came_later_is_loaded_and_changes_nothing_that_editors_made_of_the_other() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    Organisation.objects.filter(slug="united-nations").update(acronym="ONU")
    assert (load_sample(), Organisation.objects.get(slug="united-nations").acronym) == (
        "Loaded the sample data: access.\n",
        "ONU",
    )


def test_a_sample_one_of_whose_crises_is_real_here_is_left_out() -> None:
    make_crisis("YEM", country="YE")
    assert (load_sample(), crises()) == ("Loaded the sample data: gaza.\n", [("GZA", True), ("YEM", False)])


def test_a_sample_that_cannot_be_loaded_is_left_out_and_stops_nothing() -> None:
    make_organisation("World Bank", slug="the-bank", country="")
    assert (load_sample(), crises()) == (
        "Loaded the sample data: gaza.\n"
        'The sample data was left out. access.json: initiatives.organisation ["world-bank"]: name: There is already an '
        "organisation of this name: World Bank.; Organisation with this Name key and Country already exists. "
        "Nothing was loaded.\n",
        [("GZA", True)],
    )


def test_what_is_there_already_is_left_as_it_is() -> None:
    load_sample()
    Crisis.objects.update(name="Renamed by an editor")
    assert (load_sample(), set(Crisis.objects.values_list("name", flat=True))) == ("", {"Renamed by an editor"})
