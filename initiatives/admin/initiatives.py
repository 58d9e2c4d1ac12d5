"""The initiative in the admin: the editor's one page, its lists, and the verbs that open, retract and remove it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from initiatives import actions, caches, policy, scan, text
from initiatives.admin.base import PolicyAdmin, PolicyInline
from initiatives.admin.claims import flat
from initiatives.admin.indicators import IndicatorInline
from initiatives.admin.lists import FreshnessFilter, StatusFilter
from initiatives.admin.oversight import ShownPointInline
from initiatives.admin.positions import IssueInline
from initiatives.admin.preview import LIVE, as_public
from initiatives.admin.review import reviewed
from initiatives.admin.site import person, site
from initiatives.admin.terms import TermInline
from initiatives.admin.verbs import NOT_CHOSEN, Done, ReasonedForm, SeenForm, VerbPage, removing, retracting
from initiatives.admin.versions import VersionedForm
from initiatives.badges import day, freshness_flag, status_badge
from initiatives.choices import Point, RemoveReason, RetractReason, State, Visibility
from initiatives.models import (
    Assignment,
    Claim,
    Document,
    Initiative,
    InitiativeLocation,
    Participation,
    Relation,
    StatusUpdate,
    User,
    claim_models,
    rows_of,
)
from initiatives.reports.oversight import points
from initiatives.reports.reading import Reading

TIMELINE_LENGTH = 20
# In the order of the work: figures and targets, positions, adherence, milestones, money, findings.
KINDS = "OGPAMBTF"


class ParticipationInline(PolicyInline[Participation, Initiative]):
    model = Participation
    fields = ("organisation", "role", "is_lead", "named_as", "order")
    autocomplete_fields = ("organisation",)


class PlaceInline(PolicyInline[InitiativeLocation, Initiative]):
    model = InitiativeLocation
    fields = ("location", "role")
    autocomplete_fields = ("location",)


class DocumentInline(PolicyInline[Document, Initiative]):
    model = Document
    fields = ("title", "url", "category", "publisher", "published_on", "language")


class RelationInline(PolicyInline[Relation, Initiative]):
    model = Relation
    fk_name = "from_initiative"
    fields = ("kind", "to_initiative", "since")
    autocomplete_fields = ("to_initiative",)
    verbose_name_plural = _("relations to other initiatives")

    def offered(self, name: str, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.exclude(visibility=Visibility.REMOVED) if name == "to_initiative" else rows


class AssignmentInline(PolicyInline[Assignment, Initiative]):
    model = Assignment
    fields = ("organisation", "may")
    autocomplete_fields = ("organisation",)
    verbose_name_plural = _("whose editors work on it (never public)")


class InitiativeForm(VersionedForm):
    def clean_slug(self) -> str:
        """Of one that others' hidden initiative has taken, the next that is free: a refusal would tell of it."""
        slug: str = self.cleaned_data["slug"]
        others = Initiative.objects.exclude(pk=self.instance.pk)
        taken = others.filter(slug=slug)
        if self.asked_by is None or not taken.exists() or policy.visible_to(self.asked_by, taken).exists():
            return slug
        longest = Initiative._meta.get_field("slug").max_length or 0
        for number in count(2):
            ending = f"-{number}"
            free = slug[: longest - len(ending)] + ending
            if not others.filter(slug=free).exists():
                break
        return free


def _open(row: Initiative, by: User, data: dict[str, Any]) -> Done:
    opened = actions.open_to_public(
        initiative=row, by=by, seen_version=data["seen_version"] or 0, because=data["because"]
    )
    return opened, _("%(row)s is public now.") % {"row": opened}


def _retract(row: Initiative, by: User, data: dict[str, Any]) -> Done:
    retracted = actions.retract_initiative(initiative=row, by=by, reason=RetractReason(data["reason"]))
    return retracted, _("%(row)s was retracted.") % {"row": retracted}


def _remove(row: Initiative, by: User, data: dict[str, Any]) -> Done:
    removed = actions.remove_initiative(initiative=row, by=by, reason=RemoveReason(data["reason"]))
    return removed, _("The initiative was removed. Nothing of it is shown anywhere any more.")


def _make_standard_set(row: Initiative, by: User, data: dict[str, Any]) -> Done:
    made = actions.make_standard_set(initiative=row, by=by)
    said = ngettext("%(count)d indicator was made.", "%(count)d indicators were made.", len(made))
    return row, said % {"count": len(made)}


class PointForm(SeenForm):
    code = forms.ChoiceField(label=_("Point"), choices=[NOT_CHOSEN, *Point.choices])


def _show_point(row: Initiative, by: User, data: dict[str, Any]) -> Done:
    shown = actions.show_point(initiative=row, code=Point(data["code"]), by=by)
    return row, _("Shown while its rule holds: %(point)s Add what the organisation says to it below.") % {
        "point": shown
    }


VERBS = (
    VerbPage(
        name="show_point",
        asks="change",
        label=_("Show a point to check"),
        intro=_(
            "Everybody will read it on the page while its rule holds, as a reason to look, not a verdict. Ask the "
            "organisation first: what it says stands beside the point."
        ),
        form=PointForm,
        is_open=lambda row, by: row.visibility in LIVE and policy.can(by, "change", row),
        run=_show_point,
    ),
    VerbPage(
        name="standard_set",
        asks="change",
        label=_("Make the standard set"),
        intro=_(
            "Makes the indicators that a corridor usually counts: trucks manifested, offloaded, collected and arrived, "
            "what arrived by category, and movements by how they ended. Those that are here already are left alone."
        ),
        form=SeenForm,
        is_open=lambda row, by: policy.can(by, "change", row) and bool(actions.missing_standards(row)),
        run=_make_standard_set,
    ),
    VerbPage(
        name="open",
        asks="open",
        label=_("Open to the public"),
        intro=_("It gets its reference, and from now on everybody can read it, with all its published updates."),
        form=ReasonedForm,
        is_open=lambda row, by: row.visibility == Visibility.DRAFT and policy.can(by, "open", row),
        run=_open,
    ),
    retracting(
        intro=_("Its address will say that it was retracted, and why. Its updates are no longer shown."),
        is_open=lambda row, by: row.visibility == Visibility.PUBLIC and policy.can(by, "retract", row),
        run=_retract,
    ),
    removing(
        intro=_(
            "Erases the texts, the organisations, places, documents and relations, every claim and its edit history, "
            "at once and for good. Its address will answer as if it had never been. This cannot be undone."
        ),
        is_open=lambda row, by: row.visibility != Visibility.REMOVED and policy.can(by, "remove", row),
        run=_remove,
    ),
)


@dataclass(frozen=True)
class ToldKind:
    """How many claims of one kind an initiative has, as the person sees it; `add_url` where they may add one."""

    label: str
    count: int
    waiting: int
    list_url: str
    add_url: str


def told_of(by: User, initiative: Initiative) -> tuple[ToldKind, ...]:
    may_add = policy.can(by, "contribute", initiative)
    models = [model for model in reviewed() if model is not StatusUpdate]
    models.sort(key=lambda model: KINDS.find(model.letter))
    return tuple(_told(by, initiative, model, may_add) for model in models)


def _told(by: User, initiative: Initiative, model: type[Claim], may_add: bool) -> ToldKind:
    rows = policy.visible_to(by, rows_of(model)).filter(initiative=initiative)
    found = rows.aggregate(count=Count("pk"), waiting=Count("pk", filter=Q(state=State.SUBMITTED)))
    name = f"admin:initiatives_{model._meta.model_name}"
    # What is about a thing of it can be told once there is one.
    subjects = model._meta.get_field(model.subject).related_model if model.subject else None
    has_subject = subjects is None or subjects._default_manager.filter(initiative=initiative).exists()
    return ToldKind(
        label=str(capfirst(model._meta.verbose_name_plural)),
        list_url=f"{reverse(f'{name}_changelist')}?show=all&initiative__id__exact={initiative.pk}",
        add_url=f"{reverse(f'{name}_add')}?initiative={initiative.pk}" if may_add and has_subject else "",
        **found,
    )


@admin.register(Initiative, site=site)
class InitiativeAdmin(PolicyAdmin[Initiative]):
    never_shown = frozenset({"slug"})
    form = InitiativeForm
    list_display = ("title", "reference", "kind", "badge", "updated", "how_fresh", "visibility")
    list_filter = ("kind", StatusFilter, FreshnessFilter, "visibility", ("crisis", admin.RelatedOnlyFieldListFilter))
    search_fields = ("search_key",)
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("crisis",)
    inlines = (
        ParticipationInline,
        PlaceInline,
        IndicatorInline,
        TermInline,
        IssueInline,
        ShownPointInline,
        DocumentInline,
        RelationInline,
        AssignmentInline,
    )
    verbs = VERBS
    fieldsets = (
        (
            _("What it is"),
            {
                "fields": ("title", "kind", "crisis", "summary", "slug"),
                "description": _("Where it stands is not typed here: post an update for that."),
            },
        ),
        (_("What it is meant to achieve"), {"fields": ("anticipated_results",)}),
        (
            _("Dates and rhythm"),
            {"fields": (("planned_start", "planned_end"), ("actual_start", "actual_end"), "update_frequency_days")},
        ),
        (_("What it is about"), {"fields": ("sectors", "language")}),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.preview_view)
        return [path("<path:object_id>/preview/", view, name="initiatives_initiative_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """A draft as the public would read it."""
        row = self.get_object(request, object_id)
        if row.visibility != Visibility.DRAFT:
            raise Http404
        return as_public(request, row, None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Initiative]:
        return super().get_queryset(request).with_standing()  # type: ignore[attr-defined, no-any-return]

    def has_change_permission(self, request: HttpRequest, obj: Initiative | None = None) -> bool:
        # An Administrator says who works on it, and changes nothing else.
        return super().has_change_permission(request, obj) or self._may_assign(request, obj)

    def _may_assign(self, request: HttpRequest, obj: Initiative | None) -> bool:
        row = Assignment if obj is None else Assignment(initiative=obj)
        return policy.can(person(request), "change", row)

    def get_readonly_fields(self, request: HttpRequest, obj: Initiative | None = None) -> tuple[str, ...]:
        if obj is None:
            return ()
        if not super().has_change_permission(request, obj):
            return tuple(field for _name, options in self.fieldsets for field in flat(options["fields"]))
        # The reference holds the crisis and the kind.
        return ("kind", "crisis") if obj.reference else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Initiative | None = None) -> dict[str, Any]:
        return {} if obj is not None else dict(self.prepopulated_fields)

    def get_inline_formsets(
        self, request: HttpRequest, formsets: Any, inline_instances: Any, obj: Initiative | None = None
    ) -> Any:
        found = super().get_inline_formsets(request, formsets, inline_instances, obj)
        for group in found:
            if group.formset.total_error_count():
                # What is wrong is not folded away.
                group.classes = group.classes.replace("collapse", "")
        return found

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "sectors":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def store(self, request: HttpRequest, obj: Initiative, form: Any, change: bool) -> None:
        by = person(request)
        if not change:
            obj.created_by = by
        if not change or super().has_change_permission(request, obj):
            obj.changed_by = by
        because = request.POST.get("because", "").strip()
        if because and obj.is_public:
            obj.scan_note = because[:500]
        obj.save()
        if change and "update_frequency_days" in form.changed_data:
            # Within which time sources disagree hangs on the rhythm.
            caches.refresh(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        row: Initiative = form.instance
        # What is typed into a public initiative goes out with this save.
        shown = change and row.is_public
        known = scan.of_initiative(Initiative.objects.get(pk=row.pk)) if shown else ()
        super().save_related(request, form, formsets, change)
        told = {(hit.where, hit.passage.found) for hit in known}
        new = [hit for hit in scan.of_initiative(row) if (hit.where, hit.passage.found) not in told] if shown else []
        if new and not request.POST.get("because", "").strip():
            raise actions.NeedsReason(tuple(new))

    def delete_model(self, request: HttpRequest, obj: Initiative) -> None:
        actions.discard_initiative(initiative=obj, by=person(request))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Initiative], search_term: str
    ) -> tuple[QuerySet[Initiative], bool]:
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.exclude(visibility=Visibility.REMOVED)
            if request.GET.get("model_name") in {model._meta.model_name for model in claim_models()}:
                queryset = queryset.filter(pk__in=policy.contributable_initiatives(person(request)))
        return super().get_search_results(request, queryset, text.normalise(search_term))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: Initiative | None = kwargs.get("obj")
        if obj is not None:
            claims = policy.visible_to(person(request), obj.statusupdates.all()).select_related("said_by")
            context["timeline"] = claims.newest_first()[:TIMELINE_LENGTH]  # type: ignore[attr-defined]
            context["timeline_all"] = (
                f"{reverse('admin:initiatives_statusupdate_changelist')}?show=all&initiative__id__exact={obj.pk}"
            )
            context["public_address"] = obj.get_absolute_url() if obj.is_public else ""
            context["told"] = told = told_of(person(request), obj)
            context["waiting"] = claims.filter(state=State.SUBMITTED).count() + sum(kind.waiting for kind in told)
            reviews = policy.can(person(request), "publish", StatusUpdate)
            context["waiting_url"] = (
                reverse("admin:initiatives_statusupdate_review")
                if reviews
                else next(
                    (kind.list_url for kind in told if kind.waiting),
                    f"{reverse('admin:initiatives_statusupdate_changelist')}?show={State.SUBMITTED.value}",
                )
            )
            if obj.visibility in LIVE:
                context["points"] = points(Reading(obj))
                context["shown_points"] = set(obj.shown_points.values_list("code", flat=True))
                if policy.can(person(request), "change", obj):
                    context["show_point"] = self.address("show_point", obj)
            if obj.visibility == Visibility.DRAFT:
                context["preview"] = self.address("preview", obj)
            if policy.can(person(request), "contribute", obj):
                context["quick"] = reverse("admin:initiatives_statusupdate_quick", args=[obj.pk])
                if obj.indicators.exists():
                    context["figures"] = reverse("admin:initiatives_observation_enter", args=[obj.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def verbs_for(self, request: HttpRequest, row: Initiative) -> list[dict[str, Any]]:
        # A point is shown from where it is listed.
        return [verb for verb in super().verbs_for(request, row) if verb["name"] != "show_point"]

    @admin.display(description=_("status"), ordering="current_status")
    def badge(self, row: Initiative) -> SafeString:
        return status_badge(row.current_status, row.kind)

    @admin.display(description=_("last update"), ordering="last_update_as_of")
    def updated(self, row: Initiative) -> SafeString | None:
        return day(row.last_update_as_of) or None

    @admin.display(description=_("freshness"))
    def how_fresh(self, row: Any) -> SafeString | None:
        return freshness_flag(row.freshness, row.heard_on) or None
