"""Forms for status updates: badges to choose from, and a source by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from initiatives import actions, policy
from initiatives.badges import rating_pill, status_badge
from initiatives.choices import Rating, ReplaceKind, Status
from initiatives.models import Initiative, Organisation, Source, StatusUpdate, User
from initiatives.models.organisations import web_address

if TYPE_CHECKING:
    UpdateModelForm = forms.ModelForm[StatusUpdate]
    OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    UpdateModelForm = forms.ModelForm
    OrganisationChoice = forms.ModelChoiceField


def status_choices(kind: str | None) -> list[tuple[str, SafeString]]:
    return [(status.value, status_badge(status.value, kind)) for status in Status]


def rating_choices() -> list[tuple[str, Any]]:
    return [(rating.value, rating_pill(rating.value) or rating.label) for rating in Rating]


def day_picker() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SourceFields(forms.Form):
    """A source by its address. A known address is enough; a new one needs its publisher and title."""

    source_url = forms.URLField(
        label=_("Source link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[web_address],
        widget=forms.URLInput(attrs={"list": "known-sources", "autocomplete": "off", "placeholder": "https://"}),
        help_text=_("The page or document where everybody can read it."),
    )
    source_publisher = forms.CharField(label=_("Published by"), max_length=200, required=False)
    source_title = forms.CharField(label=_("Title of the source"), max_length=300, required=False)

    asked_by: User | None = None

    def clean_source(self) -> None:
        """Complains where a new address says too little; known addresses keep the title that they have."""
        url = self.cleaned_data.get("source_url", "")
        if not url or self._is_known(url):
            return
        new = Source(
            url=url,
            publisher=self.cleaned_data.get("source_publisher", ""),
            title=self.cleaned_data.get("source_title", ""),
        )
        for name, column in (("source_publisher", "publisher"), ("source_title", "title")):
            if not getattr(new, column):
                self.add_error(name, _("This address is new here. Say who published it, and its title."))
        try:
            new.clean_fields(exclude=[field for field in ("publisher", "title") if not getattr(new, field)])
        except ValidationError as error:
            for column, problems in error.error_dict.items():
                name = f"source_{column}"
                self.add_error(name if name in self.fields else None, problems)

    def _is_known(self, url: str) -> bool:
        """Whether it is known to this person: of what only others' drafts rest on, the answer must not tell."""
        source = actions.known_source(url)
        if source is None or self.asked_by is None:
            return False
        stored: StatusUpdate | None = getattr(self, "instance", None)
        return (stored is not None and stored.source_id == source.pk) or bool(
            policy.known_to(self.asked_by, source).title
        )

    def taken_source(self) -> Source | None:
        """The source that was named; a new one is stored now, so call it in the transaction of the save."""
        url = self.cleaned_data.get("source_url", "")
        if not url:
            return None
        return actions.source_at(
            url=url,
            publisher=self.cleaned_data.get("source_publisher", ""),
            title=self.cleaned_data.get("source_title", ""),
        )


def grouped(initiative: Initiative, organisations: QuerySet[Organisation]) -> list[Any]:
    """Choices of an organisation: those that take part in the initiative first."""
    near = set(initiative.participations.values_list("organisation", flat=True))
    rows = list(organisations.filter(merged_into=None).values_list("pk", "name"))
    return [
        ("", _("– choose, if somebody said it –")),
        (_("Take part in it"), [row for row in rows if row[0] in near]),
        (_("Everybody else"), [row for row in rows if row[0] not in near]),
    ]


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


REPLACE_WHY = [
    (ReplaceKind.OUR_ERROR, _("We were wrong: the old one is struck through and shown as corrected")),
    (ReplaceKind.SOURCE_REVISED, _("The source has revised what it said")),
    (ReplaceKind.FOLLOW_UP, _("There is more to say of the same: an update of it")),
]
