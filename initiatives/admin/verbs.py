"""Pages for the audited verbs: one small form each, that says what will happen and asks for what the action needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, OperationalError, models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives import actions, policy
from initiatives.admin.site import person
from initiatives.choices import RemoveReason, RetractReason
from initiatives.models import User
from initiatives.models.base import Versioned

if TYPE_CHECKING:
    from initiatives.admin.base import PolicyAdmin

Text = str | Promise
Done = tuple[models.Model, Text]
IsOpen = Callable[[Any, User], bool]
Run = Callable[[Any, User, dict[str, Any]], Done]
# What a save may be refused with: by an action, by a rule of the database, or because it could not write just then.
REFUSALS = (ValidationError, IntegrityError, OperationalError)


class SeenForm(forms.Form):
    """Names the version that the person was looking at."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class ReasonedForm(SeenForm):
    """Asks why something goes out all the same, once the scan has found something in it."""

    because = forms.CharField(
        label=_("Why it goes out all the same"),
        max_length=500,
        required=False,
        widget=forms.HiddenInput,
        help_text=_("Only colleagues will read it. Better: take the passage out."),
    )

    def ask(self) -> None:
        self.fields["because"].widget = forms.Textarea(attrs={"rows": 2})


# A reason that stands there already is given by whoever does not look.
NOT_CHOSEN = ("", _("– choose –"))


class RetractForm(SeenForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=[NOT_CHOSEN, *RetractReason.choices], help_text=_("Everybody will read it.")
    )


class RemoveForm(SeenForm):
    reason = forms.ChoiceField(
        label=_("Why"), choices=[NOT_CHOSEN, *RemoveReason.choices], help_text=_("Only colleagues will read it.")
    )
    sure = forms.BooleanField(label=_("I know that this cannot be undone"))


@dataclass(frozen=True)
class VerbPage:
    """One verb. `run` does it and gives back where to go and what to say; `is_open` decides whether it is offered.

    `intro` says what it does before anybody presses the button.
    """

    name: str
    label: Text
    intro: Text
    form: type[SeenForm]
    is_open: IsOpen
    run: Run
    is_grave: bool = False
    asks: policy.Verb | None = None  # what the policy must allow whatever state the row is in

    def view_for(self, model_admin: PolicyAdmin[Any]) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: str) -> HttpResponse:
            return self.answer(model_admin, request, object_id)

        return view

    def answer(self, model_admin: PolicyAdmin[Any], request: HttpRequest, object_id: str) -> HttpResponse:
        row = model_admin.get_object(request, object_id)
        by = person(request)
        if self.asks is not None and not policy.can(by, self.asks, row):
            raise PermissionDenied
        if request.method == "POST":
            form = self.form(request.POST)
            if form.is_valid():
                try:
                    where, said = self.run(row, by, form.cleaned_data)
                except REFUSALS as error:
                    tell(form, error)
                else:
                    model_admin.message_user(request, str(said), messages.SUCCESS)
                    return HttpResponseRedirect(model_admin.address("change", where))
        elif not self.is_open(row, by):
            raise PermissionDenied
        else:
            # Rows without a version of their own (imports, people) are guarded by their state.
            chosen = {name: request.GET[name] for name in self.form.base_fields if name in request.GET}
            version = row.version if isinstance(row, Versioned) else None
            form = self.form(initial={**chosen, "seen_version": version})
        context = {
            **model_admin.admin_site.each_context(request),
            "title": self.label,
            "subtitle": None,
            "verb": self,
            "form": form,
            "original": row,
            "opts": model_admin.opts,
            "back": model_admin.address("change", row),
            "told": model_admin.told_of(row) if hasattr(model_admin, "told_of") else None,
        }
        return TemplateResponse(request, "admin/initiatives/verb.html", context)


def retracting(*, intro: Text, is_open: IsOpen, run: Run) -> VerbPage:
    """The page that takes something public back; what it says of itself and does is its own."""
    return VerbPage(
        name="retract",
        asks="retract",
        label=_("Retract"),
        intro=intro,
        form=RetractForm,
        is_open=is_open,
        run=run,
        is_grave=True,
    )


def removing(*, intro: Text, is_open: IsOpen, run: Run) -> VerbPage:
    """The page that erases something for safety."""
    return VerbPage(
        name="remove",
        asks="remove",
        label=_("Remove for safety"),
        intro=intro,
        form=RemoveForm,
        is_open=is_open,
        run=run,
        is_grave=True,
    )


def tell(form: forms.BaseForm, error: Exception) -> None:
    """Put what an action refused on the form, beside the field that it is about."""
    if not isinstance(error, ValidationError):
        from initiatives.admin.base import in_words

        error = in_words(error, User)
    if isinstance(error, actions.NeedsReason):
        form.hits = error.hits  # type: ignore[attr-defined]
        if isinstance(form, ReasonedForm):
            form.ask()
    errors = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, problem in errors.items():
        form.add_error(name if name in form.fields else None, problem)
