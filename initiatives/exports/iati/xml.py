"""The XML of IATI: elements, narratives in their languages, and what XML and the standard refuse in a text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from initiatives.models import Organisation

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ENGLISH = "en"

# Half a surrogate pair and what is no character stand in no XML 1.0, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")

FORMATS = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
WEB_PAGE = "text/html"


def element(
    tag: str, attributes: Mapping[str, str | None] | None = None, parts: Iterable[ET.Element] = (), text: str = ""
) -> ET.Element:
    """An element; attributes that say nothing are left out."""
    made = ET.Element(tag, {name: clean(value) for name, value in (attributes or {}).items() if value})
    made.extend(parts)
    if text:
        made.text = clean(text)
    return made


def told(tag: str, text: str, language: str = "", **attributes: str | None) -> ET.Element:
    """An element that holds one narrative."""
    return element(tag, attributes, [narrative(text, language)])


def narrative(text: str, language: str = "") -> ET.Element:
    """A name has no language that we know of, and says none."""
    return element("narrative", {LANGUAGE: language}, text=text)


def clean(value: str) -> str:
    return _FORBIDDEN.sub("", value)


def address(url: str) -> str:
    """A web address as the schema takes it: brackets, a second # and a stray % are written as %5B and the like."""
    before, mark, fragment = url.partition("#")
    scheme, colon, rest = before.partition("://")
    host, slash, path = rest.partition("/")
    if not slash:
        host, slash, path = rest.partition("?")
    path, fragment = (part.replace("[", "%5B").replace("]", "%5D") for part in (path, fragment))
    whole = f"{scheme}{colon}{host.rstrip(':')}{slash}{path}{mark}{fragment.replace('#', '%23')}"
    return _STRAY_PERCENT.sub("%25", whole)


def media_type(url: str) -> str:
    """By the end of its path; an address that does not tell is taken for a page."""
    return FORMATS.get(urlsplit(url).path.rpartition(".")[2].lower(), WEB_PAGE)


def document(url: str, category: str, title: str, language: str, *, published_on: dt.date | None = None) -> ET.Element:
    parts = [told("title", title, language), element("category", {"code": category})]
    # The code list of languages has those of two letters.
    if len(language) == len(ENGLISH):
        parts.append(element("language", {"code": language}))
    if published_on:
        parts.append(element("document-date", {"iso-date": published_on.isoformat()}))
    return element("document-link", {"url": address(url), "format": media_type(url)}, parts)


def organisation(tag: str, body: Organisation | None, name: str, **attributes: str) -> ET.Element:
    """Under the name that is shown; its identifier and type are those of what it is now, after a merge."""
    known = {"ref": body.kept.iati_identifier, "type": body.kept.type} if body else {}
    return element(tag, known | attributes, [narrative(name)])
