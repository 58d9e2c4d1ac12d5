"""Tags of the public templates: the badges, days and small signs."""

from django import template

from initiatives import badges

register = template.Library()

register.simple_tag(badges.status_badge)
register.simple_tag(badges.status_word)
register.simple_tag(badges.rating_pill)
register.simple_tag(badges.freshness_flag)
register.simple_tag(badges.confidence_mark)
register.simple_tag(badges.icon)
register.filter(badges.day)
register.filter("status_look", badges.look)
