"""Pure functions on text."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from initiatives import text


@pytest.mark.parametrize(("value", "stored"), [
    ("a\x00b\x07c\x1fd\x7fe\x85f", "abcdef"),
    ("one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
    ("\u202eabc\u200f", "\u202eabc\u200f"),
])  # fmt: skip
def test_controls_are_stripped_but_line_ends_tabs_and_direction_marks_stay(value: str, stored: str) -> None:
    assert text.strip_controls(value) == stored


@pytest.mark.parametrize(("value", "written"), [
    ("a\x00b\x01\t\n\x1f", "a\ufffdb\ufffd\t\n\ufffd"),
    ("\ud800 \ufffe \uffff", "\ufffd \ufffd \ufffd"),
    ("<&> مرحبا שלום \u202e \x85 \ufffd \U0001f69a", "<&> مرحبا שלום \u202e \x85 \ufffd \U0001f69a"),
])  # fmt: skip
def test_what_xml_cannot_hold_is_marked_and_the_rest_stays(value: str, written: str) -> None:
    assert text.for_xml(value) == written


@pytest.mark.parametrize(("value", "key"), [
    ("  Médecins   Sans\u00a0Frontières ", "medecins sans frontieres"),
    ("STRASSE Straße", "strasse strasse"),
    ("ﬁeld Ⅳ", "field iv"),
    ("مُحَمَّد", "محمد"),
    ("שָׁלוֹם", "שלום"),
    ("İstanbul", "istanbul"),
])  # fmt: skip
def test_keys_fold_case_marks_width_and_blanks(value: str, key: str) -> None:
    assert text.normalise(value) == key


@given(st.text())
def test_a_key_is_its_own_key(value: str) -> None:
    once = text.normalise(value)
    assert text.normalise(once) == once


def test_a_reference_is_three_words() -> None:
    assert text.tokens("GZA-COR-001, l'aide") == ["gza", "cor", "001", "l'aide"]


@pytest.mark.parametrize("value", ["Open", "a-b", "see https://example.org/a=b", "3 - 2", "مفتوح", "", "50 %; 60 %"])
def test_what_no_spreadsheet_runs_is_left_alone(value: str) -> None:
    assert text.disarm(value) == value


@pytest.mark.parametrize(("value", "cell"), [
    ("=1+1", "'=1+1"),
    (" \u200b=1", "' \u200b=1"),
    ("＠SUM(A1)", "'＠SUM(A1)"),
    ("\t1", "'\t1"),
    ("note;=cmd()", "note;'=cmd()"),
    ("note\n-2", "note\n'-2"),
    ('";=1', "\";'=1"),
])  # fmt: skip
def test_an_apostrophe_stands_before_each_place_where_a_formula_could_start(value: str, cell: str) -> None:
    assert text.disarm(value) == cell


@given(st.lists(st.text(st.sampled_from(" \t\n\0;,|=-@＝a\"'\u200b"), max_size=5), max_size=4))
def test_one_look_tells_whether_any_text_is_armed(values: list[str]) -> None:
    plain = [text._FORMULA.sub("'", text._INNER_FORMULA.sub("'", value)) for value in values]
    assert list(map(text.disarm, values)) == plain
    assert text.any_armed(values) or plain == values
    assert not text.any_armed(values) or plain != values or any("\0" in value or not value for value in values)


@given(st.text(alphabet=" \t\n;,=+-@a\"'\u200b＝"))
def test_no_piece_of_a_disarmed_text_starts_a_formula(value: str) -> None:
    for separator in ";,\t\n":
        for piece in text.disarm(value).split(separator):
            assert piece.lstrip(" \t\n\"\u200b")[:1] not in {"=", "+", "-", "@", "＝"}  # fmt: skip


def test_the_nearest_word_is_suggested_and_a_far_one_is_not() -> None:
    words = ["corridor", "ceasefire", "reconstruction"]
    assert [text.nearest(typed, words) for typed in ("coridor", "Cease-fire", "zzz")] == ["corridor", "ceasefire", None]


@given(st.text(alphabet=st.sampled_from("='\"+-@;,|\t\n ab＝א\u200b"), max_size=12))
def test_undisarm_gives_back_what_was_disarmed(stored: str) -> None:
    stored = text.strip_controls(stored).strip()
    assert text.undisarm(text.disarm(stored)) == stored


def test_undisarm_leaves_an_apostrophe_that_guards_nothing() -> None:
    assert [text.undisarm(cell) for cell in ("'quoted' - so", "l'eau; 'x'", "'=1", "a;'-2", "''=1")] == [
        "'quoted' - so",
        "l'eau; 'x'",
        "=1",
        "a;-2",
        "'=1",
    ]


@pytest.mark.parametrize(("value", "digits"), [
    ("12.500", "12.5"), ("12.000", "12"), ("1200", "1200"), ("1.2E+3", "1200"), ("0.010", "0.01"), ("1E-6", "0.000001"),
    ("-3.10", "-3.1"), ("0.00", "0"), ("-0.00", "0"), ("123456789012.345", "123456789012.345"),
])  # fmt: skip
def test_a_figure_is_its_digits(value: str, digits: str) -> None:
    assert text.figure(Decimal(value)) == digits
