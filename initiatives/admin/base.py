"""The one base of every admin: the policy answers for each row, no edit is lost, and every public change is counted."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, unquote
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, models, router, transaction
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from initiatives import actions, editions, policy
from initiatives.admin import kept
from initiatives.admin.history import lines_of
from initiatives.admin.site import person
from initiatives.admin.verbs import REFUSALS, VerbPage
from initiatives.admin.versions import VersionedForm, who_and_when
from initiatives.models import Assignment, Organisation, User
from initiatives.models.base import Versioned

logger = logging.getLogger(__name__)

M = TypeVar("M", bound=models.Model)
P = TypeVar("P", bound=models.Model)

if TYPE_CHECKING:
    _Options = admin.options.BaseModelAdmin[Any]
    BaseInlineFormSet = forms.BaseInlineFormSet[Any, Any, Any]
else:
    _Options = object
    BaseInlineFormSet = forms.BaseInlineFormSet

# The browser's own pickers: they need no script, and open the right keyboard on a telephone.
WIDGETS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
    models.URLField: {"assume_scheme": "https"},
}
# Rows of these hang on others and are nobody else's to read.
PRIVATE: tuple[type[models.Model], ...] = (Assignment,)


class Autocomplete(AutocompleteSelect):
    """Django's, but a value that can be no key is not looked up when the form is shown again."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        keys = [key for key in value if str(key).isdecimal() and len(str(key)) < 19]
        return super().optgroups(name, keys, attr)


class Choices(_Options):
    """Foreign keys offer, and take, only rows that the person may see."""

    formfield_overrides = WIDGETS

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        rows = kwargs.get("queryset")
        if rows is None:
            rows = db_field.remote_field.model._default_manager.all()
        kwargs["queryset"] = policy.visible_to(request.user, self.offered(db_field.name, rows))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # Beside a choice one may need a row that is not there yet; what is there has a page of its own.
            widget.can_change_related = widget.can_delete_related = widget.can_view_related = False
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "queryset" not in kwargs:
            rows = db_field.remote_field.model._default_manager.all()
            kwargs["queryset"] = policy.visible_to(request.user, rows)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def offered(self, name: str, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """What a field offers, before the policy narrows it. Merged organisations stay with what they said, no more."""
        if rows.model is Organisation and name != "said_by":
            return rows.filter(merged_into=None)
        return rows


class NamedFormSet(BaseInlineFormSet):
    """A row of a table has no labels of its own: each field carries the name of its column for a screen reader."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                field.widget.attrs["aria-label"] = str(field.label)


class PolicyInline(Choices, admin.TabularInline[M, P]):
    extra = 0
    max_num = 100
    formset = NamedFormSet

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        return policy.visible_to(person(request), super().get_queryset(request))

    def _asks(self, request: HttpRequest, verb: policy.Verb, parent: models.Model | None) -> bool:
        # Django asks the same forty times for one page, while a save holds its lock.
        answers: dict[Any, bool] = vars(request).setdefault("inlines_asked", {})
        key = (self.model, verb, None if parent is None else parent.pk)
        if key not in answers:
            answers[key] = self._answers(person(request), verb, parent)
        return answers[key]

    def _answers(self, by: User, verb: policy.Verb, parent: models.Model | None) -> bool:
        if parent is None or parent.pk is None:
            return policy.can(by, verb, self.model)
        fk = self.fk_name or policy.INLINE_THINGS.get(self.model) or parent._meta.model_name
        return policy.can(by, verb, self.model(**{str(fk): parent}))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, "view", obj)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, "add", obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._asks(request, "delete", obj)


class KeysFirst(ChangeList):
    """Which rows stand on a page is told by an index; only these are read, however many lie before them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        keys = list(self.result_list.values_list("pk", flat=True))
        rows = {row.pk: row for row in self.queryset.filter(pk__in=keys).order_by()}
        self.result_list = [rows[key] for key in keys if key in rows]


class PolicyAdmin(Choices, admin.ModelAdmin[M]):
    """Groups hold no Django permissions, so every answer comes from the policy. What a person may not see is not found.

    A subclass lists its `verbs`; each gets a page of its own below the row's address.
    """

    class Media:
        js = ("initiatives/admin.js",)

    form = VersionedForm
    verbs: tuple[VerbPage, ...] = ()
    lookups_beside: frozenset[str] = frozenset()  # what links of ours narrow its list by, beside its filters
    view_on_site: Any = False
    save_on_top = False
    list_per_page = 50
    show_full_result_count = False  # it counts all rows a second time
    show_facets = admin.ShowFacets.NEVER

    # -- who may ---------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[M]:
        return policy.visible_to(person(request), super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return KeysFirst

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M:
        saves = request.method == "POST" and not hasattr(request, "refusal")
        if saves and transaction.get_connection().in_atomic_block:
            self.lock(request, object_id)
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def lock(self, request: HttpRequest, object_id: str) -> None:
        """Hold the row until the save is done: the version is compared with what nobody can change meanwhile."""
        try:
            pk = self.model._meta.pk.to_python(object_id)
        except ValidationError:
            raise Http404 from None
        self.model._default_manager.select_for_update(of=("self",)).filter(pk=pk).first()

    def _asks(self, request: HttpRequest, verb: policy.Verb, obj: models.Model | None) -> bool:
        user = request.user
        return policy.can(user, verb, self.model if obj is None else obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._asks(request, "view", None)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self._asks(request, "view", obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._asks(request, "add", None)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self._asks(request, "change", obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return self._asks(request, "delete", obj)

    def has_history_permission(self, request: HttpRequest, obj: M) -> bool:
        return self._asks(request, "history", obj)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A list is narrowed by its own filters alone: Django's answer lets anybody guess any column by its letters."""
        return lookup in self.lookups_beside or any(
            lookup in _lookups_of(item) for item in self.get_list_filter(request)
        )

    # -- saving ----------------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: M | None = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.asked_by = person(request)
        form.refusal = getattr(request, "refusal", None)
        form.inlines = self.beside()
        return form

    def beside(self) -> tuple[tuple[type[models.Model], str], ...]:
        """The models whose rows are edited on this row's page, each with the column that names the row."""
        return tuple(
            (inline.model, inline.fk_name or policy.INLINE_THINGS.get(inline.model, str(self.opts.model_name)))
            for inline in self.inlines
            if issubclass(inline.model, Versioned)
        )

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (*REFUSALS, ProtectedError) as error:
            # All of it was rolled back. The form is shown again with every input, and what was said to it; with no
            # transaction, for it would wait for the same lock once more.
            request.refusal = in_words(error, self.model)  # type: ignore[attr-defined]
            again: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
            return again
        except PermissionDenied:
            typed = kept.typed(request) if request.method == "POST" and object_id is not None else {}
            if not typed:
                raise
            return self._no_longer_open(request, unquote(object_id or ""), typed)

    def _no_longer_open(self, request: HttpRequest, object_id: str, typed: dict[str, list[str]]) -> HttpResponse:
        """Somebody sent it on while it was being written: it cannot be saved any more, and no word of it is lost."""
        row = self.get_queryset(request).get(pk=object_id)
        said = _("This is no longer open to you for changes. Nothing was saved.")
        if isinstance(row, Versioned) and self._asks(request, "history", row):
            record = row.history.select_related("history_user").first()
            if record is not None:
                said = _("%(who)s: somebody saved this meanwhile. %(said)s") % {
                    "who": who_and_when(record),
                    "said": said,
                }
        context = {
            **self.admin_site.each_context(request),
            "title": _("What you typed"),
            "said": said,
            "fields": {name: [value for value in values if value] for name, values in typed.items() if any(values)},
        }
        return TemplateResponse(request, "admin/kept.html", context, status=403)

    def save_model(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        # A change waits for save_related: only there is it known whether anything changed, on the form or beside it.
        if not change:
            self.store(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        row = form.instance
        beside = [formset for formset in formsets if formset.has_changed()]
        seen, seen_beside = change and self.is_seen(row), _are_seen(beside)
        if change and (form.has_changed() or beside):
            self.store(request, row, form, change)
        super().save_related(request, form, formsets, change)
        # Rows beside it that have no door of their own, such as names, are seen with it.
        is_shown = bool(set(form.changed_data) - self.never_shown) or any(
            formset.model not in PRIVATE and not editions.has_door(formset.model) for formset in beside
        )
        if (is_shown and (seen or self.is_seen(row))) or seen_beside or _are_seen(beside):
            editions.count()

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        # Not what was changed beside the row: Django names those rows, and the log of one initiative would keep the
        # title of another that is removed later. The history page tells of them.
        return super().construct_change_message(request, form, [], add)

    def store(self, request: HttpRequest, obj: M, form: Any, change: bool) -> None:
        """Write the row itself; an admin whose rows are written by an action calls it here."""
        obj.save()

    # Fields that no public answer shows, and none depends on.
    never_shown: ClassVar[frozenset[str]] = frozenset()

    def is_seen(self, row: M) -> bool:
        """Whether the public sees something of this row; asked before and after each change."""
        return editions.is_seen(row)

    # -- deleting --------------------------------------------------------------------------------------------------

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (*REFUSALS, ProtectedError) as error:
            self.message_user(request, in_words(error, self.model).messages[0], messages.ERROR)
            return HttpResponseRedirect(request.path.removesuffix("delete/") + "change/")

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[Any, int], set[Any], list[str]]:
        """Django's names every row that hangs on these; this one those that the person may see."""
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        by, found = person(request), cast("dict[type[models.Model], set[models.Model]]", collector.model_objs)
        seen = {model: _seen_of(by, model, rows) for model, rows in found.items()}
        collector.edges = {
            above: [row for row in below if row.pk in seen[type(row)]] for above, below in collector.edges.items()
        }
        counts = {model._meta.verbose_name_plural: len(keys) for model, keys in seen.items() if keys}
        forbidden = {
            model._meta.verbose_name
            for model, rows in found.items()
            if self.admin_site.is_registered(model) and not all(policy.can(by, "delete", row) for row in rows)
        }
        protected = {
            _in_kind(row, row if _seen_of(by, type(row), [row]) else _("not shown")) for row in collector.protected
        }
        return collector.nested(lambda row: _in_kind(row, row)), counts, forbidden, sorted(protected)

    def delete_model(self, request: HttpRequest, obj: M) -> None:
        seen = self.is_seen(obj)
        obj.delete()
        if seen:
            editions.count()

    # -- history and verbs -----------------------------------------------------------------------------------------

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id))
        if not self.has_history_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(row)s") % {"row": row},
            "lines": lines_of(row, person(request), self.beside()) if isinstance(row, Versioned) else [],
            "original": row,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<path:object_id>/{verb.name}/",
                self.admin_site.admin_view(verb.view_for(self)),
                name=f"{name}_{verb.name}",
            )
            for verb in self.verbs
        ]
        return [*own, *super().get_urls()]

    def verbs_for(self, request: HttpRequest, row: M) -> list[dict[str, Any]]:
        """The verbs that this person may use on this row now, as links."""
        return [
            {"name": verb.name, "label": verb.label, "is_grave": verb.is_grave, "url": self.address(verb.name, row)}
            for verb in self.verbs
            if verb.is_open(row, person(request))
        ]

    def address(self, page: str, row: models.Model | None = None) -> str:
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(name, args=[row.pk] if row is not None else [])

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj: M | None = kwargs.get("obj")
        if obj is not None:
            context["verbs"] = self.verbs_for(request, obj)
            context["history_is_open"] = self.has_history_permission(request, obj)
        context["show_save_and_add_another"] = False
        refusal = getattr(request, "refusal", None)
        if isinstance(refusal, actions.NeedsReason):
            context |= {"stopped": refusal.hits, "because": request.POST.get("because", "")}
        return super().render_change_form(request, context, *args, **kwargs)


def _lookups_of(item: Any) -> frozenset[str]:
    """The parameters that one filter of a list reads."""
    if isinstance(item, type) and issubclass(item, admin.SimpleListFilter):
        return frozenset({str(item.parameter_name)})
    column = item[0] if isinstance(item, tuple | list) else item
    return frozenset({f"{column}__exact", f"{column}__id__exact", f"{column}__isnull"})


def _are_seen(formsets: Iterable[Any]) -> bool:
    """Whether the public sees one of the changed rows as it stands in the database."""
    rows = (form.instance for formset in formsets for form in formset.forms if form.has_changed())
    return any(editions.is_seen(row) for row in rows)


def _seen_of(by: User, model: type[models.Model], rows: Iterable[models.Model]) -> set[Any]:
    """The keys of those rows that the person may see; a table that Django makes between two models has no policy."""
    keys = {row.pk for row in rows}
    if model._meta.auto_created:
        return keys
    return set(policy.visible_to(by, model._default_manager.filter(pk__in=keys)).values_list("pk", flat=True))


def _in_kind(row: models.Model, name: object) -> str:
    return f"{capfirst(str(row._meta.verbose_name))}: {name}"


def in_words(error: Exception, model: type[models.Model]) -> ValidationError:
    """What the database or an action said, for the person who saved."""
    if isinstance(error, ValidationError):
        return error
    if isinstance(error, ProtectedError):
        held = sorted({str(type(row)._meta.verbose_name_plural) for row in error.protected_objects})
        said = _("Other rows still need this one: %(rows)s. Nothing was changed.") % {"rows": ", ".join(held)}
        return ValidationError(said)
    if isinstance(error, OperationalError):
        logger.warning("A save was given up: %s", error)
        return ValidationError(_("It could not be saved just now; others may be saving. Try again in a moment."))
    for constraint in constraints_of(model):
        if constraint.name in str(error):
            return ValidationError(str(constraint.get_violation_error_message()))
    return ValidationError(_("Another row says the same already, or has just been changed. Nothing was saved."))


def constraints_of(model: type[models.Model]) -> Sequence[models.BaseConstraint]:
    """The rules of the model and of what hangs on it: both are saved at once."""
    return [rule for each in (model, *policy.INLINE_THINGS) for rule in each._meta.constraints]
