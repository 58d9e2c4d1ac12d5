"""The kinds of initiative as data: everything that differs between them is here, in one place."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from initiatives.choices import Status

Label = str | Promise


@dataclass(frozen=True)
class Kind:
    """One kind of initiative.

    `letters` stands in references (GZA-COR-001), `dac_code` is the OECD DAC purpose code, `status_words` are the words
    that pages use instead of the general ones; exports always carry the code and the general label. `sections` are the
    parts of its page that this kind is about, in their order; what else was claimed follows after them.
    """

    code: str
    letters: str
    label: Label
    plural: Label
    area: Label
    dac_code: str
    meaning: Label
    sections: tuple[str, ...] = ()
    status_words: dict[str, Label] = field(default_factory=dict)

    def status_word(self, status: str) -> Label:
        """The kind's own word for a status, or the general label."""
        return self.status_words.get(status) or Status(status).label


KINDS: tuple[Kind, ...] = (
    Kind(
        code="corridor",
        letters="COR",
        label=_("Humanitarian corridor"),
        plural=_("Humanitarian corridors"),
        area=_("Humanitarian access"),
        dac_code="72050",
        meaning=_("Routes and supplies: how aid reaches people."),
        sections=("figures", "pipeline", "routes", "terms", "next"),
        status_words={Status.ACTIVE: pgettext_lazy("a corridor's status", "Open")},
    ),
    Kind(
        code="ceasefire",
        letters="CEA",
        label=_("Ceasefire talks"),
        plural=_("Ceasefire talks"),
        area=_("Ceasefire and diplomacy"),
        dac_code="15220",
        meaning=_("Talks, truces and their monitoring."),
        sections=("positions", "terms", "next", "figures"),
        status_words={
            Status.ACTIVE: pgettext_lazy("the status of talks", "Under way"),
            Status.COMPLETED: pgettext_lazy("the status of talks", "Concluded"),
            Status.CANCELLED: pgettext_lazy("the status of talks", "Collapsed"),
        },
    ),
    Kind(
        code="reconstruction",
        letters="REC",
        label=_("Reconstruction oversight"),
        plural=_("Reconstruction oversight"),
        area=_("Reconstruction"),
        dac_code="73010",
        meaning=_("Rebuilding, its funding and who watches over it."),
        sections=("funding", "findings", "points", "figures", "next"),
    ),
    Kind(
        code="other",
        letters="OTH",
        label=_("Other initiative"),
        plural=_("Other initiatives"),
        area=_("Other"),
        dac_code="",
        meaning=_("What fits none of the other kinds."),
    ),
)
BY_CODE: dict[str, Kind] = {kind.code: kind for kind in KINDS}
CHOICES: list[tuple[str, Label]] = [(kind.code, kind.label) for kind in KINDS]
