"""The admin site: open to people with a role, and its index is the editors' desk."""

from functools import wraps
from typing import Any, cast

from django.core.exceptions import BadRequest
from django.db import DataError, models
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _

from initiatives import policy
from initiatives.admin.login import LoginPages
from initiatives.models import Crisis, Initiative, Location, LoginRule, Organisation, Sector, Source, StatusUpdate, User

EVERYBODYS: tuple[type[models.Model], ...] = (Initiative, StatusUpdate, Organisation, Location, Source)
ADMINISTRATORS: tuple[type[models.Model], ...] = (Crisis, Sector, User, LoginRule)


def person(request: HttpRequest) -> User:
    """Who asks; the site lets nobody else in."""
    return cast("User", request.user)


class Desk(LoginPages):
    site_title = _("Initiative Tracker")
    site_header = _("Initiative Tracker")
    index_title = _("Your desk")
    enable_nav_sidebar = False
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # It deletes without asking the actions; each admin brings verbs of its own.
        self.disable_action("delete_selected")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            try:
                return view(request, *args, **kwargs)
            except (OverflowError, DataError):
                # An identifier that no column can hold: no form of ours sends one.
                raise BadRequest from None

        return super().admin_view(guarded, cacheable)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        # Django's shortcut to an object's page takes any id of any model; our pages link to public addresses only.
        return [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        return {**context, "places_to_go": self._places_to_go(request)}

    def _places_to_go(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The lists in the masthead: as many as the role has use for."""
        if not self.has_permission(request):
            return []
        user = person(request)
        return [
            {
                "label": model._meta.verbose_name_plural,
                "url": reverse(f"admin:initiatives_{model._meta.model_name}_changelist"),
            }
            for model in EVERYBODYS + (ADMINISTRATORS if policy.is_administrator(user) else ())
            if policy.can(user, "view", model)
        ]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from initiatives.admin.desk import desk_for

        return super().index(request, {**(extra_context or {}), "desk": desk_for(person(request))})


site = Desk()
