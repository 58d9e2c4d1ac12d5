"""Tags that draw charts: the geometry of svg.py, mirrored where a page reads from the right, in its template."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi

from initiatives import svg
from initiatives.reports import texts

register = template.Library()

register.filter(texts.figure)
register.filter(texts.percent)

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
