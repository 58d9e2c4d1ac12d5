"""The desk: what is late stands first, what came back says why, what changed since the last visit; no GET writes."""

import datetime as dt

import pytest
from django.conf import settings
from django.utils import timezone

from initiatives import actions
from initiatives.admin.desk import Desk
from initiatives.choices import RetractReason, Status, UserRole
from initiatives.models import Assignment, User
from tests.admin.pages import as_, quick
from tests.factories import make_draft, make_initiative, make_organisation, make_publisher, make_update, make_user

pytestmark = pytest.mark.django_db

DESK = "/admin/"


def desk_of(user: User) -> Desk:
    desk: Desk = as_(User.objects.get(pk=user.pk)).get(DESK).context["desk"]
    return desk


def days_ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def test_what_is_late_stands_first() -> None:
    samir = make_user(organisation=(ours := make_organisation()))
    ages = {"fresh": 0, "silent": 60, "late": 17, "due": 9, "none": None}
    for title, age in ages.items():
        initiative = make_initiative(title, leads=[ours])
        if age is not None:
            make_update(initiative, as_of=days_ago(age))
    ended = make_initiative("ended", leads=[ours])
    make_update(ended, status="4", as_of=days_ago(90))
    make_initiative("not ours")
    assert [row.title for row in desk_of(samir).needs] == ["silent", "late", "none", "due", "fresh", "ended"]


def test_what_came_back_says_why_and_what_waits_leads_to_its_place_in_the_queue() -> None:
    samir, lina = make_user(organisation=(ours := make_organisation())), make_publisher()
    initiative = make_initiative(leads=[ours])
    back = actions.submit(claim=make_draft(initiative, author=samir), by=samir)
    actions.return_(claim=back, by=lina, reason="Which crossing?")
    waits = actions.submit(claim=make_draft(initiative, author=samir), by=samir)
    mine, theirs = (as_(user).get(DESK).content.decode() for user in (samir, lina))
    place = f'href="/admin/initiatives/statusupdate/review/#statusupdate-{waits.pk}"'
    assert ["Which crossing?" in mine, place in mine, place in theirs] == [True, False, True]
    assert [claim.claim.pk for claim in desk_of(samir).waiting] == [waits.pk]


def test_nobody_is_assigned_to_is_told_to_those_who_assign() -> None:
    lonely, kept = make_initiative("lonely"), make_initiative("kept")
    Assignment.objects.create(initiative=kept, organisation=make_organisation())
    told = [
        [row.title for row in desk_of(make_user("", role)).unassigned]
        for role in (UserRole.EDITOR, UserRole.PUBLISHER, UserRole.ADMINISTRATOR)
    ]
    assert told == [[], [lonely.title], [lonely.title]]


def test_of_those_that_nobody_is_assigned_to_the_first_are_named_and_the_others_counted() -> None:
    for _number in range(10):
        make_initiative()
    page = as_(make_publisher()).get(DESK)
    assert (len(page.context["desk"].unassigned), "And 2 more." in page.content.decode()) == (8, True)
    assert desk_of(make_user()).more_unassigned == 0


def test_the_desk_calls_a_status_as_its_kind_does() -> None:
    lina, initiative = make_publisher(), make_initiative(kind="corridor")
    actions.submit(claim=make_draft(initiative, author=lina, status=Status.ACTIVE, headline="Waits"), by=lina)
    make_update(initiative, status=Status.ACTIVE, headline="Out")
    page = as_(lina).get(DESK).content.decode()
    assert [f"Open: <bdi>{headline}</bdi>" in page for headline in ("Waits", "Out")] == [True, True]


def test_what_a_role_may_not_open_is_a_page_that_leads_back_to_the_desk() -> None:
    answer = as_(make_user()).get("/admin/initiatives/user/")
    text = answer.content.decode()
    assert (answer.status_code, "This is not open to you" in text, 'href="/admin/">Go to your desk' in text) == (
        403, True, True,
    )  # fmt: skip


def test_the_admin_bears_the_name_of_the_site() -> None:
    assert f">{settings.SITE_NAME}</a>" in as_(make_user()).get(DESK).content.decode()


def test_what_changed_since_it_was_seen() -> None:
    samir = make_user()
    old = make_update(make_initiative("Old"), headline="Long known")
    client = as_(samir)
    shown = client.get(DESK).context["desk"]
    assert (shown.since, [line.text for line in shown.news if line.text]) == (None, ["Long known"])
    client.post("/admin/seen/", {"shown_at": shown.now.isoformat()})
    assert desk_of(samir).news == []
    make_update(make_initiative("New"), headline="Just in")
    actions.retract(claim=old, by=make_publisher(), reason=RetractReason.ERROR)
    assert [(line.initiative.title, line.what, line.text) for line in desk_of(samir).news] == [
        ("Old", "Retracted", "Long known"),
        ("New", "Open", "Just in"),
        ("New", "Opened to the public", ""),
    ]


def test_what_came_after_the_desk_was_shown_is_not_taken_for_seen() -> None:
    samir = make_user()
    client = as_(samir)
    shown = client.get(DESK).context["desk"].now
    make_update(make_initiative(), headline="Meanwhile")
    client.post("/admin/seen/", {"shown_at": shown.isoformat()})
    assert "Meanwhile" in [line.text for line in desk_of(samir).news]


@pytest.mark.parametrize("shown_at", ["", "soon", "2999-01-01T00:00:00+00:00", "2026-01-01", "\0"])
def test_a_crafted_moment_is_taken_for_now_at_the_latest(shown_at: str) -> None:
    samir = make_user()
    before = timezone.now()
    assert as_(samir).post("/admin/seen/", {"shown_at": shown_at}).status_code == 302
    samir.refresh_from_db()
    assert samir.last_desk_visit_at is not None
    assert before <= samir.last_desk_visit_at <= timezone.now()


def test_looking_changes_nothing() -> None:
    samir = make_user()
    client = as_(samir)
    assert [client.get(DESK).status_code, client.get("/admin/seen/").status_code] == [200, 405]
    samir.refresh_from_db()
    assert samir.last_desk_visit_at is None


def test_the_quick_form_remembers_the_source_and_the_rating_and_shows_what_stands() -> None:
    samir = make_user(organisation=(ours := make_organisation()))
    initiative = make_initiative(leads=[ours])
    make_update(initiative, status="6", rating="constrained", headline="Closed since noon")
    used = make_draft(initiative, author=samir).source
    assert used is not None
    page = as_(samir).get(quick(initiative.pk))
    assert (page.context["form"].initial["source_url"], page.context["form"].initial["rating"]) == (
        used.url,
        "constrained",
    )
    assert "Closed since noon" in page.content.decode()
