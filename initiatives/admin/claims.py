"""What the admin's pages of every kind of claim share: drafts to write, claims to review, verbs for what is public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from initiatives import actions, policy, scan
from initiatives.admin import diffs
from initiatives.admin.base import PolicyAdmin
from initiatives.admin.lists import StateFilter
from initiatives.admin.preview import LIVE, as_public
from initiatives.admin.site import person
from initiatives.admin.sources import sources_of
from initiatives.admin.verbs import Done, IsOpen, ReasonedForm, SeenForm, Text, VerbPage, removing, retracting
from initiatives.admin.versions import VersionedForm
from initiatives.badges import day as day_flag
from initiatives.choices import EDITABLE_STATES, UNPUBLISHED_STATES, RemoveReason, ReplaceKind, RetractReason, State
from initiatives.forms.claims import REPLACE_WHY, SourceFields
from initiatives.models import Claim, Initiative, StatusUpdate, Subject, User
from initiatives.reports.publication import preview
from initiatives.reports.wording import line_of, named_by

C = TypeVar("C", bound=Claim)

if TYPE_CHECKING:
    ModelChoice = forms.ModelChoiceField[Any]
else:
    ModelChoice = forms.ModelChoiceField


class SubjectChoice(ModelChoice):
    """Things of several initiatives may have one name, so each is offered with the initiative's."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} – {obj.initiative}"


class ClaimForm(SourceFields, VersionedForm):
    """The fields of one claim, and its source by its address. What it is about says whose initiative it is of."""

    class Meta:
        model: ClassVar[type[models.Model]] = StatusUpdate
        fields = ("as_of",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        claim: Any = self.instance
        if claim.pk is not None and claim.source is not None:
            source = claim.source
            self.initial.update(source_url=source.url, source_publisher=source.publisher, source_title=source.title)
        if claim.said_by_is_required and "said_by" in self.fields:
            self.fields["said_by"].required = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "source_url" in self.fields:
            self.clean_source()
        claim: Any = self.instance
        about = self.cleaned_data.get(claim.subject)
        if about is not None:
            claim.initiative = about.initiative
        return cleaned


class ReturnForm(SeenForm):
    reason = forms.CharField(
        label=_("What should be changed"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ReplaceForm(SeenForm):
    kind = forms.ChoiceField(label=_("Why"), choices=REPLACE_WHY, widget=forms.RadioSelect)


def _submit(row: Claim, by: User, data: dict[str, Any]) -> Done:
    return actions.submit(claim=row, by=by, seen_version=data["seen_version"] or 0), _("Sent for review.")


def _publish(row: Claim, by: User, data: dict[str, Any]) -> Done:
    published = actions.publish(claim=row, by=by, seen_version=data["seen_version"] or 0, because=data["because"])
    return published, _("Published as %(name)s.") % {"name": published.public_name}


def _return(row: Claim, by: User, data: dict[str, Any]) -> Done:
    returned = actions.return_(claim=row, by=by, reason=data["reason"], seen_version=data["seen_version"] or 0)
    return returned, _("Returned to %(who)s.") % {"who": returned.author or _("its author")}


def _replace(row: Claim, by: User, data: dict[str, Any]) -> Done:
    draft = actions.replace(claim=row, by=by, kind=ReplaceKind(data["kind"]), changes={})
    return draft, _(
        "Here is the draft that will replace it. Change what is to be changed; then send it for review or publish it."
    )


def _retract(row: Claim, by: User, data: dict[str, Any]) -> Done:
    return actions.retract(claim=row, by=by, reason=RetractReason(data["reason"])), _("It was retracted.")


def _remove(row: Claim, by: User, data: dict[str, Any]) -> Done:
    removed = actions.remove(claim=row, by=by, reason=RemoveReason(data["reason"]))
    return removed, _("It was removed. Nothing of it is shown anywhere any more.")


def _second_check(row: Claim, by: User, data: dict[str, Any]) -> Done:
    return actions.second_check(claim=row, by=by), _("Checked. The page no longer says that it is pending.")


def _if_possible(verb: policy.Verb) -> IsOpen:
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
        intro=_("What is public is never edited: a newer one takes its place, and says why. You get a draft of it."),
        form=ReplaceForm,
        is_open=_if_possible("replace"),
        run=_replace,
    ),
    retracting(
        intro=_("It stays on the page, struck through, with the reason that you give."),
        is_open=_if_possible("retract"),
        run=_retract,
    ),
    removing(
        intro=_(
            "Erases its text, source, notes and edit history, here and in every version it replaced, at once and for "
            "good. Only that it was removed, by whom, when and why stays in the admin. This cannot be undone."
        ),
        is_open=_if_possible("remove"),
        run=_remove,
    ),
)


class ClaimAdmin(PolicyAdmin[C]):
    """A kind of claim names its own fields: `what` it says, and `more` of it; the rest is the same for all kinds.

    What a claim is about is chosen once. After that its initiative and its subject stay.
    """

    what: tuple[Any, ...] = ()
    more: tuple[str, ...] = ()
    long_texts: frozenset[str] = frozenset()  # single columns that hold more than a line
    helps: ClassVar[dict[str, Text]] = {}  # said to the person where the model's own words are short

    form = ClaimForm
    change_form_template = "admin/initiatives/claim_form.html"
    verbs = VERBS
    list_display = ("told", "state", "initiative", "day", "said_by", "author")
    list_display_links = ("told",)
    list_filter: ClassVar[Any] = (StateFilter, "initiative__kind")
    lookups_beside = frozenset({"initiative__id__exact"})
    search_fields: ClassVar[Any] = ("initiative__search_key",)
    autocomplete_fields: ClassVar[Any] = ("initiative", "said_by")
    ordering = ("-as_of", "-id")
    actions = ("send_for_review",)
    removed_fieldsets = ((None, {"fields": ("removed_by", "removed_at", "remove_reason")}),)
    notes = ((_("For colleagues"), {"fields": ("internal_note", "author", "reviewer", "return_reason")}),)

    # -- addresses -------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.stored_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_preview"
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def stored_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The public page as it would be with this claim."""
        claim = self.get_object(request, object_id)
        if claim.state not in UNPUBLISHED_STATES or claim.initiative.visibility not in LIVE:
            raise Http404
        return as_public(request, claim.initiative, claim)

    # -- what a page shows -----------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[C]:
        rows = super().get_queryset(request)
        return rows.select_related("initiative", "source", "said_by", "author", *named_by(self.model))

    def get_fieldsets(self, request: HttpRequest, obj: C | None = None) -> Any:
        if obj is not None and obj.state == State.REMOVED:
            return self.removed_fieldsets
        subject = self.model.subject
        chosen = (subject,) if subject else ("initiative",)
        stays = ("initiative", subject) if subject else ("initiative",)
        if obj is None or self.has_change_permission(request, obj):
            return (
                (None, {"fields": (*(chosen if obj is None else stays), *self.what, "as_of")}),
                (
                    _("Who says so"),
                    {"fields": ("source_url", ("source_publisher", "source_title"), "said_by", "named_as")},
                ),
                (_("More"), {"fields": (*self.more, "as_of_time", "source_note", "language")}),
                (_("For colleagues"), {"fields": ("internal_note",)}),
            )
        notes = self.notes if self.has_history_permission(request, obj) else ()
        return (
            (None, {"fields": (*stays, *flat(self.what), "as_of", "as_of_time")}),
            (_("Who says so"), {"fields": ("source_link", "said_by", "named_as", "source_note")}),
            (_("More"), {"fields": (*self.more, "language")}),
            *notes,
        )

    def get_readonly_fields(self, request: HttpRequest, obj: C | None = None) -> Any:
        if obj is None:
            return ()
        if self.has_change_permission(request, obj):
            return ("initiative", self.model.subject) if self.model.subject else ("initiative",)
        return tuple(name for _title, options in self.get_fieldsets(request, obj) for name in options["fields"])

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"as_of": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "initiative":
            kwargs["queryset"] = policy.contributable_initiatives(person(request))
        elif db_field.name == self.model.subject:
            kwargs |= {"queryset": self.subjects(request, db_field.related_model), "form_class": SubjectChoice}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.long_texts:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name in self.helps:
            field.help_text = self.helps[db_field.name]
        return field

    def subjects(self, request: HttpRequest, model: type[Subject]) -> QuerySet[Any]:
        """What a new claim may be about: things of the initiatives that the person contributes to, or of the one that
        the address names.
        """
        open_to = policy.contributable_initiatives(person(request))
        named = request.GET.get("initiative", "")
        if named.isdecimal() and len(named) < 19:
            open_to = open_to.filter(pk=named)
        rows = model._default_manager.filter(initiative__in=open_to).select_related("initiative")
        return rows.order_by("initiative__title_key", "initiative", *model._meta.ordering or ())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: C | None = kwargs.get("obj")
        by = person(request)
        context["sources"] = sources_of(by, obj.initiative if obj is not None else None, StatusUpdate, self.model)
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
            context["addresses"] = {page: self.address(page, obj) for page in ("publish", "return", "delete")}
        else:
            context["may_submit"] = True
            context["may_publish"] = policy.can(by, "publish", self.model)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> C:
        claim = super().get_object(request, object_id, from_field)
        if claim.source is not None:
            # Never saved from here: only its key is the claim's.
            claim.source = policy.known_to(person(request), claim.source)
        return claim

    def verbs_for(self, request: HttpRequest, row: C) -> list[dict[str, Any]]:
        offered = super().verbs_for(request, row)
        # Their buttons stand on the page itself: below what is to be reviewed, or beside the one that saves, where a
        # link would drop what was typed.
        on_the_page: set[str] = set()
        if row.state == State.SUBMITTED:
            on_the_page = {"publish", "return"}
        elif row.state in EDITABLE_STATES and self.has_change_permission(request, row):
            on_the_page = {"submit", "publish"}
        return [verb for verb in offered if verb["name"] not in on_the_page]

    def told_of(self, row: C) -> dict[str, Any]:
        """What the pages of the verbs show of the claim that they are about: its fields, where it has no words of its
        own for that.
        """
        return {
            "row": row,
            "is_removed": row.state == State.REMOVED,
            "replaces": row.replaces,
            "facts": diffs.pairs(None, row),
        }

    # -- writing ---------------------------------------------------------------------------------------------------

    def lock(self, request: HttpRequest, object_id: str) -> None:
        # The initiative first, as the actions do: two orders of locking would wait for each other.
        row = self.model._default_manager.filter(pk=_number(object_id))
        Initiative.objects.select_for_update(of=("self",)).filter(pk__in=row.values("initiative")).first()
        row.select_for_update(of=("self",)).first()

    def store(self, request: HttpRequest, obj: C, form: Any, change: bool) -> None:
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

    def is_seen(self, row: C) -> bool:
        return False  # drafts are not, and the actions count what they release

    def delete_model(self, request: HttpRequest, obj: C) -> None:
        actions.discard(claim=obj, by=person(request))

    def has_delete_permission(self, request: HttpRequest, obj: C | None = None) -> bool:
        return obj is not None and super().has_delete_permission(request, obj)

    def response_add(self, request: HttpRequest, obj: C, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._sent_on(request, obj) or super().response_add(request, obj, *args, **kwargs)

    def response_change(self, request: HttpRequest, obj: C) -> HttpResponse:
        return self._sent_on(request, obj) or super().response_change(request, obj)

    def _sent_on(self, request: HttpRequest, obj: C) -> HttpResponse | None:
        said = {"_submit": _now("Sent for review."), "_publish": _now("Published.")}
        for name, message in said.items():
            if name in request.POST:
                self.message_user(request, message, messages.SUCCESS)
                return HttpResponseRedirect(self.address("change", obj))
        return None

    @admin.action(description=_("Send for review"))
    def send_for_review(self, request: HttpRequest, queryset: QuerySet[C]) -> None:
        for claim in queryset:
            try:
                actions.submit(claim=claim, by=person(request))
            except PermissionDenied:
                said, level = _now("%(row)s: you may not send this for review."), messages.ERROR
            except ValidationError as error:
                said, level = f"%(row)s: {' '.join(error.messages).replace('%', '%%')}", messages.ERROR
            else:
                said, level = _now("%(row)s: sent for review."), messages.SUCCESS
            self.message_user(request, said % {"row": line_of(claim)}, level)

    # -- columns ---------------------------------------------------------------------------------------------------

    @admin.display(description=_("what it says"))
    def told(self, row: C) -> str:
        return line_of(row)

    @admin.display(description=_("as of"), ordering="as_of")
    def day(self, row: C) -> SafeString:
        return day_flag(row.as_of)

    @admin.display(description=_("source"))
    def source_link(self, row: C) -> str:
        return " – ".join(dict.fromkeys((str(row.source), row.source.url))) if row.source else ""


def flat(fields: Any) -> list[str]:
    return [name for each in fields for name in (each if isinstance(each, tuple) else (each,))]


def _number(object_id: str) -> int:
    try:
        return int(object_id)
    except ValueError:
        raise Http404 from None
