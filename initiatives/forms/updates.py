"""Forms for status updates: badges to choose from, a sentence, a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives.badges import rating_pill, status_badge
from initiatives.choices import Rating, Status
from initiatives.forms.claims import OrganisationChoice, SourceFields, day_picker, grouped
from initiatives.models import Initiative, Organisation, StatusUpdate

if TYPE_CHECKING:
    UpdateModelForm = forms.ModelForm[StatusUpdate]
else:
    UpdateModelForm = forms.ModelForm


def status_choices(kind: str | None) -> list[tuple[str, SafeString]]:
    return [(status.value, status_badge(status.value, kind)) for status in Status]


def rating_choices() -> list[tuple[str, Any]]:
    return [(rating.value, rating_pill(rating.value) or rating.label) for rating in Rating]


class QuickUpdateForm(SourceFields, UpdateModelForm):
    """Four fields and a button: status with its rating, one sentence, the source with who said it, the day."""

    class Meta:
        model = StatusUpdate
        fields = ("status", "rating", "headline", "said_by", "as_of", "narrative")

    status = forms.ChoiceField(label=_("Status after this update"), widget=forms.RadioSelect)
    rating = forms.ChoiceField(label=_("How it is going"), widget=forms.RadioSelect)
    as_of = forms.DateField(
        label=_("The day it is true for"), widget=day_picker(), help_text=_("Today, or the day it happened.")
    )
    headline = forms.CharField(
        label=_("What happened"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence that stands alone. Everybody will read it."),
        error_messages={"required": _("Say in one sentence what happened.")},
    )
    narrative = forms.CharField(
        label=_("More detail"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Plain text; an empty line makes a paragraph. Needed when the move is out of the ordinary."),
    )

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        initiative = self.instance.initiative
        self.fields["status"].choices = status_choices(initiative.kind)  # type: ignore[attr-defined]
        self.fields["rating"].choices = rating_choices()  # type: ignore[attr-defined]
        said_by = OrganisationChoice(
            label=_("Who said it"),
            queryset=organisations.filter(merged_into=None),
            required=False,
            help_text=_("Leave it empty when the source speaks for itself."),
        )
        said_by.choices = grouped(initiative, organisations)
        self.fields["said_by"] = said_by
        self.fields["as_of"].widget.attrs["max"] = timezone.localdate().isoformat()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_source()
        return cleaned


class StillAccurateForm(SourceFields):
    """A source, or whom one asked: that is all a confirmation needs."""

    said_by = OrganisationChoice(label=_("Checked with"), queryset=None, required=False)

    def __init__(
        self, *args: Any, initiative: Initiative, organisations: QuerySet[Organisation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said_by: Any = self.fields["said_by"]
        said_by.queryset = organisations.filter(merged_into=None)
        said_by.choices = grouped(initiative, organisations)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_source()
        return cleaned
