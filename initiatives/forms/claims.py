"""What the forms of every kind of claim share: a source by its address, who said it, why one replaces another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from initiatives import actions, policy
from initiatives.choices import ReplaceKind
from initiatives.models import Claim, Initiative, Organisation, Source, User
from initiatives.models.organisations import web_address

if TYPE_CHECKING:
    OrganisationChoice = forms.ModelChoiceField[Organisation]
else:
    OrganisationChoice = forms.ModelChoiceField


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
        stored: Claim | None = getattr(self, "instance", None)
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


REPLACE_WHY = [
    (ReplaceKind.OUR_ERROR, _("We were wrong: the old one is struck through and shown as corrected")),
    (ReplaceKind.SOURCE_REVISED, _("The source has revised what it said")),
    (ReplaceKind.FOLLOW_UP, _("There is more to say of the same: an update of it")),
]
