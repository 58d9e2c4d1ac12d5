"""The form for the figures of one source over one period: said once at the top, then a figure for each indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from initiatives.forms.claims import OrganisationChoice, SourceFields, day_picker, grouped
from initiatives.models import Indicator, Initiative, Observation, Organisation, Source
from initiatives.models.indicators import DIGITS, PLACES


@dataclass(frozen=True)
class Row:
    """One indicator: what the source said of it before, and the box for what it says now."""

    indicator: Indicator
    before: Observation | None
    field: BoundField


def key(indicator_id: int) -> str:
    return f"figure-{indicator_id}"


class FiguresForm(SourceFields):
    said_by = OrganisationChoice(
        label=_("Whose figures they are"),
        queryset=None,
        help_text=_("One source at a time. Those that differ stand side by side; they are never averaged."),
    )
    period_start = forms.DateField(label=_("From"), widget=day_picker())
    period_end = forms.DateField(label=_("To"), widget=day_picker(), help_text=_("The last day that is counted."))
    as_of = forms.DateField(
        label=_("The day on which they said it"),
        widget=day_picker(),
        help_text=_("The last day that is counted, or later."),
    )

    def __init__(
        self,
        *args: Any,
        initiative: Initiative,
        organisations: QuerySet[Organisation],
        indicators: Sequence[Indicator],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initiative, self.indicators = initiative, indicators
        said_by: Any = self.fields["said_by"]
        said_by.queryset = organisations.filter(merged_into=None)
        said_by.choices = grouped(initiative, organisations)
        for indicator in indicators:
            self.fields[key(indicator.pk)] = _box(indicator)

    def rows(self, before: dict[int, Observation]) -> Iterator[Row]:
        for indicator in self.indicators:
            yield Row(indicator, before.get(indicator.pk), self[key(indicator.pk)])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.clean_source()
        start, end, as_of = (cleaned.get(name) for name in ("period_start", "period_end", "as_of"))
        if start and end and end < start:
            self.add_error("period_end", _("The period ends before it starts."))
        if end and as_of and as_of < end:
            self.add_error("as_of", _("The period ends after the day that the figures are true for."))
        if as_of and as_of > timezone.localdate():
            self.add_error("as_of", _("This day is in the future. Give today or an earlier day."))
        boxes = [key(indicator.pk) for indicator in self.indicators]
        if not any(cleaned.get(name) not in (None, "") or name in self.errors for name in boxes):
            raise ValidationError(_("Type at least one figure."))
        return cleaned

    def figures(self, source: Source | None) -> list[Observation]:
        """One new claim for each box that was filled."""
        shared = {name: self.cleaned_data[name] for name in ("said_by", "period_start", "period_end", "as_of")}
        typed = ((indicator, self.cleaned_data.get(key(indicator.pk))) for indicator in self.indicators)
        return [
            Observation(
                initiative=self.initiative,
                indicator=indicator,
                source=source,
                **{"text" if indicator.is_qualitative else "value": value},
                **shared,
            )
            for indicator, value in typed
            if value not in (None, "")
        ]

    def tell_rows(self, refused: Iterable[tuple[int, ValidationError]]) -> None:
        for indicator_id, error in refused:
            self.add_error(key(indicator_id), error.messages)


def _box(indicator: Indicator) -> forms.Field:
    if indicator.is_qualitative:
        return forms.CharField(label=indicator.title, max_length=500, required=False)
    # A box for text: one for numbers keeps what it cannot read to itself.
    box = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=indicator.title, max_digits=DIGITS, decimal_places=PLACES, required=False, widget=box
    )
