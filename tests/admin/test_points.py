"""Points to check on the page of an initiative in the admin, and the one button that shows one to readers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from initiatives import actions, editions
from initiatives.choices import Point, RemoveReason
from initiatives.models import Initiative, ShownPoint
from tests.admin.pages import as_, change, messages, verb
from tests.factories import make_initiative, make_organisation, make_publisher, make_update, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def late() -> Initiative:
    """Its planned end has passed, and it is still active."""
    initiative = make_initiative("Rebuilding", planned_end=timezone.localdate() - dt.timedelta(days=3))
    make_update(initiative, status="2")
    return initiative


def test_what_holds_is_listed_with_its_rule_and_shown_by_one_link(late: Initiative) -> None:
    client = as_(make_publisher())
    page = client.get(change("initiative", late.pk))
    assert [point.code for point in page.context["points"]] == [Point.END_PASSED]
    link = f"{verb('initiative', late.pk, 'show_point')}?code=end_passed"
    assert link in page.content.decode()
    asked = client.get(link)
    assert asked.context["form"]["code"].value() == Point.END_PASSED
    edition = editions.number()
    told: Any = client.post(verb("initiative", late.pk, "show_point"), {"code": "end_passed"}, follow=True)
    assert messages(told)[0].startswith("Shown while its rule holds: The planned end has passed")
    shown = ShownPoint.objects.get()
    assert (shown.code, editions.number()) == (Point.END_PASSED, edition + 1)
    assert link not in client.get(change("initiative", late.pk)).content.decode()
    again = client.post(verb("initiative", late.pk, "show_point"), {"code": "end_passed"})
    assert again.context["form"].non_field_errors() == ["This point is shown already."]


def test_an_editor_reads_the_points_of_what_is_public_and_shows_none(late: Initiative) -> None:
    editor = make_user(organisation=make_organisation())
    page = as_(editor).get(change("initiative", late.pk))
    assert ([point.code for point in page.context["points"]], "show_point" in page.context) == (["end_passed"], False)
    with pytest.raises(PermissionDenied):
        actions.show_point(initiative=late, code=Point.END_PASSED, by=editor)


def test_a_page_where_none_holds_or_nothing_is_left_lists_none(late: Initiative) -> None:
    client, calm = as_(make_publisher()), make_initiative()
    actions.remove_initiative(initiative=late, by=make_publisher(), reason=RemoveReason.SAFETY)
    pages = [client.get(change("initiative", row.pk)) for row in (calm, late)]
    assert ["Points to check" in page.content.decode() for page in pages] == [False, False]
