"""Adherence: one view of one term a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from initiatives.choices import Agreement, Breach, Score, TermKind
from initiatives.columns.base import Column, coded, codes, either, labelled, plain
from initiatives.columns.claims import claims
from initiatives.models import Adherence

ADHERENCE = claims(
    Adherence,
    "adherence",
    _("Adherence"),
    _("One row for each statement of an assessor on how far a term is kept. Assessors are never pooled."),
    (
        Column("term_number", "#activity+term+num", _("Number of the term."), "number", plain("term__number")),
        Column("phase", "#activity+term+phase", _("Phase that the term is of."), "text", plain("term__phase")),
        Column("term", "#description+term", _("What is to be done."), "text", plain("term__text")),
        *coded(
            "term_kind",
            "#activity+term+type",
            TermKind.choices,
            _("Kind of the term, as a code."),
            _("Kind of the term."),
            key="term__kind",
        ),
        Column(
            "obligor",
            "#org+obligor+name",
            _("Who must do it, in the source's own wording."),
            "text",
            either("term__obligor_named_as", "term__obligor__name"),
        ),
        Column("due_on", "#date+due", _("The day it is due on."), "date", plain("term__due_on")),
        *coded(
            "agreement",
            "#status+agreement",
            Agreement.choices,
            _("Whether the term binds, as a code."),
            _("Whether the term binds."),
        ),
        Column(
            "score",
            "#status+score+num",
            _("How far it is kept. Empty where it is not in force, or not due yet."),
            "number",
            plain("score"),
            codes(Score.choices),
            _("Scale of the Peace Accords Matrix"),
        ),
        Column(
            "score_label",
            "#status+score+name",
            _("How far it is kept, in words."),
            "text",
            labelled("score", Score.choices),
        ),
        *coded(
            "breach",
            "#status+breach",
            Breach.choices,
            _("What the assessor says of a breach, as a code."),
            _("What the assessor says of a breach."),
        ),
    ),
    (
        "term__number",
        "term__phase",
        "term__text",
        "term__kind",
        "term__obligor_named_as",
        "term__obligor__name",
        "term__due_on",
        "agreement",
        "score",
        "breach",
    ),
)
