"""The sections of an initiative's page: each noun's report, in the order that the kind of the initiative asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from initiatives.kinds import Kind, Label
from initiatives.reports.figures import figures, targets
from initiatives.reports.funding import funding
from initiatives.reports.milestones import milestones
from initiatives.reports.oversight import findings, shown_points
from initiatives.reports.pipelines import pipelines
from initiatives.reports.positions import positions
from initiatives.reports.reading import Reading, Sources
from initiatives.reports.routes import routes
from initiatives.reports.terms import terms

Builder = Callable[[Reading, Sources], Any]


@dataclass(frozen=True)
class Section:
    """`code` is its anchor and the name of its template; `data` is what its report gives."""

    code: str
    label: Label
    data: Any

    @property
    def template(self) -> str:
        return f"initiatives/sections/{self.code}.html"


# Each is a code of kinds.SECTIONS, a heading and a report that gives None where there is nothing to say.
SECTIONS: dict[str, tuple[Label, Builder]] = {
    "positions": (_("Positions of the parties"), positions),
    "terms": (_("Terms and adherence"), terms),
    "next": (_("What comes next"), milestones),
    "figures": (_("Figures"), figures),
    "pipeline": (_("From plan to arrival"), pipelines),
    "routes": (_("Routes and parts"), routes),
    "targets": (_("Results against targets"), targets),
    "funding": (_("Funding"), funding),
    "findings": (_("Findings"), findings),
    "points": (_("Points to check"), shown_points),
}


def sections(kind: Kind, reading: Reading, sources: Sources) -> tuple[Section, ...]:
    """Those with something to say: first what the kind is about, then whatever else was claimed."""
    order = [*kind.sections, *(code for code in SECTIONS if code not in kind.sections)]
    built = ((code, *SECTIONS[code]) for code in order if code in SECTIONS)
    found = ((code, label, build(reading, sources)) for code, label, build in built)
    return tuple(Section(code, label, data) for code, label, data in found if data is not None)
