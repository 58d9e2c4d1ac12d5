"""No lost edit in the admin: a stale save is refused, shows both texts, keeps mine, and says who and when."""

from typing import Any

import pytest

from initiatives import actions
from initiatives.choices import Role, UserRole
from initiatives.models import Initiative, Organisation, Participation, StatusUpdate, User
from tests.admin.pages import as_, change, errors, filled
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def race() -> tuple[Any, Initiative, dict[str, Any]]:
    """An initiative that I opened, and that another Publisher saved since; and what my form would send."""
    initiative = make_initiative(title="Before", public=False)
    mine = as_(make_publisher("me"))
    opened = filled(mine, change("initiative", initiative.pk), title="Mine")
    theirs = as_(make_publisher("lina"))
    theirs.post(
        change("initiative", initiative.pk), filled(theirs, change("initiative", initiative.pk), title="Theirs")
    )
    return mine, initiative, opened


def stored_title(initiative: Initiative) -> str:
    return Initiative.objects.get(pk=initiative.pk).title


def test_a_stale_save_is_refused_and_shows_both_texts(race: Any) -> None:
    client, initiative, opened = race
    response = client.post(change("initiative", initiative.pk), opened)
    page = response.content.decode()
    assert (response.status_code, stored_title(initiative)) == (200, "Theirs")
    assert list(errors(response)) == ["title", "__all__"]
    assert errors(response)["title"][0].startswith("Stored now, by lina, ")
    assert errors(response)["title"][0].endswith(": Theirs")
    assert errors(response)["__all__"][0].startswith("lina, ")
    assert 'name="title" value="Mine"' in page
    assert "Save mine over it" in page


def test_saving_again_without_choosing_is_refused_again(race: Any) -> None:
    client, initiative, opened = race
    shown = client.post(change("initiative", initiative.pk), opened)
    again = {**opened, "opened_version": shown.context["adminform"].form["opened_version"].value()}
    assert client.post(change("initiative", initiative.pk), again).status_code == 200
    assert stored_title(initiative) == "Theirs"


def test_mine_is_saved_over_it_after_an_explicit_choice(race: Any) -> None:
    client, initiative, opened = race
    shown = client.post(change("initiative", initiative.pk), opened)
    chosen = {**opened, "save_over": shown.context["adminform"].form.clash.version}
    assert client.post(change("initiative", initiative.pk), chosen).status_code == 302
    assert stored_title(initiative) == "Mine"


def test_the_choice_holds_for_the_version_that_was_shown_and_for_no_later_one(race: Any) -> None:
    client, initiative, opened = race
    shown = client.post(change("initiative", initiative.pk), opened)
    latest = Initiative.objects.get(pk=initiative.pk)
    latest.title = "Third"
    latest.save()
    chosen = {**opened, "save_over": shown.context["adminform"].form.clash.version}
    assert client.post(change("initiative", initiative.pk), chosen).status_code == 200
    assert stored_title(initiative) == "Third"


@pytest.mark.parametrize("version", [None, "", "0", "x", "99"])
def test_a_missing_or_made_up_version_is_a_conflict(version: str | None) -> None:
    initiative = make_initiative(title="Before", public=False)
    client = as_(make_publisher())
    data = filled(client, change("initiative", initiative.pk), title="Mine")
    del data["opened_version"]
    if version is not None:
        data["opened_version"] = version
    assert client.post(change("initiative", initiative.pk), data).status_code == 200
    assert stored_title(initiative) == "Before"


def test_a_change_beside_the_form_is_a_conflict_that_names_it() -> None:
    initiative = make_initiative(public=False)
    mine, theirs = as_(make_publisher("me")), as_(make_publisher("lina"))
    address = change("initiative", initiative.pk)
    opened = filled(mine, address, summary="Mine")
    added = {
        "participations-TOTAL_FORMS": "2",
        "participations-1-organisation": make_organisation("New Partner").pk,
        "participations-1-role": Role.FUNDING,
        "participations-1-order": "1",
    }
    assert theirs.post(address, filled(theirs, address) | added).status_code == 302
    clash = mine.post(address, opened).context["adminform"].form.clash
    assert [line.split(" (")[0] for line in clash.also] == ["organisation taking part: New Partner – added"]
    assert Participation.objects.filter(initiative=initiative).count() == 2


def test_rows_beside_the_form_that_are_gone_do_not_break_the_page() -> None:
    initiative = make_initiative(public=False)
    client = as_(make_publisher())
    address = change("initiative", initiative.pk)
    opened = filled(client, address, summary="Mine")
    initiative.participations.all().delete()
    stale = Initiative.objects.get(pk=initiative.pk)
    stale.save()
    assert client.post(address, opened).status_code == 200


def test_a_save_that_changes_nothing_raises_no_version() -> None:
    initiative = make_initiative(public=False)
    client = as_(make_publisher())
    address = change("initiative", initiative.pk)
    assert client.post(address, filled(client, address)).status_code == 302
    assert Initiative.objects.get(pk=initiative.pk).version == initiative.version


def test_a_draft_that_was_edited_meanwhile_is_a_conflict_too() -> None:
    organisation = make_organisation()
    me, colleague = make_user("me", organisation=organisation), make_user("noor", organisation=organisation)
    initiative = make_initiative(leads=[organisation])
    draft = make_draft(initiative, author=me, headline="Before")
    client = as_(me)
    address = change("statusupdate", draft.pk)
    opened = filled(client, address, headline="Mine")
    draft.headline = "Theirs"
    actions.save_draft(claim=draft, by=colleague)
    response = client.post(address, opened)
    assert errors(response)["headline"][0].endswith(": Theirs")
    assert StatusUpdate.objects.get(pk=draft.pk).headline == "Theirs"


def test_rows_without_a_counter_are_told_apart_by_their_values() -> None:
    client = as_(make_user("", UserRole.ADMINISTRATOR))
    user = make_user("noor")
    address = change("user", user.pk)
    opened = filled(client, address, first_name="Mine")
    User.objects.filter(pk=user.pk).update(first_name="Theirs")
    response = client.post(address, opened)
    assert errors(response)["first_name"] == ["Stored now: Theirs"]
    assert User.objects.get(pk=user.pk).first_name == "Theirs"


def test_organisations_carry_the_check_as_well() -> None:
    organisation = make_organisation("Before")
    client = as_(make_publisher())
    address = change("organisation", organisation.pk)
    opened = filled(client, address, acronym="MINE")
    organisation.acronym = "THEIRS"
    organisation.save()
    assert errors(client.post(address, opened))["acronym"][0].startswith("Stored now, by somebody, ")
    assert Organisation.objects.get(pk=organisation.pk).acronym == "THEIRS"
