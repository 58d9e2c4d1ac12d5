"""Status updates in the admin: drafts to write, claims to review, verbs for what is public, and the quick update."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives import actions, policy, scan
from initiatives.admin.initiatives import RemoveForm, RetractForm
from initiatives.admin.lists import StateFilter
from initiatives.admin.preview import LIVE, PreviewPages
from initiatives.admin.quick import QuickPages, sources_of
from initiatives.admin.review import ReviewPages
from initiatives.admin.site import person, site
from initiatives.admin.verbs import ReasonedForm, SeenForm, VerbPage
from initiatives.admin.versions import VersionedForm
from initiatives.badges import day, rating_pill, status_badge
from initiatives.choices import EDITABLE_STATES, UNPUBLISHED_STATES, RemoveReason, ReplaceKind, RetractReason, State
from initiatives.forms.updates import (
    REPLACE_WHY,
    SourceFields,
    rating_choices,
    status_choices,
)
from initiatives.models import Initiative, StatusUpdate, User
from initiatives.reports.publication import preview


class UpdateForm(SourceFields, VersionedForm):
    """The whole update; the quick one has the same fields, fewer at once."""

    class Meta:
        model = StatusUpdate
        fields = ("headline",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        update: Any = self.instance
        stored = update.pk is not None
        if stored and update.source is not None:
            source = update.source
            self.initial.update(source_url=source.url, source_publisher=source.publisher, source_title=source.title)
        kind = update.initiative.kind if stored else None
        for name, choices in (("status", status_choices(kind)), ("rating", rating_choices())):
            if name in self.fields:
                self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "source_url" in self.fields:
            self.clean_source()
        return cleaned


class ReturnForm(SeenForm):
    reason = forms.CharField(
        label=_("What should be changed"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplaceForm(SeenForm):
    kind = forms.ChoiceField(label=_("Why"), choices=REPLACE_WHY, widget=forms.RadioSelect)


Done = tuple[models.Model, Any]


def _submit(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    return actions.submit(claim=row, by=by, seen_version=data["seen_version"] or 0), _("Sent for review.")


def _publish(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    published = actions.publish(claim=row, by=by, seen_version=data["seen_version"] or 0, because=data["because"])
    return published, _("Published as %(name)s.") % {"name": published.public_name}


def _return(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    returned = actions.return_(claim=row, by=by, reason=data["reason"], seen_version=data["seen_version"] or 0)
    return returned, _("Returned to %(who)s.") % {"who": returned.author or _("its author")}


def _replace(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    draft = actions.replace(claim=row, by=by, kind=ReplaceKind(data["kind"]), changes={})
    return draft, _(
        "Here is the draft that will replace it. Change what is to be changed; then send it for review or publish it."
    )


def _retract(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    return actions.retract(claim=row, by=by, reason=RetractReason(data["reason"])), _("It was retracted.")


def _remove(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    removed = actions.remove(claim=row, by=by, reason=RemoveReason(data["reason"]))
    return removed, _("It was removed. Nothing of it is shown anywhere any more.")


def _second_check(row: StatusUpdate, by: User, data: dict[str, Any]) -> Done:
    return actions.second_check(claim=row, by=by), _("Checked. The page no longer says that it is pending.")


def _if_possible(verb: policy.Verb) -> Any:
    return lambda row, by: verb in actions.possible(claim=row, by=by)


VERBS = (
    VerbPage(
        name="submit",
        label=_("Send for review"),
        intro=_("A Publisher will read it and publish it, or return it to you with a reason."),
        form=SeenForm,
        is_open=_if_possible("submit"),
        run=_submit,
    ),
    VerbPage(
        name="publish",
        asks="publish",
        label=_("Publish"),
        intro=_("Everybody can read it from now on. It can be replaced or retracted later, not edited."),
        form=ReasonedForm,
        is_open=lambda row, by: row.initiative.is_public and "publish" in actions.possible(claim=row, by=by),
        run=_publish,
    ),
    VerbPage(
        name="return",
        asks="return",
        label=_("Return with a reason"),
        intro=_("It goes back to its author, who reads your reason and can change it."),
        form=ReturnForm,
        is_open=_if_possible("return"),
        run=_return,
    ),
    VerbPage(
        name="check",
        asks="publish",
        label=_("Confirm the second check"),
        intro=_("It went out at once because lives hang on it. You say that you have checked it, too."),
        form=SeenForm,
        is_open=lambda row, by: row.second_check_pending and policy.can(by, "publish", row),
        run=_second_check,
    ),
    VerbPage(
        name="replace",
        asks="replace",
        label=_("Replace"),
        intro=_("What is public is never edited: a newer update takes its place, and says why. You get a draft of it."),
        form=ReplaceForm,
        is_open=_if_possible("replace"),
        run=_replace,
    ),
    VerbPage(
        name="retract",
        asks="retract",
        label=_("Retract"),
        intro=_("It stays on the page, struck through, with the reason that you give."),
        form=RetractForm,
        is_open=_if_possible("retract"),
        run=_retract,
        is_grave=True,
    ),
    VerbPage(
        name="remove",
        asks="remove",
        label=_("Remove for safety"),
        intro=_(
            "Erases its text, source, notes and edit history, here and in every version it replaced, at once and for "
            "good. Only that it was removed, by whom, when and why stays in the admin. This cannot be undone."
        ),
        form=RemoveForm,
        is_open=_if_possible("remove"),
        run=_remove,
        is_grave=True,
    ),
)


@admin.register(StatusUpdate, site=site)
class StatusUpdateAdmin(ReviewPages, PreviewPages, QuickPages):
    form = UpdateForm
    verbs = VERBS
    list_display = ("told", "state", "initiative", "badge", "day", "author")
    list_display_links = ("told",)
    list_filter = (StateFilter, "initiative__kind", "status")
    lookups_beside = frozenset({"initiative__id__exact"})
    list_select_related = ("initiative", "author")
    search_fields = ("headline", "narrative", "initiative__search_key")
    autocomplete_fields = ("initiative", "said_by")
    radio_fields = {"status": admin.HORIZONTAL, "rating": admin.HORIZONTAL}
    ordering = ("-as_of", "-id")
    actions = ("send_for_review",)
    fieldsets = (
        (None, {"fields": ("initiative", "status", "rating", "headline", "as_of")}),
        (_("Who says so"), {"fields": ("source_url", ("source_publisher", "source_title"), "said_by", "named_as")}),
        (_("More"), {"fields": ("narrative", "confidence", "as_of_time", "source_note", "language")}),
        (_("For colleagues"), {"fields": ("internal_note",)}),
    )
    read_fieldsets = (
        (None, {"fields": ("initiative", "status", "rating", "headline", "as_of", "as_of_time")}),
        (_("Who says so"), {"fields": ("source_link", "said_by", "named_as", "source_note")}),
        (_("More"), {"fields": ("narrative", "confidence", "language")}),
    )
    removed_fieldsets = ((None, {"fields": ("removed_by", "removed_at", "remove_reason")}),)
    notes = ((_("For colleagues"), {"fields": ("internal_note", "author", "reviewer", "return_reason")}),)

    # -- what a page shows -----------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[StatusUpdate]:
        return super().get_queryset(request).select_related("initiative", "source", "said_by", "author")

    def get_fieldsets(self, request: HttpRequest, obj: StatusUpdate | None = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        if obj.state == State.REMOVED:
            return self.removed_fieldsets
        notes = self.notes if self.has_history_permission(request, obj) else ()
        return (*self.read_fieldsets, *notes)

    def get_readonly_fields(self, request: HttpRequest, obj: StatusUpdate | None = None) -> Any:
        if obj is None:
            return ()
        if self.has_change_permission(request, obj):
            return ("initiative",)
        return tuple(name for _title, options in self.get_fieldsets(request, obj) for name in options["fields"])

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"as_of": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "initiative":
            kwargs["queryset"] = policy.contributable_initiatives(person(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: StatusUpdate | None = kwargs.get("obj")
        by = person(request)
        context["sources"] = sources_of(by, obj.initiative if obj is not None else None)
        if obj is not None:
            context["told"] = self.told_of(obj)
            context["public_address"] = obj.get_absolute_url() if obj.is_public else ""
            context["may_submit"] = policy.can(by, "submit", obj)
            context["may_publish"] = obj.initiative.is_public and policy.can(by, "publish", obj)
            context["review"] = obj.state == State.SUBMITTED and policy.can(by, "publish", obj)
            if obj.state in UNPUBLISHED_STATES and obj.initiative.visibility in LIVE:
                context["preview"] = self.address("preview", obj)
                context["will"] = preview(obj)
                context["hits"] = scan.of_claim(obj)
            context["return_form"] = ReturnForm(initial={"seen_version": obj.version}, auto_id="return_%s")
        else:
            context["may_submit"] = True
            context["may_publish"] = policy.can(by, "publish", StatusUpdate)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> StatusUpdate:
        claim = super().get_object(request, object_id, from_field)
        if claim.source is not None:
            # Never saved from here: only its key is the claim's.
            claim.source = policy.known_to(person(request), claim.source)
        return claim

    def verbs_for(self, request: HttpRequest, row: StatusUpdate) -> list[dict[str, Any]]:
        offered = super().verbs_for(request, row)
        # Their buttons stand on the page itself: below what is to be reviewed, or beside the one that saves, where a
        # link would drop what was typed.
        on_the_page: set[str] = set()
        if row.state == State.SUBMITTED:
            on_the_page = {"publish", "return"}
        elif row.state in EDITABLE_STATES and self.has_change_permission(request, row):
            on_the_page = {"submit", "publish"}
        return [verb for verb in offered if verb["name"] not in on_the_page]

    def told_of(self, row: StatusUpdate) -> dict[str, Any]:
        """What the pages of the verbs show of the claim that they are about."""
        return {"row": row, "is_removed": row.state == State.REMOVED, "replaces": row.replaces}

    # -- writing ---------------------------------------------------------------------------------------------------

    def lock(self, request: HttpRequest, object_id: str) -> None:
        # The initiative first, as the actions do: two orders of locking would wait for each other.
        parent = Initiative.objects.filter(statusupdates=_number(object_id)).values_list("pk")
        Initiative.objects.select_for_update(of=("self",)).filter(pk__in=parent).first()
        StatusUpdate.objects.select_for_update(of=("self",)).filter(pk=_number(object_id)).first()

    def store(self, request: HttpRequest, obj: StatusUpdate, form: Any, change: bool) -> None:
        obj.source = form.taken_source()
        actions.save_draft(claim=obj, by=person(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        claim = form.instance
        # In the transaction of the save: what cannot be sent on is not half saved, and the form says why.
        if "_submit" in request.POST:
            actions.submit(claim=claim, by=person(request))
        elif "_publish" in request.POST:
            because = request.POST.get("because", "")
            actions.publish(claim=claim, by=person(request), seen_version=claim.version, because=because)

    def is_seen(self, row: StatusUpdate) -> bool:
        return False  # drafts are not, and the actions count what they release

    def delete_model(self, request: HttpRequest, obj: StatusUpdate) -> None:
        actions.discard(claim=obj, by=person(request))

    def has_delete_permission(self, request: HttpRequest, obj: StatusUpdate | None = None) -> bool:
        return obj is not None and super().has_delete_permission(request, obj)

    def response_add(self, request: HttpRequest, obj: StatusUpdate, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._sent_on(request, obj) or super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: StatusUpdate) -> HttpResponse:
        return self._sent_on(request, obj) or super().response_change(request, obj)

    def _sent_on(self, request: HttpRequest, obj: StatusUpdate) -> HttpResponse | None:
        said = {"_submit": _now("Sent for review."), "_publish": _now("Published.")}
        for name, message in said.items():
            if name in request.POST:
                self.message_user(request, message, messages.SUCCESS)
                return HttpResponseRedirect(self.address("change", obj))
        return None

    @admin.action(description=_("Send for review"))
    def send_for_review(self, request: HttpRequest, queryset: QuerySet[StatusUpdate]) -> None:
        for claim in queryset:
            try:
                actions.submit(claim=claim, by=person(request))
            except PermissionDenied:
                said, level = _now("%(row)s: you may not send this for review."), messages.ERROR
            except ValidationError as error:
                said, level = f"%(row)s: {' '.join(error.messages).replace('%', '%%')}", messages.ERROR
            else:
                said, level = _now("%(row)s: sent for review."), messages.SUCCESS
            self.message_user(request, said % {"row": claim.headline or claim}, level)

    # -- columns ---------------------------------------------------------------------------------------------------

    @admin.display(description=_("update"))
    def told(self, row: StatusUpdate) -> str:
        if row.state == State.REMOVED:
            return _now("Removed")
        return row.headline or _now("Still accurate")

    @admin.display(description=_("status"), ordering="status")
    def badge(self, row: StatusUpdate) -> SafeString:
        if row.state == State.REMOVED:
            return SafeString("")
        return SafeString(status_badge(row.status, row.initiative.kind) + " " + rating_pill(row.rating))

    @admin.display(description=_("as of"), ordering="as_of")
    def day(self, row: StatusUpdate) -> SafeString:
        return day(row.as_of)

    @admin.display(description=_("source"))
    def source_link(self, row: StatusUpdate) -> str:
        return " – ".join(dict.fromkeys((str(row.source), row.source.url))) if row.source else ""


def _number(object_id: str) -> int:
    try:
        return int(object_id)
    except ValueError:
        raise Http404 from None
