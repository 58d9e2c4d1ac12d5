"""A session that ended while somebody was writing: the form goes through the login and is there again, not saved."""

import time
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from initiatives import logins
from initiatives.admin import kept, throttle
from initiatives.choices import UserRole
from initiatives.models import Initiative, StatusUpdate, User
from tests.admin.pages import add, as_, change, filled, quick, verb
from tests.admin.test_login import CODE, LOGIN, PASSWORD, with_factor
from tests.factories import make_initiative, make_update, make_user

pytestmark = pytest.mark.django_db

TYPED = {
    "status": "3",
    "rating": "on_track",
    "headline": "Forty trucks crossed <today>",
    "source_url": "https://example.org/report/9",
    "as_of": "2026-03-01",
    "narrative": "A second line.",
    "publish": "",
}

WHOLE = {**TYPED, "source_publisher": "OCHA", "source_title": "Report 9"}


def publisher() -> User:
    return make_user("amal", UserRole.PUBLISHER)


def ended(**where: Any) -> Client:
    """The browser of somebody whose session has ended."""
    client = Client(**where)
    client.post(LOGIN, {"username": "amal", "password": PASSWORD})
    Session.objects.all().delete()
    return client


def log_in(client: Client, page: Any, password: str = PASSWORD, name: str = "amal") -> Any:
    """Fills in the login page that answered, as a browser would."""
    return client.post(LOGIN, {"username": name, "password": password, "next": page.context["next"]})


def test_a_quick_update_is_there_again_after_the_login_and_not_saved() -> None:
    user, initiative = publisher(), make_initiative("Corridor")
    client, where = ended(), quick(initiative.pk)
    page = client.post(where, TYPED)
    answer = log_in(client, page)
    again = client.get(answer.url)
    form = again.context["form"]
    assert (
        [page.status_code, answer.url, again.status_code, StatusUpdate.objects.filter(author=user).count()],
        {name: form[name].value() for name in TYPED if name != "publish"},
        form.non_field_errors(),
    ) == (
        [403, where, 200, 0],
        {name: value for name, value in TYPED.items() if name != "publish"},
        [kept.note()],
    )


def test_a_change_form_with_its_version_is_there_again_and_then_saves() -> None:
    publisher()
    initiative = make_initiative("Corridor")
    where = change("initiative", initiative.pk)
    typed = filled(as_(User.objects.get(username="amal")), where, title="Northern corridor")
    client = ended()
    again = client.get(log_in(client, client.post(where, typed)).url)
    form = again.context["adminform"].form
    initiative.refresh_from_db()
    unsaved = initiative.title
    sent = client.post(where, typed)
    initiative.refresh_from_db()
    assert (
        [form["title"].value(), form["opened_version"].value(), form.non_field_errors()],
        [unsaved, sent.status_code, initiative.title],
    ) == (["Northern corridor", typed["opened_version"], [kept.note()]], ["Corridor", 302, "Northern corridor"])


def test_a_form_for_something_new_is_there_again() -> None:
    publisher()
    client = ended()
    again = client.get(log_in(client, client.post(add("initiative"), {"title": "Water for the north"})).url)
    assert (again.context["adminform"].form["title"].value(), Initiative.objects.count()) == ("Water for the north", 0)


def test_what_others_saved_meanwhile_is_said_as_well() -> None:
    publisher()
    initiative = make_initiative("Corridor")
    where = change("initiative", initiative.pk)
    typed = filled(as_(User.objects.get(username="amal")), where, title="Northern corridor")
    Initiative.objects.get(pk=initiative.pk).save()
    client = ended()
    form = client.get(log_in(client, client.post(where, typed)).url).context["adminform"].form
    assert [form.clash is not None, len(form.non_field_errors())] == [True, 2]


def test_it_comes_through_a_wrong_password_a_pause_and_the_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "PAGES_EVERY", 0)
    user, initiative = publisher(), make_initiative("Corridor")
    recovery = with_factor(user)[0]
    client, where = ended(REMOTE_ADDR="203.0.113.7"), quick(initiative.pk)
    page = client.post(where, TYPED)
    with time_machine.travel(time.time(), tick=False) as clock:
        said = []
        for _n in range(6):
            said.append(log_in(client, page, "wrong").status_code)
        clock.shift(901)
        client.get(log_in(client, page).url)
        answer: Any = client.post(CODE, {"code": recovery, "next": where})
        form = client.get(answer.url).context["form"]
    assert (said, form["headline"].value()) == ([200] * 4 + [429] * 2, TYPED["headline"])


def test_a_session_that_waits_for_its_second_factor_keeps_it_too() -> None:
    user, initiative = publisher(), make_initiative("Corridor")
    recovery = with_factor(user)[0]
    client, where = as_(user), quick(initiative.pk)
    client.post(where, TYPED)
    answer: Any = client.post(CODE, {"code": recovery, "next": where})
    assert client.get(answer.url).context["form"]["headline"].value() == TYPED["headline"]


def test_a_page_without_such_a_form_shows_what_was_typed_as_text() -> None:
    publisher()
    update = make_update(make_initiative("Corridor"))
    client, where = ended(), verb("statusupdate", update.pk, "retract")
    page = client.get(log_in(client, client.post(where, {"reason": "Wrong <date>"})).url)
    update.refresh_from_db()
    assert (page.context["fields"], "Wrong &lt;date&gt;" in page.content.decode(), update.state) == (
        {"reason": ["Wrong <date>"]},
        True,
        "published",
    )


def test_it_is_shown_once() -> None:
    publisher()
    client, where = ended(), quick(make_initiative("Corridor").pk)
    log_in(client, client.post(where, TYPED))
    client.get(where)
    assert client.get(where).context["form"]["headline"].value() == ""


def test_it_lasts_an_hour() -> None:
    publisher()
    where = quick(make_initiative("Corridor").pk)
    client = ended()
    page = client.post(where, TYPED)
    with time_machine.travel(time.time() + 3700):
        late = client.get(log_in(client, page).url).context["form"]["headline"].value()
    assert late == ""


def test_nobody_else_is_given_it_and_the_page_holds_no_word_of_it() -> None:
    publisher()
    make_user("noor", UserRole.PUBLISHER)
    where = quick(make_initiative("Corridor").pk)
    client = ended()
    page = client.post(where, TYPED)
    theirs = client.get(log_in(client, page, name="noor").url).context["form"]["headline"].value()
    assert (page.status_code, b"trucks" in page.content, b'name="kept"' in page.content, theirs) == (
        403, False, False, "",
    )  # fmt: skip
    client.logout()
    log_in(client, page)
    assert client.get(where).context["form"]["headline"].value() == ""


def test_a_cookie_that_somebody_made_up_keeps_nothing() -> None:
    user = publisher()
    client = Client()
    client.cookies[kept.DESK] = f"{user.pk}:{'x' * 43}"
    answer = client.post(quick(make_initiative("Corridor").pk), TYPED)
    assert (answer.status_code, Session.objects.count()) == (302, 0)


def test_the_cookie_is_for_the_admin_alone() -> None:
    publisher()
    cookie = ended().cookies[kept.DESK]
    assert [cookie[name] for name in ("path", "httponly", "samesite", "max-age")] == ["/admin/", True, "Lax", 2592000]


def test_showing_it_again_can_write_nothing_even_where_a_page_forgets_to_refuse(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, initiative = publisher(), make_initiative("Corridor")
    monkeypatch.setattr(kept, "is_shown_again", lambda request, form: False)
    client, where = ended(), quick(initiative.pk)
    page = client.get(log_in(client, client.post(where, WHOLE)).url)
    assert (page.context["fields"]["headline"], StatusUpdate.objects.filter(author=user).count()) == (
        [TYPED["headline"]],
        0,
    )


def test_no_password_and_nothing_endless_is_kept_and_strangers_make_no_sessions() -> None:
    publisher()
    client = ended()
    one = client.post(add("user"), {"username": "noor", "password1": "seven olive trees"})
    endless = client.post(add("initiative"), {"title": "x" * (kept.MOST + 1)})
    empty = client.post(add("initiative"), {"title": ""})
    list_ = client.post(reverse("admin:initiatives_initiative_changelist"), {"action": "x", "_selected_action": "1"})
    stranger = Client().post(add("initiative"), {"title": "Water"})
    assert (
        client.session[kept.FIELD]["fields"],
        [endless.status_code, empty.status_code, list_.status_code, stranger.status_code],
        Session.objects.count(),
        "seven olive" in one.content.decode(),
    ) == ({"username": ["noor"]}, [302, 302, 302, 302], 1, False)


def test_a_form_without_the_token_of_its_page_is_not_kept() -> None:
    publisher()
    client = ended()
    client.handler.enforce_csrf_checks = True
    answer = client.post(quick(make_initiative("Corridor").pk), TYPED)
    assert (answer.status_code, b'name="kept"' in answer.content) == (403, False)


def test_who_has_no_second_factor_yet_is_led_there_with_the_form() -> None:
    user, initiative = publisher(), make_initiative("Corridor")
    logins.reset_password(user, None)
    user.refresh_from_db()
    client, where = as_(user), quick(initiative.pk)
    led = client.post(where, TYPED, follow=True).redirect_chain[-1][0]
    answer: Any = client.post(led, {"new_password1": "seven olive trees", "new_password2": "seven olive trees"})
    assert client.get(answer.url).context["form"]["headline"].value() == TYPED["headline"]
