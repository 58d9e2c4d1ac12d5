"""A session that ended while somebody was writing loses nothing: the form is kept through the login and shown again.

Until the login it travels, signed, in the login page itself, so that strangers cannot fill the database with sessions.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

FIELD = "kept"
SALT = "initiatives.admin.kept"
LASTS = 60 * 60
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


def sealed(request: HttpRequest) -> str:
    fields = typed(request)
    return signing.dumps([request.get_full_path(), fields], salt=SALT, compress=True) if fields else ""


def is_whole(seal: str) -> bool:
    return bool(_opened(seal))


def _opened(seal: str) -> Any:
    try:
        return signing.loads(seal, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        return None


def take(request: HttpRequest, seal: str) -> None:
    """After the password: from the login page into the session of the person who came in."""
    opened = _opened(seal)
    if opened:
        put(request, *opened)


def put(request: HttpRequest, path: str, fields: dict[str, list[str]]) -> None:
    if fields:
        request.session[FIELD] = {"path": path, "fields": fields, "at": int(time.time())}


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
    if time.time() - kept["at"] > LASTS:
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
