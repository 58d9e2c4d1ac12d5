"""Drafts in the public template: what the page would be, for those who may see the draft, and stored nowhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from initiatives import actions, policy
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import person
from initiatives.choices import Visibility
from initiatives.datasets import UPDATES
from initiatives.forms.updates import QuickUpdateForm
from initiatives.models import Claim, Initiative, Organisation, Source, StatusUpdate, User
from initiatives.reports.initiatives import previewed
from initiatives.reports.publication import preview
from initiatives.views.past import AsAt

LIVE = (Visibility.DRAFT, Visibility.PUBLIC)


def as_public(request: HttpRequest, initiative: Initiative, claim: Claim | None) -> HttpResponse:
    """The public page with a banner. Below `/admin/`, so no cache keeps it, and nobody without a role gets here."""
    page = previewed(initiative, claim)
    said = preview(claim) if claim is not None else None
    context = {
        **AsAt(None).context(),
        "section": "",
        "page": page,
        "initiative": page.row,
        "updates_dataset": UPDATES,
        "carries_sample": page.row.crisis.is_sample,
        "canonical": f"{settings.SITE_URL}{initiative.get_absolute_url()}" if initiative.is_public else "",
        "will": (*said.lines, *said.warnings) if said is not None else (),
    }
    return TemplateResponse(request, "admin/initiatives/preview.html", context)


class PreviewPages(PolicyAdmin[StatusUpdate]):
    """The page that shows the quick form before it is saved; the admin of status updates carries it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.filled_view)
        return [
            path("quick/<int:pk>/preview/", view, name="initiatives_statusupdate_quick_preview"),
            *super().get_urls(),
        ]

    def filled_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the quick form holds, without saving it."""
        by = person(request)
        initiative = policy.visible_to(by, Initiative.objects.select_related("crisis")).filter(pk=pk).first()
        if initiative is None:
            raise Http404
        if not policy.can(by, "contribute", initiative):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        organisations = policy.visible_to(by, Organisation.objects.all())
        form = QuickUpdateForm(request.POST, instance=StatusUpdate(initiative=initiative), organisations=organisations)
        form.asked_by = by
        if not form.is_valid():
            context: dict[str, Any] = {
                **self.admin_site.each_context(request),
                "title": _("Preview"),
                "form": form,
                "opts": self.opts,
            }
            return TemplateResponse(request, "admin/initiatives/no_preview.html", context)
        update = form.instance
        update.source = _source_in(form.cleaned_data, by)
        return as_public(request, initiative, update)


def _source_in(typed: dict[str, Any], by: User) -> Source | None:
    """The source that was typed, known or new; a new one is not stored."""
    url = typed.get("source_url", "")
    if not url:
        return None
    new = Source(pk=0, url=url, publisher=typed.get("source_publisher", ""), title=typed.get("source_title", ""))
    known = actions.known_source(url)
    return known if known is not None and policy.known_to(by, known).title else new
