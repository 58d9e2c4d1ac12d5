"""The XML of the IATI file: every text as it is, web addresses that the schema takes, and what a link leads to."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from initiatives import text
from initiatives.exports.iati import xml
from tests.exports.iati import SCHEMA, small_world
from tests.payloads import FORMULAS, NASTY


@settings(max_examples=300)
@given(st.text(max_size=40) | st.sampled_from([*FORMULAS, *NASTY]))
def test_every_text_comes_back_as_it_is_but_for_what_xml_has_no_place_for(value: str) -> None:
    told = text.strip_controls(value)
    made = xml.element("activity", {"ref": told}, [xml.narrative(told)])
    back = etree.fromstring(etree.tostring(etree.fromstring(ElementTree.tostring(made, encoding="unicode"))))
    kept = "".join(char for char in told if not ("\ud800" <= char <= "\udfff" or char in "\ufffe\uffff"))
    assert (back.get("ref") or "", back.findtext("narrative") or "") == (kept, kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://example.org/a,b;=c?d=%20", "https://example.org/a,b;=c?d=%20"),
        ("https://example.org/a#b#c", "https://example.org/a#b%23c"),
        ("https://example.org/100%?a[b]=1", "https://example.org/100%25?a%5Bb%5D=1"),
        ("https://example.org?a[b]=%zz", "https://example.org?a%5Bb%5D=%25zz"),
        ("https://[::1]:8000/[a]", "https://[::1]:8000/%5Ba%5D"),
        ("https://example.org:/x", "https://example.org/x"),
        ("https://مثال.org/é{}|^`\\<>\"'", "https://مثال.org/é{}|^`\\<>\"'"),
    ],
)
def test_a_web_address_is_one_that_the_schema_takes(url: str, written: str) -> None:
    root = etree.fromstring(small_world())
    (link, *_others) = root.iter("document-link")
    assert (xml.address(url), len(root)) == (written, 3)
    link.set("url", xml.address(url))
    assert SCHEMA.validate(root)
    link.set("url", "https://example.org/[a]")
    assert not SCHEMA.validate(root)


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://example.org/report.PDF?a=b.zip#c.csv", "application/pdf"),
        ("https://example.org/data.csv", "text/csv"),
        ("https://example.org", "text/html"),
        ("https://example.com/pdf/", "text/html"),
        ("https://example.org/a.unheard-of", "text/html"),
    ],
)
def test_what_a_link_leads_to_is_told_by_the_end_of_its_path(url: str, kind: str) -> None:
    assert xml.media_type(url) == kind
