"""A session that cannot be renewed just now costs nobody their answer; one that is gone, or holds more, does."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

from initiatives.admin.sessions import SEEN, SessionStore
from initiatives.models import Initiative
from tests.admin.pages import as_, change, filled
from tests.factories import make_initiative, make_publisher

pytestmark = pytest.mark.django_db


def wait_in_vain(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("database is locked")


def opened() -> SessionStore:
    session = SessionStore()
    session["who"] = "amal"
    session.save()
    return SessionStore(session.session_key)


def test_a_saved_answer_stands_when_the_session_could_not_be_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    initiative = make_initiative(title="Before")
    client = as_(make_publisher())
    address = change("initiative", initiative.pk)
    data = filled(client, address, title="Mine")
    session = client.session
    session[SEEN] = 0
    session.save()
    monkeypatch.setattr(Session, "save", wait_in_vain)
    answer = client.post(address, data)
    assert (answer.status_code, Initiative.objects.get(pk=initiative.pk).title) == (302, "Mine")


def test_the_next_page_renews_it() -> None:
    session = opened()
    session.renew()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "save", wait_in_vain)
        session.save()
    before = SEEN in SessionStore(session.session_key)
    again = SessionStore(session.session_key)
    again.renew()
    again.save()
    assert (before, SEEN in SessionStore(session.session_key)) == (False, True)


def test_a_session_that_was_ended_meanwhile_stays_ended() -> None:
    session = opened()
    session.renew()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()


def test_what_a_session_holds_beside_the_renewal_is_not_lost_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    session = opened()
    session.renew()
    session["kept"] = "a form"
    monkeypatch.setattr(Session, "save", wait_in_vain)
    with pytest.raises(UpdateError):
        session.save()
