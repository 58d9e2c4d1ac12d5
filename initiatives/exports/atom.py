"""Atom (RFC 4287): one entry for each chain of updates, issued again under its id when it is replaced or taken back."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from initiatives import text
from initiatives.choices import Confidence, Rating, ReplaceKind, RetractReason, State, Status
from initiatives.columns.base import initiative_url, organisation_url
from initiatives.exports.json import moment
from initiatives.models import StatusUpdate
from initiatives.reports.monthly_claims import came_late
from initiatives.reports.reading import day, speaker
from initiatives.reports.texts import paragraphs
from initiatives.reports.wording import day as day_in_words

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
ATOM = "http://www.w3.org/2005/Atom"
XHTML = "http://www.w3.org/1999/xhtml"

# A tag URI (RFC 4151) names its host as of a date. Another one would make every entry a new one for every reader.
NAMED_IN = "2026"
# Of news that came out later than so many days after its day, readers are told so in its title.
LATE_AFTER = dt.timedelta(days=7)
RIGHT_TO_LEFT = frozenset({"R", "AL"})
# What a feed without entries says of when it last changed.
NOTHING_TOLD = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Feed:
    """What a feed says of itself: its title, its own address and that of its page, both without the host."""

    title: str
    path: str
    page: str


def tag(name: str) -> str:
    """The permanent id of what has a public name."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{NAMED_IN}:{name}"


def written(feed: Feed, updates: Sequence[StatusUpdate]) -> bytes:
    """The feed of the newest versions of chains, the last told first: rows of `newest_told()`, with what their
    entries name of initiative, crisis, speaker and source loaded.
    """
    with translation.override("en"):
        root = _feed(feed, updates)
        for update in updates:
            _entry(root, update)
    indent(root)
    whole: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return whole + b"\n"


def _feed(feed: Feed, updates: Sequence[StatusUpdate]) -> Element:
    root = Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", tag(feed.path))
    _text(root, "title", f"{_beside(feed.title)} – {settings.SITE_NAME}")
    _text(root, "subtitle", _subtitle(updates))
    _link(root, "self", f"{settings.SITE_URL}{feed.path}", type="application/atom+xml")
    _link(root, "alternate", f"{settings.SITE_URL}{feed.page}", type="text/html")
    _text(root, "updated", moment(updates[0].told_at if updates else NOTHING_TOLD))
    _person(root, settings.SITE_NAME, settings.SITE_URL)
    _text(root, "rights", settings.LICENCE)
    _text(root, "generator", settings.SITE_NAME, uri=settings.SITE_URL)
    return root


def _subtitle(updates: Sequence[StatusUpdate]) -> str:
    said = [_("Status updates, corrections and retractions, the last told first.")]
    if any(map(_is_sample, updates)):
        said.append(_("This feed carries sample data. It shows how the tracker works and is not a current report."))
    return " ".join(said)


def _entry(root: Element, update: StatusUpdate) -> None:
    entry = SubElement(root, "entry", {"xml:lang": update.language})
    _text(entry, "id", tag(update.public_name))
    _text(entry, "title", _title(update))
    _text(entry, "published", moment(update.first_published_at or update.told_at))
    _text(entry, "updated", moment(update.told_at))
    _author(entry, update)
    _link(entry, "alternate", f"{initiative_url(update.initiative.reference or '')}#{update.anchor}", type="text/html")
    _via(entry, update)
    _category(entry, "kind", update.initiative.kind, update.initiative.kind_data.label)
    # Programs read the code and no more, so what was taken back has none.
    if not _is_retracted(update):
        _category(entry, "status", update.status, Status(update.status).label)
    _content(entry, update)


def _title(update: StatusUpdate) -> str:
    """Some readers show nothing else, so what no longer holds does not stand in it."""
    if _is_retracted(update):
        told = _("Retracted: %(reason)s") % {"reason": RetractReason(update.retract_reason).label}
    else:
        told = f"{update.initiative.kind_data.status_word(update.status)} – {_beside(update.headline)}"
        if update.confidence == Confidence.DISPUTED:
            told = _("Disputed: %(title)s") % {"title": told}
    title = f"{_beside(update.initiative.title)}: {told}"
    if _is_late(update):
        title = _("Recorded late, of %(day)s: %(title)s") % {"day": day_in_words(update.as_of), "title": title}
    return _("Sample data: %(title)s") % {"title": title} if _is_sample(update) else title


def _beside(words: str) -> str:
    """Words that stand in one line with others, whatever their direction: a plain text has no markup for it."""
    turns = any(unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in words)
    return text.isolated(words) if turns else text.unturned(words)


def _author(entry: Element, update: StatusUpdate) -> None:
    """Who said it, as the page names them; the publisher, where the source speaks for itself."""
    said_by = speaker(update)
    if said_by is not None:
        _person(entry, said_by.name, organisation_url(said_by.key) if said_by.key else "")
    else:
        _person(entry, update.source.publisher if update.source else settings.SITE_NAME)


def _person(parent: Element, name: str, uri: str = "") -> None:
    author = SubElement(parent, "author")
    _text(author, "name", name)
    if uri:
        _text(author, "uri", uri)


def _via(entry: Element, update: StatusUpdate) -> None:
    if update.source is not None and text.web_address(update.source.url):
        _link(entry, "via", update.source.url, title=update.source.title, hreflang=update.source.language)


def _category(entry: Element, scheme: str, term: str, label: str | Promise) -> None:
    SubElement(entry, "category", {"scheme": tag(scheme), "term": term, "label": text.for_xml(str(label))})


def _content(entry: Element, update: StatusUpdate) -> None:
    """The words of the page. Each text keeps its own language and direction; what was taken back is struck through."""
    content = SubElement(entry, "content", {"type": "xhtml", "xml:lang": "en"})
    body = SubElement(content, "div", {"xmlns": XHTML})
    for mark in _marks(update):
        _text(body, "p", mark)
    own = {"lang": update.language, "dir": "auto"}
    said = [(update.headline, own), (_standing(update), {})]
    said += [(paragraph, own) for paragraph in paragraphs(update.narrative)]
    for words, attributes in said:
        paragraph = SubElement(body, "p", attributes)
        _lines(SubElement(paragraph, "del") if _is_retracted(update) else paragraph, words)
    _origin(body, update)


def _marks(update: StatusUpdate) -> list[str]:
    """What must be known before it is read."""
    marks = []
    if _is_sample(update):
        marks.append(_("Sample data. It shows how the tracker works and is not a current report."))
    if _is_retracted(update):
        told = {"day": day_in_words(day(update.retracted_at)), "reason": RetractReason(update.retract_reason).label}
        marks.append(_("Retracted on %(day)s: %(reason)s. What it said no longer holds:") % told)
    elif update.replace_kind:
        told = {"kind": ReplaceKind(update.replace_kind).label, "day": day_in_words(day(update.published_at))}
        marks.append(_("%(kind)s, %(day)s.") % told)
    if _is_late(update):
        told = {"as_of": day_in_words(update.as_of), "day": day_in_words(day(update.first_published_at))}
        marks.append(_("Recorded late: of %(as_of)s, first published on %(day)s.") % told)
    if update.second_check_pending:
        marks.append(_("Second check pending."))
    return marks


def _standing(update: StatusUpdate) -> str:
    said = [_("Status: %(status)s") % {"status": update.initiative.kind_data.status_word(update.status)}]
    if update.rating and update.rating != Rating.NO_RATING:
        said.append(_("Rating: %(rating)s") % {"rating": Rating(update.rating).label})
    if update.confidence != Confidence.REPORTED:
        said.append(str(Confidence(update.confidence).label))
    time = f", {update.as_of_time:%H:%M}" if update.as_of_time else ""
    said.append(_("As of %(day)s") % {"day": day_in_words(update.as_of) + time})
    return ". ".join(said) + "."


def _origin(body: Element, update: StatusUpdate) -> None:
    said_by, source = speaker(update), update.source
    if said_by is not None:
        _named(SubElement(body, "p"), _("Said by:"), said_by.name)
    if source is not None:
        paragraph = SubElement(body, "p")
        _named(paragraph, _("Source:"), source.publisher).tail = ", "
        address = text.for_xml(text.web_address(source.url))
        named = {"lang": source.language, "dir": "auto", **({"href": address} if address else {})}
        _text(paragraph, "a" if address else "span", source.title or source.url, **named)


def _named(paragraph: Element, label: str, name: str) -> Element:
    paragraph.text = f"{label} "
    return _text(paragraph, "bdi", name)


def _lines(parent: Element, words: str) -> None:
    """A text whose line ends stay line ends."""
    first, *others = text.for_xml(words).split("\n")
    parent.text = first
    for line in others:
        SubElement(parent, "br").tail = line


def _text(parent: Element, name: str, value: str, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text.for_xml(value)
    return element


def _link(parent: Element, rel: str, href: str, **attributes: str) -> None:
    told = {"rel": rel, "href": href, **attributes}
    SubElement(parent, "link", {name: text.for_xml(value) for name, value in told.items() if value})


def _is_late(update: StatusUpdate) -> bool:
    """Whether it is no news: when it first came out it was old, of an earlier month, or overtaken by what was known."""
    out_on = day(update.first_published_at)
    is_old = out_on is not None and out_on - update.as_of > LATE_AFTER
    return is_old or came_late(update) or update.is_overtaken


def _is_retracted(update: StatusUpdate) -> bool:
    return update.state == State.RETRACTED


def _is_sample(update: StatusUpdate) -> bool:
    return update.initiative.crisis.is_sample
