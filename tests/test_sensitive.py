"""What stops a text on its way out: names of sensitive places, coordinates, telephone numbers, e-mail addresses."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives.sensitive import Kind, find

NAMES = ["Al-Amal Hospital", "مستشفى الأمل", "בית התקווה", "Point 14", "Ōtsu Shelter", "安全屋"]

PLACES = [
    ("The convoy left Al-Amal Hospital at noon", "Al-Amal Hospital"),
    ("near AL AMAL HOSPITAL.", "AL AMAL HOSPITAL"),
    ("near Alamal hospital", "Alamal hospital"),
    ("Al-Amal Hospital’s gate", "Al-Amal Hospital"),
    ("https://example.org/news/al-amal-hospital-hit", "al-amal-hospital"),
    ("Ál-Ámal  Hospital", "Ál-Ámal  Hospital"),
    ("Al-A\u200bmal Hospital", "Al-A\u200bmal Hospital"),
    ("وصلت القافلة إلى مستشفى الأمل ظهرا", "مستشفى الأمل"),
    ("وصلت إلى مستشفى الامل", "مستشفى الامل"),
    ("غادرت بمستشفى الأمل", "بمستشفى الأمل"),
    ("ومستشفى الأَمَل", "ومستشفى الأَمَل"),
    ("מבית התקווה יצאה שיירה", "מבית התקווה"),
    ("Trucks wait at Point 14 since dawn", "Point 14"),
    ("Trucks wait at point-14", "point-14"),
    ("Otsu shelter is full", "Otsu shelter"),
    ("今天安全屋附近", "安全屋"),
]
COORDINATES = [
    ("at 31.5017, 34.4668 today", "31.5017, 34.4668"),
    ("31.501, 34.466", "31.501, 34.466"),
    ("(31.50170,34.46680)", "31.50170,34.46680"),
    ("31.5017/34.4668", "31.5017/34.4668"),
    ("31.5017 and 34.4668", "31.5017 and 34.4668"),
    ("-1.28333 36.81667", "-1.28333 36.81667"),
    ("31,5017; 34,4668", "31,5017; 34,4668"),
    ("31.5° N", "31.5° N"),
    ("31.50 N, 34.46 E", "31.50 N, 34.46 E"),
    ("31.5 north, 34.4 east", "31.5 north, 34.4 east"),
    ("N31.5017 E34.4668", "N31.5017 E34.4668"),
    ("lat: 31.5, lon: 34.4", "lat: 31.5, lon: 34.4"),
    ("Latitude 31.5017 and longitude 34.4668", "Latitude 31.5017 and longitude 34.4668"),
    ("31°30'15\"N", "31°30'15\"N"),
    ("31º30′15″N 34º28′00″E", "31º30′15″N"),
    ("31° 30.25' N", "31° 30.25' N"),
    ("31 30 15 N, 34 28 00 E", "31 30 15 N, 34 28 00 E"),
    ("313015N0342800E", "313015N0342800E"),
    ("geo:31.5,34.4", "geo:31.5,34.4"),
    ("https://www.google.com/maps/@31.5,34.4,15z", "google.com/maps/@31.5,34.4,15z"),
    ("https://maps.app.goo.gl/abc123", "maps.app.goo.gl/abc123"),
    ("https://www.openstreetmap.org/#map=15/31.5/34.4", "openstreetmap.org/#map=15/31.5/34.4"),
    ("https://waze.com/ul?ll=31.5", "waze.com/ul?ll=31.5"),
    ("///filled.count.soap", "///filled.count.soap"),
    ("36R XV 12345 67890", "36R XV 12345 67890"),
    ("36RXV1234567890", "36RXV1234567890"),
    ("36rxv1234567890", "36rxv1234567890"),
    ("36R 637000 3485000", "36R 637000 3485000"),
    ("637000 mE 3485000 mN", "637000 mE 3485000 mN"),
    ("8G3QFF2C+XX", "8G3QFF2C+XX"),
    ("٣١٫٥٠١٧، ٣٤٫٤٦٦٨", "٣١٫٥٠١٧، ٣٤٫٤٦٦٨"),
]
TELEPHONES = [
    ("call +972 59 123 4567", "+972 59 123 4567"),
    ("+970591234567", "+970591234567"),
    ("+970 (0)59 123-4567", "+970 (0)59 123-4567"),
    ("(+970) 59 123 4567", "(+970) 59 123 4567"),
    ("00970 59 1234567", "00970 59 1234567"),
    ("+44 20 7946 0958", "+44 20 7946 0958"),
    ("059-123-4567", "059-123-4567"),
    ("0591234567", "0591234567"),
    ("08 282 1234", "08 282 1234"),
    ("(08) 282-1234", "(08) 282-1234"),
    ("059.123.4567", "059.123.4567"),
    ("(212) 555-0123", "(212) 555-0123"),
    ("212-555-0123", "212-555-0123"),
    ("1-800-123-456", "1-800-123-456"),
    ("972591234567", "972591234567"),
    ("Tel. 2821234", "Tel. 2821234"),
    ("WhatsApp: 599 123 456", "WhatsApp: 599 123 456"),
    ("tel:+97059123", "tel:+97059123"),
    ("https://wa.me/972591234567", "wa.me/972591234567"),
    ("هاتف: ٠٥٩١٢٣٤٥٦٧", "هاتف: ٠٥٩١٢٣٤٥٦٧"),
    ("טלפון 02-6221234", "טלפון 02-6221234"),
]
EMAILS = [
    ("write to amal@example.org.", "amal@example.org"),
    ("a.b+c@mail.example.co.uk", "a.b+c@mail.example.co.uk"),
    ("amal [at] example.org", "amal [at] example.org"),
    ("amal(at)example(dot)org", "amal(at)example(dot)org"),
    ("mailto:amal@example.org", "mailto:amal@example.org"),
    ("أمل@example.org", "أمل@example.org"),
]
HITS = [
    *((Kind.PLACE, *hit) for hit in PLACES),
    *((Kind.COORDINATES, *hit) for hit in COORDINATES),
    *((Kind.TELEPHONE, *hit) for hit in TELEPHONES),
    *((Kind.EMAIL, *hit) for hit in EMAILS),
]
CALM = [
    "",
    "600 trucks a day",
    "6,545 trucks over 58 days",
    "25,700 of 33,600 trucks, 76.5 %",
    "1 200 000 people were reached",
    "1,200,000 people",
    "0.375 and 0.482 of the target",
    "12.5, 34.7 and 18.8 per cent",
    "on 20 November 2026",
    "from 2024-10-12 to 2024-11-12",
    "01.02.2024",
    "01-02-2024",
    "12/11/2024, 08:30",
    "20241012 and 20241012123000",
    "2023-2024",
    "in 2023, 2024 and 2025",
    "GZA-COR-001-U7",
    "S/RES/2728 (2024)",
    "A/78/123 of 2024",
    "UNOCHA-2024-000123",
    "https://example.org/report/0591234567890",
    "https://example.org/a?id=0591234567",
    "https://example.org/status/1723456789012345678",
    "https://doi.org/10.1000/0123456789",
    "ISBN 978-0-306-40615-7",
    "USD 12 000 000",
    "$1,250,000,000",
    "$12000000000",
    "EUR 990 000 000 000",
    "+12 000 000 USD",
    "+25 % against October",
    "12 000 000 litres of fuel",
    "31°C in the shade",
    "a slope of 45°",
    "a 45° east-facing slope",
    "13 to 15 N of the list",
    "Follow @OCHAoPt",
    "https://medium.com/@tracker/post",
    "The amal of the hospital",
    "Hospital Al-Amal",
    "Al-Amal school",
    "Al-Amal Hospitality",
    "Point 140 and point 1",
    "مستشفى العودة",
    "10 M BY 2020",
    "Phase 1 (42 days), phase 2 (42 days)",
    "between 08:00 and 17:00",
    "1.5 million to 2.25 million",
    "3.141, 200.500",
    "https://www.openstreetmap.org/about",
    "2 + 2 = 4; 2345+67",
    "call for 600 000 tonnes",
    "the phone 600 of 1000",
    "resolution 2720 (2023) and 2735 (2024)",
]


@pytest.mark.parametrize(("kind", "text", "found"), HITS)
def test_it_finds(kind: Kind, text: str, found: str) -> None:
    first = next(iter(find(text, NAMES)), None)
    assert first is not None
    assert (first.kind, first.found, text[first.start : first.end]) == (kind, found, found)


@pytest.mark.parametrize("text", CALM)
def test_it_lets_through(text: str) -> None:
    assert find(text, NAMES) == ()


def test_the_tables_are_long_enough() -> None:
    assert (len(HITS) >= 40, len(CALM) >= 40) == (True, True)


def test_each_passage_carries_the_words_around_it() -> None:
    text = "The trucks that left in the morning were told by radio to wait near Point 14, or to write to a@example.org."
    assert [(hit.before, hit.found, hit.after) for hit in find(text, NAMES)] == [
        ("…in the morning were told by radio to wait near ", "Point 14", ", or to write to a@example.org."),
        ("…by radio to wait near Point 14, or to write to ", "a@example.org", "."),
    ]


@given(st.text(), st.lists(st.text(max_size=20), max_size=5))
def test_any_text_and_any_names_can_be_searched(text: str, names: list[str]) -> None:
    for hit in find(text, names):
        assert text[hit.start : hit.end] == hit.found != ""


@given(st.text(alphabet="0123456789 +-().,°'\"NESWnesw@:/ab\u0661\u200b", max_size=80))
def test_figures_and_signs_in_any_order_can_be_searched(text: str) -> None:
    spans = [(hit.start, hit.end) for hit in find(text, NAMES)]
    assert spans == sorted(spans)


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_between_any_two_texts_is_found(before: str, after: str) -> None:
    hits = find(f"{before} Amal House {after}", ["Amal House"])
    assert ["Amal House" in hit.found for hit in hits if "Amal" in hit.found] == [True]


@pytest.mark.parametrize("text", ["a" * 20_000, "1" * 20_000, "1 " * 10_000, "a@" * 10_000, "1.2345," * 3000])
def test_a_long_text_takes_no_longer_than_a_blink(text: str) -> None:
    start = time.perf_counter()
    find(text, NAMES)
    assert time.perf_counter() - start < 2
