"""The quick update and "still accurate": from the desk to the public in a few clicks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from initiatives import actions, policy
from initiatives.admin import kept
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import person
from initiatives.admin.sources import sources_of
from initiatives.admin.verbs import REFUSALS, tell
from initiatives.choices import State, Visibility
from initiatives.forms.updates import QuickUpdateForm, StillAccurateForm
from initiatives.models import Initiative, Organisation, Source, StatusUpdate, User


def contributed(request: HttpRequest, pk: int) -> Initiative:
    """The initiative that a page of claims is about; one that the person may not contribute to is refused."""
    by = person(request)
    found = policy.visible_to(by, Initiative.objects.select_related("crisis", "current_update")).filter(pk=pk).first()
    if found is None:
        raise Http404
    if not policy.can(by, "contribute", found):
        raise PermissionDenied
    return found


class QuickPages(PolicyAdmin[StatusUpdate]):
    """The pages of the quick update; the admin of status updates carries them."""

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("quick/<int:pk>/", self.admin_site.admin_view(self.quick_view), name="initiatives_statusupdate_quick"),
            path("still/<int:pk>/", self.admin_site.admin_view(self.still_view), name="initiatives_statusupdate_still"),
        ]
        return [*own, *super().get_urls()]

    def quick_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        initiative, by = contributed(request, pk), person(request)
        organisations = policy.visible_to(by, Organisation.objects.all())
        blank = StatusUpdate(initiative=initiative)
        known = sources_of(by, initiative, StatusUpdate)
        if request.method == "POST":
            form = QuickUpdateForm(request.POST, instance=blank, organisations=organisations)
            form.asked_by = by
            if not kept.is_shown_again(request, form) and form.is_valid():
                try:
                    saved = self._post(request, form, by)
                except REFUSALS as error:
                    tell(form, error)
                else:
                    return self._posted(request, saved)
        else:
            initial = {
                "status": initiative.current_status,
                "rating": initiative.current_rating,
                "as_of": timezone.localdate(),
                "source_url": known[0].url if known else "",
            }
            form = QuickUpdateForm(instance=blank, organisations=organisations, initial=initial)
        return self._page(request, initiative, form, "admin/initiatives/quick.html", known)

    def _post(self, request: HttpRequest, form: QuickUpdateForm, by: User) -> StatusUpdate:
        then: actions.Then = "submit"
        if "publish" in request.POST:
            then = "publish"
        elif "draft" in request.POST:
            then = "draft"
        with transaction.atomic():
            update = form.instance
            update.source = form.taken_source()
            return actions.post_update(update=update, by=by, then=then, because=request.POST.get("because", ""))

    def _posted(self, request: HttpRequest, saved: StatusUpdate) -> HttpResponse:
        said = {
            State.PUBLISHED: _("Published as %(name)s. Everybody can read it now."),
            State.SUBMITTED: _("Sent for review. A Publisher will read it."),
        }.get(State(saved.state), _("Saved as a draft. Nobody but your colleagues sees it."))
        message = said % {"name": saved.public_name}
        if saved.is_public:
            message = format_html(
                '{} <a href="{}">{}</a> · <a href="{}">{}</a>',
                message,
                saved.get_absolute_url(),
                _("See it"),
                self.address("replace", saved),
                _("Correct it"),
            )
        self.message_user(request, message, messages.SUCCESS)
        where = reverse("admin:index") if saved.state != State.DRAFT else self.address("change", saved)
        return HttpResponseRedirect(where)

    def still_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        initiative, by = contributed(request, pk), person(request)
        organisations = policy.visible_to(by, Organisation.objects.all())
        known = sources_of(by, initiative, StatusUpdate)
        given: dict[str, Any] = {"initiative": initiative, "organisations": organisations}
        if request.method == "POST":
            form = StillAccurateForm(request.POST, **given)
            form.asked_by = by
            if not kept.is_shown_again(request, form) and form.is_valid():
                try:
                    with transaction.atomic():
                        saved = actions.confirm_unchanged(
                            initiative=initiative,
                            by=by,
                            source=form.taken_source(),
                            said_by=form.cleaned_data["said_by"],
                            because=request.POST.get("because", ""),
                        )
                except REFUSALS as error:
                    tell(form, error)
                else:
                    return self._posted(request, saved)
        else:
            form = StillAccurateForm(**given, initial={"source_url": known[0].url if known else ""})
        return self._page(request, initiative, form, "admin/initiatives/still.html", known)

    def _page(
        self, request: HttpRequest, initiative: Initiative, form: forms.BaseForm, template: str, known: list[Source]
    ) -> HttpResponse:
        by = person(request)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Post an update") if template.endswith("quick.html") else _("Still accurate"),
            "initiative": initiative,
            "form": form,
            "sources": known,
            "opts": self.opts,
            "may_publish": initiative.is_public and policy.can(by, "publish", StatusUpdate),
            "two_persons": actions.needs_two_persons(),
            "is_draft": initiative.visibility == Visibility.DRAFT,
            "before": initiative.current_update,
            "because": request.POST.get("because", ""),
        }
        return TemplateResponse(request, template, context)
