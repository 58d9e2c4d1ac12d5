"""Organisations in the admin: their other names, a warning before one is entered twice, and the merge of two."""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives import actions, policy, text
from initiatives.admin.base import Autocomplete, PolicyAdmin, PolicyInline
from initiatives.admin.lists import MergedFilter
from initiatives.admin.site import person, site
from initiatives.admin.verbs import tell
from initiatives.admin.versions import VersionedForm
from initiatives.models import Initiative, Organisation, OrganisationName, Participation, ShownPoint, Term
from initiatives.reports.lookalikes import LONGEST, Lookalike, lookalikes

if TYPE_CHECKING:
    OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    OrganisationChoice = forms.ModelChoiceField

FORMER = "keep_former_name"


class NameInline(PolicyInline[OrganisationName, Organisation]):
    model = OrganisationName
    fk_name = "organisation"
    fields = ("name", "language", "until")


class OrganisationForm(VersionedForm):
    """Asks once more before a name is saved that looks like one that is here; `save_anyway` names what was seen."""

    offers_former_name = False

    keep_former_name = forms.BooleanField(
        label=_("Keep the former name"),
        required=False,
        initial=True,
        help_text=_("When you change the name, the old one stays as a former name, in use until today."),
    )

    seems: tuple[Lookalike, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.offers_former_name:
            self.fields.pop(FORMER, None)

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != FORMER]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        given = {
            name: str(self.cleaned_data.get(name) or "") for name in ("name", "acronym") if name in self.changed_data
        }
        if self.is_taken(cleaned or {}):
            return cleaned  # the model refuses it in words, and one answer is enough
        if any(given.values()) and not self.errors and self.asked_by is not None:
            rows = policy.visible_to(self.asked_by, Organisation.objects.all())
            stored: Any = self.instance if self.instance.pk is not None else None
            self.seems = lookalikes(rows, given.get("name", ""), given.get("acronym", ""), leaving_out=stored)
            if self.seems and self.data.get("save_anyway") != self.seen:
                self.add_error(None, ValidationError(_("It looks like one that is here already."), code="lookalike"))
        return cleaned

    def is_taken(self, cleaned: dict[str, Any]) -> bool:
        same = Organisation.objects.filter(name_key=text.normalise(str(cleaned.get("name") or "")))
        return same.filter(country=cleaned.get("country") or "").exclude(pk=self.instance.pk).exists()

    @property
    def seen(self) -> str:
        """Stands for what was typed and what was shown for it, so that another name is asked about again."""
        typed = [text.normalise(str(self.cleaned_data.get(name) or "")) for name in ("name", "acronym")]
        shown = [one.organisation.pk for one in self.seems]
        return hashlib.sha256(repr((typed, shown)).encode()).hexdigest()[:16]

    @property
    def asks(self) -> bool:
        """Whether the likeness is all that stops it: then, and only then, it may be saved all the same."""
        return bool(self.seems) and self.non_field_errors().as_data()[0].code == "lookalike" and len(self.errors) == 1


class MergeForm(forms.Form):
    """`seen` stands for what was shown to the person."""

    seen = forms.CharField(widget=forms.HiddenInput)
    mixes_collective = forms.BooleanField(label=_("They are the same, although one is a group"), required=False)

    def __init__(self, *args: Any, plan: actions.MergePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if not plan.mixes_collective:
            del self.fields["mixes_collective"]


class KeepForm(forms.Form):
    """Which one stays."""

    keep = OrganisationChoice(label=_("The organisation that stays"), queryset=None)

    def __init__(self, *args: Any, rows: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        field: Any = self.fields["keep"]
        field.queryset = rows
        field.widget = Autocomplete(Participation._meta.get_field("organisation"), site)
        field.widget.choices = field.choices


@admin.register(Organisation, site=site)
class OrganisationAdmin(PolicyAdmin[Organisation]):
    class Media:
        js = ("initiatives/admin/lookalikes.js",)

    form = OrganisationForm
    list_display = ("name", "acronym", "type", "country", "leads", "merged_into")
    list_filter = (MergedFilter, "type", "is_collective")
    list_select_related = ("merged_into",)
    # A merged one is found under the one that it is now.
    search_fields = ("search_key", "names__name_key", "organisation__search_key", "organisation__names__name_key")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (NameInline,)
    fieldsets = (
        (None, {"fields": ("name", "acronym", "slug")}),
        (_("What it is"), {"fields": ("type", "is_collective", "country")}),
        (_("Elsewhere"), {"fields": ("website", "iati_identifier")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Organisation]:
        # Counted over what this person may see: a figure must not tell of others' drafts.
        seen = policy.visible_to(person(request), Initiative.objects.all())
        led = Participation.objects.filter(is_lead=True, organisation=OuterRef("pk"), initiative__in=seen).order_by()
        number = led.values("organisation").annotate(n=Count("initiative", distinct=True)).values("n")
        rows = super().get_queryset(request)
        return rows.annotate(leads_count=Coalesce(Subquery(number, output_field=IntegerField()), 0))

    @admin.display(description=_("leads"), ordering="leads_count")
    def leads(self, row: Any) -> int:
        return int(row.leads_count)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        # Merged organisations stay on old claims, and are offered for nothing new.
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, text.normalise(search_term))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        # The address of a page that stands is not made anew when its name changes.
        return {} if obj is not None else dict(self.prepopulated_fields)

    def is_seen(self, row: Organisation) -> bool:
        # A merged one has no page, and its name still stands beside what it said.
        told = (
            Organisation.objects.told().filter(pk=row.pk),
            Term.objects.public().filter(obligor=row.pk),
            ShownPoint.objects.public().filter(responded_by=row.pk),
        )
        return row.pk is not None and any(rows.exists() for rows in told)

    # -- names -----------------------------------------------------------------------------------------------------

    def _offers_former_name(self, request: HttpRequest, obj: Organisation | None) -> bool:
        return obj is not None and self.has_change_permission(request, obj) and self.is_seen(obj)

    def get_fieldsets(self, request: HttpRequest, obj: Organisation | None = None) -> Any:
        if not self._offers_former_name(request, obj):
            return self.fieldsets
        return ((None, {"fields": ("name", FORMER, "acronym", "slug")}), *self.fieldsets[1:])

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.offers_former_name = self._offers_former_name(request, obj)
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row: Organisation = form.instance
        former = str(form.initial.get("name") or "")
        if not form.cleaned_data.get(FORMER) or text.normalise(former) == text.normalise(row.name):
            return
        if not any(text.normalise(name) == text.normalise(former) for name in row.names.values_list("name", flat=True)):
            # No edition of its own: the save that it belongs to has counted one.
            OrganisationName.objects.create(organisation=row, name=former, until=timezone.localdate())

    # -- pages -----------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = [
            path("alike/", self.admin_site.admin_view(self.alike_view), name="initiatives_organisation_alike"),
            path(
                "<path:object_id>/merge/",
                self.admin_site.admin_view(self.merge_view),
                name="initiatives_organisation_merge",
            ),
        ]
        return [*own, *super().get_urls()]

    def alike_view(self, request: HttpRequest) -> HttpResponse:
        """What looks like the name that is being typed, for those who may save it."""
        by = person(request)
        if not policy.can(by, "add", Organisation):
            raise PermissionDenied
        rows = policy.visible_to(by, Organisation.objects.all())
        number = request.GET.get("but", "")[:18]
        stored = rows.filter(pk=int(number)).first() if number.isascii() and number.isdecimal() else None
        given = [" ".join(request.GET.get(name, "").split())[:LONGEST] for name in ("name", "acronym")]
        found = lookalikes(rows, *given, leaving_out=stored)
        return JsonResponse(
            {
                "said": _now("Is it one of these?") if found else "",
                "candidates": [self._candidate(one) for one in found],
            }
        )

    def _candidate(self, one: Lookalike) -> dict[str, str]:
        row = one.organisation
        also = [row.acronym, row.country, one.matched if one.matched not in (row.name, row.acronym) else ""]
        return {"name": row.name, "also": ", ".join(filter(None, also)), "url": self.address("change", row)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: Organisation | None = kwargs.get("obj")
        form: Any = context["adminform"].form
        context["alike_address"] = self.address("alike")
        context["candidates"] = [self._candidate(one) for one in form.seems] if form.seems else []
        if obj is not None and obj.merged_into is not None:
            context["kept"], context["kept_address"] = obj.merged_into, self.address("change", obj.merged_into)
        return super().render_change_form(request, context, *args, **kwargs)

    def verbs_for(self, request: HttpRequest, row: Organisation) -> list[dict[str, Any]]:
        verbs = super().verbs_for(request, row)
        if row.merged_into_id is None and policy.can(person(request), "merge", row):
            label = _("Merge into another")
            verbs.append({"name": "merge", "label": label, "is_grave": True, "url": self.address("merge", row)})
        return verbs

    def merge_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """First which one stays, then what will move, then one POST."""
        row, by = self.get_object(request, object_id), person(request)
        if not policy.can(by, "merge", row):
            raise PermissionDenied
        others = policy.visible_to(by, Organisation.objects.filter(merged_into=None)).exclude(pk=row.pk)
        asked = KeepForm({"keep": request.GET["keep"]} if "keep" in request.GET else None, rows=others)
        context: dict[str, Any] = {"keep_form": asked, "refused": ""}
        if row.merged_into is not None:
            context["refused"] = _now("%(merge)s was merged into %(kept)s already.") % {
                "merge": row,
                "kept": row.merged_into,
            }
        elif asked.is_bound and asked.is_valid():
            keep: Organisation = asked.cleaned_data["keep"]
            plan = actions.plan_merge(keep=keep, merge=row)
            form = MergeForm(request.POST or None, plan=plan, initial={"seen": plan.seen})
            if form.is_valid():
                given = {
                    "seen": form.cleaned_data["seen"],
                    "mixes_collective": bool(request.POST.get("mixes_collective")),
                }
                try:
                    kept = actions.merge_organisations(keep=keep, merge=row, by=by, **given)
                except ValidationError as error:
                    tell(form, error)
                    # What is shown is what stands now, and so is what the next POST names.
                    shown = request.POST.copy()
                    shown["seen"] = plan.seen
                    form.data = shown
                else:
                    said = _now("%(merge)s was merged into %(keep)s.") % {"merge": row, "keep": kept}
                    self.message_user(request, said, messages.SUCCESS)
                    return HttpResponseRedirect(self.address("change", kept))
            context |= {"plan": plan, "form": form}
        if "plan" not in context:
            seems = lookalikes(others, row.name, row.acronym, leaving_out=row)
            context["candidates"] = [{**self._candidate(one), "pk": one.organisation.pk} for one in seems]
        context |= {
            **self.admin_site.each_context(request),
            "title": _("Merge into another"),
            "subtitle": None,
            "original": row,
            "opts": self.opts,
            "back": self.address("change", row),
            "media": asked.media + forms.Media(js=["initiatives/admin.js"]),
        }
        return TemplateResponse(request, "admin/initiatives/organisation/merge.html", context)
