"""Pure functions on text: strip what must not be stored, make keys, keep spreadsheets from running it."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

# C0 and C1 controls and NUL; newline and tab stay, carriage returns become newlines first.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What XML 1.0 cannot hold, not even as a number: controls, halves of surrogate pairs, two non-characters.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Overrides, embeddings and isolates of direction, and their ends.
_TURN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)

# What search makes one of: letters that people write in either form, and digits of other scripts.
_ONE_LETTER = str.maketrans(
    {"\u0640": "", "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ۀ": "ه", "ہ": "ه"}
    | {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
    | {chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)}
)
# Marks of every kind, and what joins, parts or turns letters without being seen.
_UNSEEN = frozenset({"Mn", "Mc", "Me", "Cf"})
# Scripts that leave no blanks between words.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff"
# A reference is one word; the letters of a script without blanks are a word each.
_SEARCHED = re.compile(rf"\b[a-z]{{3}}-[a-z]{{3}}-[0-9]+\b|[^\W_{_UNSPACED}]+|[{_UNSPACED}]")
_LONGEST = 60
# What Arabic and Hebrew write before a word without a blank: and, in, to, like, the.
_ARTICLE = re.compile(r"[وف]?(?:[بك]?ال|لل)(?=\w{3})")
_ATTACHED = re.compile(r"[והבלכמש](?=[א-ת]{3})")

# What a spreadsheet takes as the start of a formula, in ASCII and full width.
_TRIGGERS = "=+\\-@＝＋－＠"
# Marks and blanks that a spreadsheet skips before it looks: white space, quotes, zero-width and direction marks.
_SKIPPED = (
    "\\s\"'“”‘’\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
)
_BLANK = re.compile(f"[{_SKIPPED}]")
_FORMULA = re.compile(f"^(?=[{_SKIPPED}]*[{_TRIGGERS}]|[\t\r\n\0])")
# In a semicolon or tab locale one quoted field may be split again, so what follows an inner separator is guarded too.
_INNER_FORMULA = re.compile(f"(?<=[;,\t\r\n|])(?=[{_SKIPPED}]*[{_TRIGGERS}])")
# Either of them in texts that each follow a NUL, or more than that where a text holds one. What a match begins with
# stands first, so that the search skips over everything else.
_ARMED = re.compile(f"[;,\t\r\n|\0](?:[{_SKIPPED}]*[{_TRIGGERS}]|(?<=\0)[\t\r\n\0])")


def strip_controls(value: str) -> str:
    """Text without control characters; line ends become newlines, tabs stay."""
    return _CONTROL.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def for_xml(value: str) -> str:
    """Text that an XML file can hold: U+FFFD stands for each character that it cannot."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", value)


def isolated(value: str) -> str:
    """The text kept apart from what stands beside it, for places where no element can; it turns nothing round."""
    return f"\N{FIRST STRONG ISOLATE}{unturned(value)}\N{POP DIRECTIONAL ISOLATE}"


def unturned(value: str) -> str:
    return _TURN.sub("", value)


def normalise(value: str) -> str:
    """The key under which a text is found, sorted and compared: NFKC, casefolded, marks stripped, blanks folded.

    Made in Python because `lower()` of SQLite and PostgreSQL differ beyond ASCII.
    """
    if value.isascii():
        return " ".join(value.lower().split())
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", value).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKC", bare).split())


def tokens(value: str) -> list[str]:
    """The normalised words of a text, in order; `GZA-COR-001` gives gza, cor and 001."""
    return _WORD.findall(normalise(value))


def searched(value: str) -> list[str]:
    """The words that a text is searched by, in order, in one spelling: more is folded than in the keys of `normalise`.

    Nothing but letters and digits is left of them, and the hyphens of a reference.
    """
    if value.isascii():
        folded = value.lower()
    else:
        decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", value).casefold())
        bare = "".join(char for char in decomposed if unicodedata.category(char) not in _UNSEEN)
        folded = unicodedata.normalize("NFKC", bare.translate(_ONE_LETTER))
    return [word[:_LONGEST] for word in _SEARCHED.findall(folded)]


def without_article(word: str) -> str:
    """An Arabic word as it is looked for: found with the article, and what is written with it, or without."""
    return _ARTICLE.sub("", word, count=1)


def forms(word: str) -> set[str]:
    """All that one word of a text is found by: a reference by its parts, too, others without what is attached."""
    if "-" in word:
        return {word, *word.split("-")}
    found = {word, without_article(word)}
    while attached := _ATTACHED.match(word):
        word = word[attached.end() :]
        found.add(word)
    return found


def disarm(value: str) -> str:
    """A text that no spreadsheet runs as a formula: an apostrophe stands before each place where one could start.

    Covers = + - @ and their full-width forms, also after blanks, invisible marks and quotes, a leading tab or line
    end, and what follows an inner separator. Source: OWASP, CSV injection, and our own tries in LibreOffice.
    """
    return _FORMULA.sub("'", _INNER_FORMULA.sub("'", value)) if any_armed((value,)) else value


def any_armed(values: Iterable[str]) -> bool:
    """Whether `disarm` would change any of them; one look at all of them together."""
    return _ARMED.search("\0" + "\0".join(values)) is not None


def figure(value: Decimal) -> str:
    """The digits of a figure: no exponent, no zeros at the end, no sign before nought."""
    digits = f"{value:f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) if value else "0"


def says_something(value: str) -> bool:
    """Whether it holds a letter or a digit that can be seen."""
    return any(char.isalnum() for char in _BLANK.sub("", value))


def one_line(value: str) -> str:
    """The text with every run of white space folded into one blank."""
    return " ".join(value.split())


def web_address(url: str) -> str:
    """The address if a browser only opens it, else nothing: no other scheme ever becomes a link."""
    return url if url.startswith(("http://", "https://")) else ""


def nearest(value: str, allowed: Iterable[str]) -> str | None:
    """The allowed word closest to what was typed, or None when none is close."""
    from difflib import get_close_matches

    found = get_close_matches(value.casefold(), list(allowed), n=1, cutoff=0.6)
    return found[0] if found else None


# Stored text never begins with a blank, so a guard before a leading tab or line end needs no undoing.
_GUARD = re.compile(f"(?:(?<=[;,\t\r\n|])|^)'(?=[{_SKIPPED}]*[{_TRIGGERS}])")


def undisarm(value: str) -> str:
    """The text that `disarm` was given: the apostrophes that stand where it puts them are taken away."""
    return _GUARD.sub("", value)
