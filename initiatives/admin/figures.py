"""The page where the figures of one source are entered beside what it said before, a row for each indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives import actions, policy
from initiatives.admin import kept
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.quick import contributed
from initiatives.admin.site import person
from initiatives.admin.sources import sources_of
from initiatives.admin.verbs import REFUSALS, tell
from initiatives.choices import UNPUBLISHED_STATES, State
from initiatives.forms.figures import FiguresForm
from initiatives.models import Indicator, Initiative, Observation, Organisation, StatusUpdate, User, rows_of


class FigurePages(PolicyAdmin[Observation]):
    """The admin of observations carries it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.enter_view)
        return [path("enter/<int:pk>/", view, name="initiatives_observation_enter"), *super().get_urls()]

    def enter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        initiative, by = contributed(request, pk), person(request)
        indicators = list(Indicator.objects.filter(initiative=initiative))
        given: dict[str, Any] = {
            "initiative": initiative,
            "organisations": policy.visible_to(by, Organisation.objects.all()),
            "indicators": indicators,
        }
        speaker = request.POST.get("said_by", request.GET.get("said_by", "")) or _last_speaker(by, initiative)
        if request.method == "POST" and "show" not in request.POST:
            form = FiguresForm(request.POST, **given)
            form.asked_by = by
            if not kept.is_shown_again(request, form) and form.is_valid():
                try:
                    saved = self._save(request, form, by)
                except actions.RowsRefused as error:
                    tell(form, actions.Refused(error.messages))
                    form.tell_rows(error.rows.items())
                except REFUSALS as error:
                    tell(form, error)
                else:
                    return self._saved(request, initiative, saved)
        else:
            # Whose figures they are was changed: what was typed stays, and nothing is complained about yet.
            typed = request.POST.dict() if request.method == "POST" else {}
            form = FiguresForm(**given, initial={"said_by": speaker, "as_of": timezone.localdate(), **typed})
        context = {
            **self.admin_site.each_context(request),
            "title": _("Enter figures"),
            "initiative": initiative,
            "form": form,
            "rows": list(form.rows(_before(by, indicators, speaker))),
            "speaker": _named(by, speaker),
            "sources": sources_of(by, initiative, Observation, StatusUpdate),
            "opts": self.opts,
            "may_publish": initiative.is_public
            and policy.can(by, "publish", Observation)
            and not actions.needs_two_persons(),
            "because": request.POST.get("because", ""),
        }
        return TemplateResponse(request, "admin/initiatives/figures.html", context)

    def _save(self, request: HttpRequest, form: FiguresForm, by: User) -> list[Observation]:
        then: actions.Then = "draft"
        if "submit_for_review" in request.POST:
            then = "submit"
        elif "publish" in request.POST:
            then = "publish"
        with transaction.atomic():
            figures = form.figures(form.taken_source())
            return actions.enter_figures(figures=figures, by=by, then=then, because=request.POST.get("because", ""))

    def _saved(self, request: HttpRequest, initiative: Initiative, saved: list[Observation]) -> HttpResponse:
        count = len(saved)
        said = {
            State.PUBLISHED: ngettext("%(count)d figure was published.", "%(count)d figures were published.", count),
            State.SUBMITTED: ngettext(
                "%(count)d figure was sent for review.", "%(count)d figures were sent for review.", count
            ),
        }.get(
            State(saved[0].state),
            ngettext("%(count)d figure was saved as a draft.", "%(count)d figures were saved as drafts.", count),
        )
        self.message_user(request, said % {"count": count}, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:initiatives_initiative_change", args=[initiative.pk]))


def _last_speaker(by: User, initiative: Initiative) -> str:
    rows = policy.visible_to(by, rows_of(Observation)).filter(initiative=initiative, said_by__merged_into=None)
    newest = rows.order_by("-as_of", "-pk").values_list("said_by", flat=True).first()
    return str(newest or "")


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) < 19


def _named(by: User, speaker: str) -> Organisation | None:
    if not _is_key(speaker):
        return None
    return policy.visible_to(by, Organisation.objects.filter(pk=speaker)).first()


def _before(by: User, indicators: Sequence[Indicator], speaker: str) -> dict[int, Observation]:
    """The newest figure of a source for each indicator, out or still on its way, as far as the person sees it."""
    if not _is_key(speaker):
        return {}
    rows = policy.visible_to(by, rows_of(Observation)).filter(
        said_by=int(speaker), state__in=[State.PUBLISHED, *UNPUBLISHED_STATES]
    )
    newest = rows.filter(indicator=OuterRef("pk")).order_by("-as_of", "-pk").values("pk")[:1]
    keys = Indicator.objects.filter(pk__in=[row.pk for row in indicators]).annotate(newest=Subquery(newest))
    found = rows.filter(pk__in=[pk for pk in keys.values_list("newest", flat=True) if pk]).select_related("indicator")
    return {row.indicator_id: row for row in found}
