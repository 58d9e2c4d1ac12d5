"""Tags of the public templates: the badges, days, small signs, and what every page says of the site itself."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse, translate_url
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext_lazy as _

from initiatives import badges, moments, text

register = template.Library()

PARTS = re.compile(r"[^_+]*[_+]|[^_+]+$")

register.simple_tag(badges.status_badge)
register.simple_tag(badges.status_word)
register.simple_tag(badges.agreement_badge)
register.simple_tag(badges.rating_pill)
register.simple_tag(badges.freshness_flag)
register.simple_tag(badges.confidence_mark)
register.simple_tag(badges.severity_mark)
register.simple_tag(badges.pending_mark)
register.simple_tag(badges.dispute_mark)
register.simple_tag(badges.since_mark)
register.simple_tag(badges.icon)
register.simple_tag(badges.age)
register.filter(badges.day)
register.filter("status_look", badges.look)
register.filter(moments.dated)
register.filter(text.web_address)


@dataclass(frozen=True)
class Site:
    """The settings that pages show; read without a request, so that the page of a broken site has them too."""

    name: str
    url: str
    licence: str
    contact: str

    @property
    def contact_address(self) -> str:
        return f"mailto:{self.contact}" if "@" in self.contact else self.contact


@dataclass(frozen=True)
class MenuItem:
    name: str
    label: str | Promise
    url: str


MENU: tuple[tuple[str, str | Promise], ...] = (
    ("home", _("Overview")),
    ("initiative-list", _("Initiatives")),
    ("map", _("Map")),
    ("organisation-list", _("Organisations")),
    ("update-list", _("Updates")),
    ("changes", _("Monthly report")),
    ("data", _("Data")),
    ("about", _("About")),
)


@register.simple_tag
def site() -> Site:
    return Site(settings.SITE_NAME, settings.SITE_URL, settings.LICENCE, settings.CONTACT)


@register.simple_tag
def menu() -> list[MenuItem]:
    return [MenuItem(name, label, reverse(name)) for name, label in MENU]


@register.simple_block_tag
def titled(content: str) -> SafeString:
    """The title of the page, for windows and for those who share its address."""
    title = _in_head(content)
    return format_html(
        '<title>{} – {}</title>\n<meta property="og:title" content="{}">', title, settings.SITE_NAME, title
    )


@register.simple_block_tag(takes_context=True)
def described(context: Context, content: str) -> SafeString:
    """The same for what the page is about, in a sentence; nothing where it does not say so."""
    if not (about := _in_head(content)):
        return SafeString("")
    if context.get("carries_sample"):
        about = _("Sample data, not a current report: %(about)s") % {"about": about}
    named = '<meta name="description" content="{}">\n<meta property="og:description" content="{}">\n'
    return format_html(named, about, about)


def _in_head(content: str) -> str:
    """What a block of a template says, in one line, without the markup for the signs in it."""
    return text.one_line(html.unescape(content))


@dataclass(frozen=True)
class Alternate:
    """A page in another language; x-default is the one for readers of none of them."""

    language: str
    url: str


@register.simple_tag
def alternates(canonical: str) -> tuple[Alternate, ...]:
    """The page in every language of the site; nothing while there is but one."""
    languages = [code for code, _name in settings.LANGUAGES]
    if len(languages) < 2:
        return ()
    pairs = [*zip(languages, languages, strict=True), ("x-default", settings.LANGUAGE_CODE)]
    return tuple(Alternate(name, translate_url(canonical, code)) for name, code in pairs)


@register.simple_tag
def og_locale() -> str:
    """The language of the page as Open Graph writes it, with a territory: ours is British."""
    language = get_language() or settings.LANGUAGE_CODE
    return "en_GB" if language == "en" else to_locale(language)


@register.filter
def breakable(name: str) -> SafeString:
    """A name of the files, that may go on in the next line after each of its parts."""
    return format_html_join(SafeString("<wbr>"), "{}", ((part,) for part in PARTS.findall(name)))


@register.filter
def host(url: str) -> str:
    """The host of an address, for a link's text."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


@register.filter
def coded(line: str | Promise) -> SafeString:
    """A line of text in which what stands between backticks is code."""
    parts = enumerate(str(line).split("`"))
    wrapped = (("<code>{}</code>" if number % 2 else "{}", part) for number, part in parts)
    return format_html_join("", "{}", ((format_html(around, part),) for around, part in wrapped))
