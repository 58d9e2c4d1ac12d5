"""Tags that draw charts: the geometry of svg.py, mirrored where a page reads from the right, in its template."""

from decimal import ROUND_HALF_UP, Decimal

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from initiatives import svg

register = template.Library()

TEMPLATES: dict[type[svg.Chart], str] = {
    svg.SmallMultiple: "initiatives/charts/small_multiple.html",
    svg.Steps: "initiatives/charts/steps.html",
    svg.ShareBar: "initiatives/charts/share_bar.html",
    svg.RunBar: "initiatives/charts/run_bar.html",
    svg.RunLegend: "initiatives/charts/run_legend.html",
}


@register.simple_tag
def chart(drawn: svg.Chart, caption: str = "", ends: bool = False) -> SafeString:
    """A chart, named by the element of the id `caption`; without one, what it shows stands in a table directly after.

    `ends` prints the first and the last day under a bar of runs.
    """
    shown = svg.mirrored(drawn) if get_language_bidi() else drawn
    return render_to_string(TEMPLATES[type(drawn)], {"chart": shown, "caption": caption, "ends": ends})


@register.filter
def figure(value: Decimal | int | None) -> str:
    """A figure as people write it: thousands grouped, no zeros at its end; nothing where there is none."""
    if value is None:
        return ""
    plain = f"{Decimal(value):f}"
    return number_format(plain.rstrip("0").rstrip(".") if "." in plain else plain, force_grouping=True)


@register.filter
def percent(share: Decimal | None) -> str:
    """A ratio in per cent, to one decimal: 0.1881 is 18.8 %."""
    if share is None:
        return ""
    rounded = (share * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return _("%(figure)s %%") % {"figure": figure(rounded)}
