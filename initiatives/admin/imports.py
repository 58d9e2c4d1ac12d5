"""Importing a spreadsheet: upload it, look at what it would do, confirm exactly that, undo it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from initiatives import imports, policy, spreadsheets, text
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.site import person, site
from initiatives.admin.verbs import SeenForm, VerbPage
from initiatives.models import ImportBatch, Initiative, User
from initiatives.models.imports import Progress
from initiatives.reports import imports as planning
from initiatives.reports.imports import Plan

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 100


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV or .xlsx, in the columns of the export; up to 5 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""

    def clean_file(self) -> Any:
        """The file as a table; it is read once and not kept."""
        file = self.cleaned_data["file"]
        self.file_name = text.one_line(text.strip_controls(PurePath(file.name or "").name)) or "-"
        if file.size > spreadsheets.LARGEST:
            raise ValidationError(_("The file is larger than 5 MB. Divide it into several."))
        try:
            self.table = spreadsheets.read(file.read())
        except spreadsheets.Unreadable as refusal:
            raise ValidationError(str(refusal)) from None
        return file


def _undo(batch: ImportBatch, by: User, data: dict[str, Any]) -> tuple[ImportBatch, str]:
    undone = imports.undo_import(batch=batch, by=by)
    said = [
        _("Undone. Drafts deleted: %(drafts)s. Initiatives put back: %(rows)s.")
        % {"drafts": undone.deleted_count, "rows": undone.put_back_count},
        *undone.kept,
    ]
    return batch, " ".join(said)


@admin.register(ImportBatch, site=site)
class ImportBatchAdmin(PolicyAdmin[ImportBatch]):
    list_display = ("file_name", "progress", "begun_by", "begun_at", "new_count", "changed_count", "same_count")
    list_select_related = ("begun_by",)
    fields = readonly_fields = (
        "file_name",
        "progress",
        "begun_by",
        "begun_at",
        "done_at",
        "new_count",
        "changed_count",
        "same_count",
        "undone_at",
        "undone_by",
    )
    verbs = (
        VerbPage(
            name="undo",
            asks="change",
            label=gettext_lazy("Undo"),
            intro=gettext_lazy(
                "The drafts that it began are deleted, unless something hangs on them by now, and what it changed is "
                "put back, unless somebody saved it since. What stays is named."
            ),
            form=SeenForm,
            is_open=lambda batch, by: batch.progress == Progress.DONE and policy.can(by, "change", batch),
            run=_undo,
            is_grave=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).defer("held")

    def has_change_permission(self, request: HttpRequest, obj: ImportBatch | None = None) -> bool:
        return False  # confirmed and undone, never edited

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        by = person(request)
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        plan: Plan | None = None
        if request.method == "POST" and form.is_valid():
            plan = planning.plan(form.table, by)
            if plan.can_go:
                batch = imports.begin(table=form.table, plan=plan, file_name=form.file_name, by=by)
                return HttpResponseRedirect(self.address("change", batch))
        past = self.get_queryset(request).exclude(progress=Progress.WAITING)[:10]
        return self._page(request, {"form": form, "plan": plan, "past": past})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        batch = self.get_object(request, object_id)
        by = person(request)
        if batch.progress != Progress.WAITING:
            if request.method == "POST":
                # A second click, or the back button: it was imported, and that page says so.
                return HttpResponseRedirect(self.address("change", batch))
            return super().change_view(request, object_id, form_url, extra_context)
        if batch.begun_by_id != by.pk:
            raise PermissionDenied
        if batch.has_expired:
            self.message_user(
                request, _("This file was shown more than an hour ago. Upload it again."), messages.WARNING
            )
            return HttpResponseRedirect(self.address("add"))
        refused: list[str] = []
        if request.method == "POST":
            try:
                done = imports.import_rows(batch=batch, by=by, digest=request.POST.get("digest", ""))
            except ValidationError as refusal:
                refused = refusal.messages
            else:
                self.message_user(request, _said(done), messages.SUCCESS)
                return HttpResponseRedirect(self.address("change", done))
        plan = planning.plan(imports.table_of(batch), by)
        return self._page(request, {"batch": batch, "plan": plan, "refused": refused})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        batch: ImportBatch | None = kwargs.get("obj")
        if batch is not None:
            seen = policy.visible_to(person(request), Initiative.objects.all())
            rows = batch.rows.filter(initiative__in=seen).select_related("initiative")
            context["imported"] = rows[:ROWS_SHOWN]
            context["more_imported"] = max(0, rows.count() - ROWS_SHOWN)
        return super().render_change_form(request, context, *args, **kwargs)

    def _page(self, request: HttpRequest, extra: dict[str, Any]) -> HttpResponse:
        plan: Plan | None = extra["plan"]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a spreadsheet"),
            "opts": self.opts,
            "problems": plan.problems[:PROBLEMS_SHOWN] if plan else (),
            "more_problems": max(0, len(plan.problems) - PROBLEMS_SHOWN) if plan else 0,
            **extra,
        }
        return TemplateResponse(request, "admin/initiatives/import.html", context)


def _said(batch: ImportBatch) -> str:
    new = ngettext("%(count)s new draft", "%(count)s new drafts", batch.new_count) % {"count": batch.new_count}
    return _("Imported: %(new)s, %(changed)s changed, %(same)s the same.") % {
        "new": new,
        "changed": batch.changed_count,
        "same": batch.same_count,
    }
