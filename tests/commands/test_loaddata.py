"""`manage.py loaddata`: all or nothing, every rule asked, claims never overwritten."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from initiatives import actions, editions
from initiatives.choices import RemoveReason, RetractReason
from initiatives.models import Crisis, Initiative, Organisation, StatusUpdate
from tests.factories import make_crisis, make_publisher
from tracker.environment import BASE_DIR

pytestmark = pytest.mark.django_db

Rows = list[dict[str, Any]]


def sample() -> Rows:
    found: Rows = json.loads((BASE_DIR / "fixtures" / "gaza.json").read_text(encoding="utf-8"))
    return found


def fields(rows: Rows, model: str, **having: Any) -> dict[str, Any]:
    """The fields of the first row of a model that holds these values."""
    for row in rows:
        if row["model"] == f"initiatives.{model}" and having.items() <= row["fields"].items():
            found: dict[str, Any] = row["fields"]
            return found
    raise LookupError(model, having)


def load(rows: Rows, folder: Path) -> str:
    """What the command answers to these rows; a refusal comes back as its message."""
    path = folder / "broken.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    out = io.StringIO()
    try:
        call_command("loaddata", str(path), stdout=out)
    except CommandError as refusal:
        return out.getvalue() + str(refusal)
    return out.getvalue()


def stored() -> list[int]:
    return [Crisis.objects.count(), Organisation.objects.count(), Initiative.objects.count(), editions.number()]


def break_headline(rows: Rows) -> None:
    fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=2)["headline"] = ""


def break_day(rows: Rows) -> None:
    fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=2)["as_of"] = "2090-01-01"


def break_status(rows: Rows) -> None:
    fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=2)["status"] = "9"


def break_source(rows: Rows) -> None:
    fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=2)["source"] = None


def break_name(rows: Rows) -> None:
    fields(rows, "organisation", slug="ngos")["name"] = "ÍSRAEL"
    fields(rows, "organisation", slug="ngos")["country"] = "IL"


def break_reference(rows: Rows) -> None:
    fields(rows, "initiative", slug="ceasefire-talks")["reference"] = None


def break_lead(rows: Rows) -> None:
    fields(rows, "participation", organisation=["ngos"])["organisation"] = ["nobody"]


def break_address(rows: Rows) -> None:
    fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=2)["source"] = ["https://example.org/none"]


def break_number(rows: Rows) -> None:
    fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=3)["number"] = 2


def break_chain(rows: Rows) -> None:
    claim = fields(rows, "statusupdate", initiative=["ceasefire-talks"], number=3)
    claim["first_published_at"] = "2026-11-01T00:00:00Z"


def break_sample(rows: Rows) -> None:
    fields(rows, "crisis", code="GZA")["is_sample"] = False


def break_stranger(rows: Rows) -> None:
    fields(rows, "position", number=3)["issue"] = ["ceasefire-talks", "Weather"]


def break_figure(rows: Rows) -> None:
    fields(rows, "target", number=1)["value"] = 600


def break_silence(rows: Rows) -> None:
    fields(rows, "position", number=3)["said_by"] = None


def break_score(rows: Rows) -> None:
    fields(rows, "adherence", number=2)["score"] = 3


@pytest.mark.parametrize(
    ("damage", "answer"),
    [
        (
            break_headline,
            'initiatives.statusupdate ["ceasefire-talks", 2]: headline: Say in one sentence what happened.',
        ),
        (
            break_day,
            'initiatives.statusupdate ["ceasefire-talks", 2]: as_of: This day is in the future. '
            "Give today or an earlier day.",
        ),
        (
            break_status,
            "initiatives.statusupdate [\"ceasefire-talks\", 2]: status: Value '9' is not a valid choice.",
        ),
        (break_source, 'initiatives.statusupdate ["ceasefire-talks", 2]: A public claim needs a source.'),
        (
            break_name,
            'initiatives.organisation ["ngos"]: name: There is already an organisation of this name: Israel.; '
            "Organisation with this Name key and Country already exists.",
        ),
        (break_reference, 'initiatives.initiative ["ceasefire-talks"]: A public initiative has a reference.'),
        (
            break_lead,
            'initiatives.participation ["reconstruction-oversight", "international-donors", "1"]: '
            "Participation has no organisation.",
        ),
        (
            break_address,
            'initiatives.statusupdate ["ceasefire-talks", 2]: source ["https://example.org/none"] '
            "is neither stored nor further up in the file.",
        ),
        (
            break_number,
            'initiatives.statusupdate ["ceasefire-talks", 2]: the file has it twice.',
        ),
        (
            break_chain,
            'initiatives.statusupdate ["ceasefire-talks", 3]: its first publication is not its own.',
        ),
        (
            break_stranger,
            'initiatives.position ["ceasefire-talks", 3]: issue ["ceasefire-talks", "Weather"] '
            "is neither stored nor further up in the file.",
        ),
        (
            break_figure,
            'initiatives.target ["ceasefire-talks", 1]: value: This indicator is told in words. '
            "Leave the figure empty.",
        ),
        (break_silence, 'initiatives.position ["ceasefire-talks", 3]: said_by: Say whose statement this is.'),
        (
            break_score,
            'initiatives.adherence ["ceasefire-talks", 2]: score: Only a term in force has a score.',
        ),
        (
            break_sample,
            'initiatives.target ["ceasefire-talks", 1]: '
            "it is public without an author and a reviewer, which only sample data may be.",
        ),
    ],
)
def test_a_broken_file_is_refused_in_one_line_and_nothing_of_it_is_loaded(
    damage: Any, answer: str, tmp_path: Path
) -> None:
    rows, before = sample(), stored()
    damage(rows)
    said = load(rows, tmp_path).replace("broken.json after ", "broken.json: ")
    assert (said, stored()) == (f"broken.json: {answer} Nothing was loaded.", before)


def test_the_same_file_unbroken_is_loaded_and_counts_one_edition(tmp_path: Path) -> None:
    said = load(sample(), tmp_path)
    assert (said, stored()) == ("Installed 123 object(s) from 1 fixture(s)\n", [1, 16, 9, 1])


def test_a_file_that_is_no_json_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_text('[{"model": ', encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("loaddata", str(path))
    assert str(refusal.value) == ("cut.json: Expecting value: line 1 column 12 (char 11). Nothing was loaded.")


def test_keys_caches_and_history_are_there_as_after_an_editors_save() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    talks = Initiative.objects.get(reference="GZA-CEA-001")
    last = StatusUpdate.objects.get(initiative=talks, number=3)
    assert (
        talks.title_key,
        talks.current_update,
        talks.current_status,
        talks.current_status_since,
        talks.current_rating,
        talks.last_update_as_of,
        talks.last_confirmed_on,
        talks.version,
        list(talks.history.values_list("history_change_reason", flat=True)),
        Organisation.objects.get(slug="united-states").search_key,
    ) == (
        "multilateral ceasefire talks",
        last,
        "2",
        dt.date(2026, 11, 11),
        "no_rating",
        dt.date(2026, 11, 16),
        None,
        1,
        ["loaded from gaza.json"],
        "united states u.s.",
    )


def test_a_second_load_sets_things_back_and_leaves_claims_as_they_are() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    talks = Initiative.objects.get(reference="GZA-CEA-001")
    talks.title = "Talks"
    talks.save()
    publisher = make_publisher()
    update = StatusUpdate.objects.get(initiative=talks, number=3)
    actions.retract(claim=update, by=publisher, reason=RetractReason.ERROR)
    out = io.StringIO()
    call_command("loaddata", "gaza", stdout=out)
    talks.refresh_from_db()
    update.refresh_from_db()
    assert (talks.title, talks.title_key, talks.version, update.state, talks.last_update_as_of, out.getvalue()) == (
        "Multilateral ceasefire talks",
        "multilateral ceasefire talks",
        3,
        "retracted",
        dt.date(2026, 11, 13),
        "Installed 123 object(s) from 1 fixture(s)\n35 claim(s) were there already and stay as they are.\n",
    )


def test_what_two_files_name_is_loaded_from_both_in_one_go() -> None:
    out = io.StringIO()
    call_command("loaddata", "gaza", "access", stdout=out)
    assert (out.getvalue(), stored()) == ("Installed 272 object(s) from 2 fixture(s)\n", [3, 25, 17, 1])


def test_things_that_are_there_stay_as_they_are_on_request() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    talks = Initiative.objects.get(reference="GZA-CEA-001")
    talks.title = "Talks"
    talks.save()
    Organisation.objects.filter(slug="ngos").update(website="https://example.org/")
    before = (talks.version, editions.number())
    out = io.StringIO()
    call_command("loaddata", "gaza", keep=True, stdout=out)
    talks.refresh_from_db()
    assert (talks.title, Organisation.objects.get(slug="ngos").website, out.getvalue()) == (
        "Talks",
        "https://example.org/",
        "Installed 123 object(s) from 1 fixture(s)\n123 row(s) were there already and stay as they are.\n",
    )
    assert (talks.version, editions.number()) == (before[0], before[1] + 1)


def test_a_real_crisis_is_not_made_a_sample_that_could_be_removed_whole() -> None:
    make_crisis("GZA", slug="gaza", country="PS")
    with pytest.raises(CommandError) as refusal:
        call_command("loaddata", "gaza", verbosity=0)
    assert (str(refusal.value), list(Crisis.objects.values_list("is_sample", flat=True))) == (
        'gaza.json: initiatives.crisis ["GZA"]: it is no sample here, and a file does not make it one. '
        "Nothing was loaded.",
        [False],
    )


def test_what_was_retracted_or_removed_is_not_brought_back_by_a_file() -> None:
    call_command("loaddata", "gaza", verbosity=0)
    talks = Initiative.objects.get(reference="GZA-CEA-001")
    actions.retract_initiative(initiative=talks, by=make_publisher(), reason=RetractReason.ERROR)
    with pytest.raises(CommandError) as retracted:
        call_command("loaddata", "gaza", verbosity=0)
    other = Initiative.objects.get(reference="GZA-COR-001")
    actions.remove_initiative(initiative=other, by=make_publisher(), reason=RemoveReason.SAFETY)
    with pytest.raises(CommandError) as removed:
        call_command("loaddata", "gaza", verbosity=0)
    assert (str(retracted.value), str(removed.value), Initiative.objects.public().count()) == (
        'gaza.json: initiatives.initiative ["ceasefire-talks"]: it is retracted here, '
        "and a file does not bring it back. Nothing was loaded.",
        'gaza.json: initiatives.initiative ["humanitarian-corridors"]: reference: '
        "Initiative with this Reference already exists. Nothing was loaded.",
        7,
    )
