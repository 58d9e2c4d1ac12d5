"""A session that ended while somebody was writing loses nothing: the form is kept through the login and shown again.

Until the login it waits in a session of its own, for the one who typed it alone: a signed cookie of the admin tells
whose browser it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from initiatives.models import User

FIELD = "kept"
DESK = "tracker_desk"
SALT = "initiatives.admin.kept"
LASTS = 60 * 60
KNOWN = 30 * 24 * 60 * 60
MOST = 200_000
# Pages whose forms can be shown again, by the end of their names. Of others, what was typed is shown as text.
FORMS = ("_add", "_change", "_quick", "_still")
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "next", "save_over", FIELD})
READS = ("SELECT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


def typed(request: HttpRequest) -> dict[str, list[str]]:
    """What was typed into the form that arrived; never a password, never a file."""
    fields = {
        name: [value for value in values if isinstance(value, str)]
        for name, values in request.POST.lists()
        if name not in NOT_TYPED and "password" not in name
    }
    match = request.resolver_match
    if match is None or (match.url_name or "").endswith("_changelist") or not any(map(any, fields.values())):
        return {}
    return fields if sum(len(value) for values in fields.values() for value in values) <= MOST else {}


def know(response: HttpResponse, user: User) -> None:
    """After the password: this browser is that person's, also when the session has ended."""
    response.set_signed_cookie(
        DESK,
        str(user.pk),
        salt=SALT,
        max_age=KNOWN,
        path=reverse("admin:index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def put(request: HttpRequest) -> bool:
    """Keeps what was typed for the person whose session ended; of a stranger nothing, who could else fill the database
    with sessions.
    """
    owner = str(request.user.pk or request.get_signed_cookie(DESK, default="", salt=SALT, max_age=KNOWN))
    fields = typed(request) if owner else {}
    if fields:
        told = {"path": request.get_full_path(), "fields": fields, "at": int(time.time()), "owner": owner}
        request.session[FIELD] = told
    return bool(fields)


def is_there(request: HttpRequest) -> bool:
    kept = request.session.get(FIELD)
    return kept is not None and time.time() - kept["at"] <= LASTS


def take(request: HttpRequest) -> None:
    """After the password: nobody else than the one who typed it is given it."""
    if request.session.get(FIELD, {}).get("owner") != str(request.user.pk):
        request.session.pop(FIELD, None)


class WouldWrite(Exception):
    """Showing a form again may read, and nothing else."""


def _reads(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.lstrip("( ").upper().startswith(READS):
        raise WouldWrite
    return execute(sql, params, many, context)


def shown_again(
    request: HttpRequest, view: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse | dict[str, Any] | None:
    """The page with everything that was typed, once; or the fields alone where the page has no such form."""
    kept = request.session.get(FIELD)
    if kept is None or request.method != "GET" or kept["path"] != request.get_full_path():
        return None
    del request.session[FIELD]
    if time.time() - kept["at"] > LASTS or kept["owner"] != str(request.user.pk):
        return None
    name = (request.resolver_match.url_name if request.resolver_match else "") or ""
    if name.endswith(FORMS):
        posted = QueryDict(mutable=True)
        for field, values in kept["fields"].items():
            posted.setlist(field, values)
        request.method, request.POST = "POST", posted  # type: ignore[assignment]
        request._files = MultiValueDict()  # type: ignore[attr-defined]
        # Each form of ours turns this into an error of its own, so that nothing is saved by itself.
        request.refusal = ValidationError(note(), code="kept")  # type: ignore[attr-defined]
        try:
            with connection.execute_wrapper(_reads):
                answer = view(request)
                return answer.render() if hasattr(answer, "render") else answer
        except WouldWrite:
            pass
        finally:
            request.method = "GET"
    return {"fields": {field: values for field, values in kept["fields"].items() if any(values)}}


def note() -> str:
    return _(
        "Your session had ended when you saved. Everything you typed is here again. It is not saved yet: look it over "
        "and save."
    )


def is_shown_again(request: HttpRequest, form: forms.BaseForm) -> bool:
    """Marks a form that came through the login, for pages that do not derive from PolicyAdmin's forms."""
    refusal: ValidationError | None = getattr(request, "refusal", None)
    if refusal is not None:
        form.full_clean()
        form.add_error(None, refusal)
    return refusal is not None
