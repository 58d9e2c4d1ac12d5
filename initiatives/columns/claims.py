"""What every file of claims begins and ends with, one claim a row; each kind puts its own columns between."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import PUBLIC_STATES, ReplaceKind
from initiatives.columns.base import Column, Made, Sheet, codes, either, initiative_url, made, plain
from initiatives.kinds import Label
from initiatives.models import Claim

# A claim is called by its initiative and its number there.
NAME = ("initiative__reference", "number")
FIELDS = (
    "number",
    "initiative__reference",
    "initiative__title",
    "initiative__crisis__is_sample",
    "as_of",
    "named_as",
    "said_by__name",
    "source__publisher",
    "source__url",
    "published_at",
    "shown_state",
    "replace_kind",
)
HISTORY = _("Those that hold now; with history=1 the replaced and retracted ones too.")
IS_SAMPLE = Column(
    "is_sample",
    "#meta+sample",
    _("Whether it is sample data, which stands for nothing that was reported."),
    "boolean",
    plain("initiative__crisis__is_sample"),
)


def claims(
    model: type[Claim],
    name: str,
    label: Label,
    meaning: Label,
    own: tuple[Column, ...],
    fields: tuple[str, ...],
    *,
    says_sample: bool = True,
) -> Sheet:
    """The sheet of a kind of claim: its `own` columns, and the `fields` that they read."""
    samples = (IS_SAMPLE,) if says_sample else ()
    columns = (*_head(model.letter), *own, *_tail(model.letter), *samples, _place(model.letter))
    return Sheet(name=name, label=label, meaning=meaning, columns=columns, fields=(*FIELDS, *fields))


def _named(letter: str) -> Made:
    return made(*NAME, by=lambda reference, number: f"{reference}-{letter}{number}")


def _head(letter: str) -> tuple[Column, ...]:
    return (
        Column(
            "claim",
            "#meta+id",
            _("Permanent name of the claim; a claim that replaces another keeps its name."),
            "code",
            _named(letter),
        ),
        Column("reference", "#activity+code", _("The initiative."), "code", plain("initiative__reference")),
        Column("title", "#activity+name", _("Title of the initiative."), "text", plain("initiative__title")),
        Column("as_of", "#date+occurred", _("The day it is true for."), "date", plain("as_of")),
    )


def _tail(letter: str) -> tuple[Column, ...]:
    return (
        Column(
            "said_by",
            "#meta+source+name",
            _("Whose statement it is, in the source's own wording."),
            "text",
            either("named_as", "said_by__name"),
        ),
        Column(
            "publisher", "#meta+source+publisher", _("Who published the source."), "text", plain("source__publisher")
        ),
        Column("source_url", "#meta+source+url", _("Where the source is."), "url", plain("source__url")),
        Column("published_at", "#date+published", _("When it came out here."), "datetime", plain("published_at")),
        Column(
            "state",
            "#meta+state",
            _("Whether it holds."),
            "code",
            plain("shown_state"),
            codes((state.value, state.label) for state in PUBLIC_STATES),
        ),
        Column(
            "replaces",
            "#meta+replaces",
            _("Name of the claim that it replaces, where it does; its own, since that is kept."),
            "code",
            made(
                *NAME,
                "replace_kind",
                by=lambda reference, number, kind: f"{reference}-{letter}{number}" if kind else "",
            ),
        ),
        Column(
            "replace_kind",
            "#meta+replaces+kind",
            _("Why it replaces the other."),
            "code",
            plain("replace_kind"),
            codes(ReplaceKind.choices),
        ),
    )


def _place(letter: str) -> Column:
    return Column(
        "url",
        "#meta+url",
        _("Where it stands on the page of its initiative."),
        "url",
        made(*NAME, by=lambda reference, number: f"{initiative_url(reference)}#{letter}{number}"),
    )
