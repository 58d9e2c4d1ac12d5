"""Tags that draw maps: the geometry of geography/, with the words and the signs of the badges."""

from collections.abc import Iterable, Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from initiatives import badges
from initiatives.choices import Confidence, Status
from initiatives.geography.drawing import SMALL, DrawnLeg, Leg, Map, Mark, Spot, drawn_map
from initiatives.reports.initiatives import InitiativePage
from initiatives.reports.maps import DISPUTED, drawn_status, has_untold, legs_of, spots_of
from initiatives.text import isolated

register = template.Library()

# So many places of one mark are named when it is pointed at.
MOST_NAMED = 5
# A line of anything else is broken, of what was completed too: nobody passes there any more.
WHOLE = frozenset({Status.ACTIVE, Status.COMPLETING})
# What is said first of a line that several share.
WORST_FIRST = (
    DISPUTED, Status.SUSPENDED, Status.CANCELLED, None, Status.PLANNED, Status.COMPLETED, Status.COMPLETING,
    Status.ACTIVE,
)  # fmt: skip


@register.simple_tag
def drawing(drawn: Map, caption: str, is_small: bool = False) -> SafeString:
    """A map, named by the element of the id `caption`; a table or a list says the same."""
    context = {"map": drawn, "caption": caption, "is_small": is_small}
    return render_to_string("initiatives/charts/map.html", context)


@register.simple_tag
def small_map(page: InitiativePage) -> Map | None:
    """The places of one initiative and its lines, or nothing where no public place of it can be drawn."""
    status = drawn_status(page.row.status, page.row.is_disputed)
    spots: Sequence[Spot] = spots_of(page.map_places, status)
    legs: Sequence[Leg] = tuple(legs_of(page.map_places, status))
    return drawn_map(spots, legs, SMALL, rtl=get_language_bidi())


@register.filter
def lacks_lines(page: InitiativePage) -> bool:
    return has_untold(page.map_places)


@register.filter
def look(status: str | None) -> str:
    return DISPUTED if status == DISPUTED else badges.look(status)


@register.filter
def shape(status: str | None) -> SafeString:
    """The sign of a status, as its badge has it."""
    return mark_safe(badges.SHAPES[look(status)])


@register.filter
def has_disputed(drawn: Map) -> bool:
    return any(status == DISPUTED for mark in drawn.marks for status, _count in mark.statuses)


@register.filter
def is_broken(line: DrawnLeg) -> bool:
    """Where several share a line, one that is not open breaks it."""
    return not WHOLE.issuperset(line.statuses)


@register.filter
def broken_last(lines: Iterable[DrawnLeg]) -> list[DrawnLeg]:
    """So that a broken line, with what it is drawn on, is broken also where a whole one runs under it."""
    return sorted(lines, key=is_broken)


@register.filter
def line_words(line: DrawnLeg) -> str:
    return ", ".join(str(_word(status)) for status in sorted(line.statuses, key=WORST_FIRST.index))


@register.filter
def mark_words(mark: Mark) -> str:
    """What a mark says: the names of its places, and how many initiatives have which status."""
    names = ", ".join(isolated(spot.name) for spot in mark.spots[:MOST_NAMED])
    if len(mark.spots) > MOST_NAMED:
        names = _("%(names)s and %(count)d more") % {"names": names, "count": len(mark.spots) - MOST_NAMED}
    told = ", ".join(
        _("%(status)s: %(count)d") % {"status": _word(status), "count": count} for status, count in mark.statuses
    )
    return f"{names}. {told}"


def _word(status: str | None) -> badges.Label:
    return Confidence.DISPUTED.label if status == DISPUTED else badges.status_word(status)
