"""The admin site: open to people with a role, and its index is the editors' desk."""

import datetime as dt
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import DataError, models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
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
    site_title = settings.SITE_NAME
    site_header = settings.SITE_NAME
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
        kept = [url for url in super().get_urls() if getattr(url, "name", None) != "view_on_site"]
        return [path("seen/", self.admin_view(self.seen_view), name="seen"), *kept]

    def seen_view(self, request: HttpRequest) -> HttpResponse:
        """What changed was read: from now on the desk tells what comes after. Looking alone changes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        user, now = person(request), timezone.now()
        try:
            shown = dt.datetime.fromisoformat(request.POST.get("shown_at", ""))
        except ValueError:
            shown = now
        # The moment when the desk was shown, so that nothing which came since is taken for read.
        user.last_desk_visit_at = min(shown, now) if timezone.is_aware(shown) else now
        user.save(update_fields=["last_desk_visit_at"])
        return HttpResponseRedirect(reverse("admin:index"))

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
