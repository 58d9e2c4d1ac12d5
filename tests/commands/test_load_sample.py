"""`manage.py load_sample`: brings the sample data once, and leaves alone what editors made of it."""

import io

import pytest
from django.core.management import call_command

from initiatives.models import Crisis


def load_sample() -> str:
    out = io.StringIO()
    call_command("load_sample", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_sample_is_loaded_when_its_crisis_is_not_there() -> None:
    assert (load_sample(), list(Crisis.objects.values_list("code", "is_sample"))) == (
        "Loaded the sample data: gaza.\n",
        [("GZA", True)],
    )


@pytest.mark.django_db
def test_what_is_there_already_is_left_as_it_is() -> None:
    load_sample()
    Crisis.objects.update(name="Renamed by an editor")
    assert (load_sample(), list(Crisis.objects.values_list("name", flat=True))) == ("", ["Renamed by an editor"])
