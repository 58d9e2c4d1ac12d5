"""Finds in a text what may put people at risk: names of sensitive places, coordinates, telephone numbers, e-mails.

It errs on the side of finding: a hit does not forbid anything, it asks a person to look.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

# Letters and digits on each side that are shown with a passage.
AROUND = 50
MOST_WORDS = 12


class Kind(Enum):
    PLACE = "place"
    COORDINATES = "coordinates"
    TELEPHONE = "telephone"
    EMAIL = "email"


@dataclass(frozen=True)
class Passage:
    """What was found, where it stands in the text, and the words around it."""

    kind: Kind
    start: int
    end: int
    found: str
    before: str
    after: str


def find(text: str, names: Iterable[str] = ()) -> tuple[Passage, ...]:
    """Every passage in order, the longer one where two overlap. `names` are those of sensitive places."""
    spans = sorted({*_patterns(text), *_places(text, names)}, key=lambda span: (span[1], -span[2]))
    found: list[Passage] = []
    for kind, start, end in spans:
        if not found or start >= found[-1].end:
            found.append(Passage(kind, start, end, text[start:end], _lead(text, start), _tail(text, end)))
    return tuple(found)


Span = tuple[Kind, int, int]


def _lead(text: str, start: int) -> str:
    cut = text[max(0, start - AROUND) : start]
    return cut if start <= AROUND else "…" + cut.partition(" ")[2]


def _tail(text: str, end: int) -> str:
    cut = text[end : end + AROUND]
    return cut if end + AROUND >= len(text) else cut.rpartition(" ")[0] + "…"


# -- one spelling for many ---------------------------------------------------------------------------------------------

# One letter for those that are written for one another, and ASCII for signs that stand in coordinates.
_SAME = str.maketrans({"ة": "ه", "ى": "ي", "٫": ".", "٬": ",", "،": ",", "؛": ";", "º": "°", "˚": "°", "−": "-",
                       "–": "-", "‐": "-", "‑": "-", "’": "'", "‘": "'", "′": "'", "´": "'", "″": '"', "”": '"',
                       "“": '"',
                       "\u0640": None})  # fmt: skip


def _fold(text: str, *, casefold: bool) -> tuple[str, list[int]]:
    """The text without marks and invisible signs, its digits in ASCII; and for each letter where it came from."""
    letters: list[str] = []
    where: list[int] = []
    for index, letter in enumerate(text):
        for part in _folded(letter, casefold):
            letters.append(part)
            where.append(index)
    return "".join(letters), where


def _folded(letter: str, casefold: bool) -> str:
    if letter.isascii():
        return letter.casefold() if casefold else letter
    changed = letter.translate(_SAME)
    parts = unicodedata.normalize("NFKD", changed.casefold() if casefold else changed)
    kept = "".join(_digit(part) for part in parts if unicodedata.category(part) not in {"Mn", "Me", "Cf"})
    return kept.translate(_SAME)


def _digit(part: str) -> str:
    value = unicodedata.decimal(part, None)
    return part if value is None else str(value)


# -- names of places ---------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+")
# What Arabic and Hebrew write before a name without a blank: and, in, to, like, the.
_ATTACHED = re.compile(r"^(?:[وف]?[بلك]?(?:ال|لل)?(?=[\u0620-\u064a]{2})|[ומבלכשה]{1,2}(?=[א-ת]{2}))")
# Scripts that leave no blanks between words.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def _places(text: str, names: Iterable[str]) -> Iterator[Span]:
    joined = {key for name in names if (key := _join(name))}
    if not joined:
        return
    folded, where = _fold(text, casefold=True)
    words = list(_WORD.finditer(folded))
    longest = max(map(len, joined)) + 4
    for first, word in enumerate(words):
        run = ""
        for last in range(first, min(first + MOST_WORDS, len(words))):
            run += words[last].group()
            if len(run) > longest:
                break
            if not joined.isdisjoint(_bare(run)):
                yield Kind.PLACE, where[word.start()], where[words[last].end() - 1] + 1
    for name in joined:
        if _UNSPACED.search(name):
            for found in re.finditer(re.escape(name), folded):
                yield Kind.PLACE, where[found.start()], where[found.end() - 1] + 1


def _join(name: str) -> str:
    """The letters of a name without blanks and hyphens: Al-Amal, Al Amal and Alamal are one."""
    return _ATTACHED.sub("", "".join(_WORD.findall(_fold(name, casefold=True)[0])), count=1)


def _bare(run: str) -> set[str]:
    """The run as it stands, and without each part of what may be attached before it."""
    attached = _ATTACHED.match(run)
    return {run, *(run[cut:] for cut in range(1, (attached.end() if attached else 0) + 1))}


# -- patterns ----------------------------------------------------------------------------------------------------------

_SIDE = r"(?:n|s|e|w|north|south|east|west)(?![^\W_]|-)"
_SEP = r"[\s,;/|]{1,4}"
# Not within a number, a word or an address.
_START = r"(?<![^\W_])(?<![.,:/=#%&_-])"

_COORDINATES = (
    # 31.5017, 34.4668; with four decimals also 31,5017 34,4668, where three would be thousands.
    rf"(?<![\d.,])(?P<a>[+-]?\d{{1,3}}\.\d{{3,}})\s?°?{_SEP}(?P<b>[+-]?\d{{1,3}}\.\d{{3,}})(?![\d.])",
    r"(?<![\d.,])(?P<a>[+-]?\d{1,3}\.\d{4,})\s?°?\s(?:and|by|و|ו)\s?(?P<b>[+-]?\d{1,3}\.\d{4,})(?![\d.])",
    r"(?<![\d.,])(?P<a>[+-]?\d{1,3},\d{4,})\s?°?[\s;/|]{1,4}(?P<b>[+-]?\d{1,3},\d{4,})(?![\d,])",
    # 31.5° N, 34.46 E, lat 31.5 lon 34.4
    rf"(?<![\d.])\d{{1,3}}(?:[.,]\d+)?\s?°\s?{_SIDE}",
    rf"(?<![\d.])\d{{1,3}}\.\d{{1,}}\s?(?:n|s|north|south)(?![^\W_]){_SEP}\d{{1,3}}\.\d{{1,}}\s?(?:e|w|east|west)(?![^\W_])",
    rf"(?<![^\W_])(?:[ns]\s?\d{{1,2}}\.\d{{2,}}{_SEP}[ew]\s?\d{{1,3}}\.\d{{2,}})",
    r"(?<![^\W_])(?:latitude|lat)[\s:=]{1,3}[+-]?\d{1,2}[.,]\d+.{0,12}?(?:longitude|long|lon|lng)[\s:=]{1,3}[+-]?\d{1,3}[.,]\d+",
    # 31°30'15"N, 31 30 15 N 34 28 00 E, 313015N0342800E
    r"(?<!\d)\d{1,3}\s?°\s?\d{1,2}(?:[.,]\d+)?\s?'(?:\s?\d{1,2}(?:[.,]\d+)?\s?(?:\"|''))?(?:\s?[nsew](?![^\W_]))?",
    r"(?<![\d.])\d{1,2}[\s:-]\d{1,2}[\s:-]\d{1,2}(?:\.\d+)?\s?[ns]\b[\s,;/]{0,3}\d{1,3}[\s:-]\d{1,2}[\s:-]\d{1,2}(?:\.\d+)?\s?[ew]\b",
    r"(?<![^\W_])\d{4,6}[ns]\s?\d{5,7}[ew](?![^\W_])",
    r"geo:[+-]?\d[\w.,;=?+-]*",
    r"(?:google\.[a-z.]{2,6}/maps|maps\.google\.|goo\.gl/maps|maps\.app\.goo\.gl|maps\.apple\.com|bing\.com/maps|waze\.com/"
    r"|wego\.here\.com|what3words\.com/|w3w\.co/|yandex\.[a-z]{2,3}/maps|osm\.org/go"
    r"|openstreetmap\.org/(?:\S*(?:map=|mlat=)|node/|way/))[^\s<>\"]*",
    r"///[^\W\d_]{3,}\.[^\W\d_]{3,}\.[^\W\d_]{3,}",
)  # fmt: skip
# As written, since small letters would make words of them.
_GRIDS = (
    # MGRS, 36R XV 12345 67890
    r"(?<![^\W_])(?:[1-9]|[1-5]\d|60)[C-HJ-NP-X]\s?[A-HJ-NP-Z][A-HJ-NP-V]\s?"
    r"(?:\d{5}\s?\d{5}|\d{4}\s?\d{4}|\d{3}\s?\d{3}|\d{2}\s?\d{2})(?![^\W_])",
    r"(?<![^\W_])(?:[1-9]|[1-5]\d|60)[c-hj-np-x][a-hj-np-z][a-hj-np-v](?:\d{10}|\d{8})(?![^\W_])",
    # UTM, 36R 637000 3485000
    r"(?<![^\W_])(?:[1-9]|[1-5]\d|60)\s?[C-HJ-NP-X][\s,]+\d{6}(?:\.\d+)?\s?m?\s?E?[\s,]+\d{6,7}(?:\.\d+)?\s?m?\s?N?(?![^\W_])",
    r"(?<![^\W_])\d{6}(?:\.\d+)?\s?m?\s?E[\s,]+\d{6,7}(?:\.\d+)?\s?m?\s?N(?![^\W_])",
    # Open Location Code, 8G3QFF2C+XX
    r"(?<![^\W_])(?=[2-9CFGHJMPQRVWX+]*[CFGHJMPQRVWX])[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?![^\W_])",
)  # fmt: skip
_EMAILS = (
    r"(?<![\w.+%'-])[\w.+%'-]+@(?:[^\W_][\w-]*\.)+[^\W\d_]{2,}",
    r"(?<![\w.+-])[\w.+-]+\s?[\[({<]\s?at\s?[\])}>]\s?[\w-]+(?:(?:\.|\s?[\[({<]\s?dot\s?[\])}>]\s?)[\w-]+)+",
    r"mailto:\S+",
)
_BETWEEN = r"(?:\s?[\s()./-]\s?|)"
_NAMED = r"(?:tel|telephone|phone|mobile|cell|whatsapp|fax|hotline|هاتف|تلفون|جوال|واتساب|טלפון|טל|נייד|פקס)"
_TELEPHONES = (
    # +972 59 123 4567, 00970 59..., (+970) 59
    rf"(?<![^\W_])(?<![./=#%&_-])(?:\(?\+\s?|\(?00\s?)[1-9](?:{_BETWEEN}\d){{7,14}}(?!\d|[.,]\d)",
    # 059-123-4567, 08 282 1234, (08) 282-1234
    rf"{_START}\(?0\d{{1,3}}\)?(?:{_BETWEEN}\d){{6,9}}(?!\d|[.,/]\d)",
    # (212) 555-0123, 212-555-0123, 1-800-123-456
    rf"{_START}\(\d{{2,4}}\)\s?\d{{3}}[\s-]?\d{{3,4}}(?!\d)",
    rf"{_START}\d{{3}}([ .-])\d{{3}}\1\d{{4}}(?!\d|[.,/-]\d)",
    rf"{_START}1[\s-]8\d\d[\s-]\d{{2,3}}[\s-]\d{{2,4}}(?:[\s-]\d{{2,3}})?(?!\d)",
    # Twelve digits and more in one piece that begin as numbers of the region do.
    rf"{_START}9[6-9]\d(?:{_BETWEEN}\d){{8,10}}(?!\d|[.,]\d)",
    # Said to be one.
    rf"(?<![^\W_]){_NAMED}(?:\s(?:number|no\.?))?[\s.:)]{{1,3}}(?P<named>[+(]?\d(?:{_BETWEEN}\d){{5,14}})(?!\d|[.,]\d)",
    r"(?:tel|sms|callto):\+?[\d-]{6,}",
    r"(?:wa\.me/|whatsapp\.com/send\?phone=)\+?\d{6,}",
)

_DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4})")
_STAMP = re.compile(r"(?:19|20)\d\d[01]\d[0-3]\d\d*")
_THOUSANDS = re.compile(r"\+?\d{1,3}(?: \d{3})+")
_NO_CALL_BEFORE = re.compile(r"(?:[$€£¥₪]|(?<![^\W_])(?:usd|us\$|eur|ils|nis|gbp|isbn|issn|ean|doi|no\.|nr\.)):?\s?$")
_NO_CALL_AFTER = re.compile(
    r"\s?(?:[$€£¥₪%]|(?:usd|eur|ils|nis|gbp|dollars?|euros?|shekels?|people|persons|trucks?|tonnes?|litres?)(?![^\W_]))"
)


def _on_earth(found: re.Match[str]) -> bool:
    pair = found.groupdict()
    if pair.get("a") is None:
        return True
    first, second = (abs(float(pair[name].replace(",", "."))) for name in ("a", "b"))
    return first <= 180 and second <= 180 and min(first, second) <= 90


def _is_telephone(found: re.Match[str]) -> bool:
    """Not a date, not thousands, not money, though it looks like a number that one can call."""
    named = found.groupdict().get("named") is not None
    told = (found["named"] if named else found.group()).strip("( )")
    if not 6 <= sum(letter.isdigit() for letter in told) <= 15 or _DATE.fullmatch(told):
        return False
    if named or (not told[:1].isdigit() and told[:1] != "+"):
        return True
    if _STAMP.fullmatch(told) or (_THOUSANDS.fullmatch(told) and (told.endswith(" 000") or told[0] in "123456789")):
        return False
    around = found.string
    return not (_NO_CALL_BEFORE.search(around[: found.start()]) or _NO_CALL_AFTER.match(around, found.end()))


def _always(found: re.Match[str]) -> bool:
    return True


Check = Callable[[re.Match[str]], bool]
_SEARCHES: tuple[tuple[Kind, bool, tuple[re.Pattern[str], ...], Check], ...] = (
    (Kind.COORDINATES, True, tuple(map(re.compile, _COORDINATES)), _on_earth),
    (Kind.COORDINATES, False, tuple(map(re.compile, _GRIDS)), _always),
    (Kind.EMAIL, True, tuple(map(re.compile, _EMAILS)), _always),
    (Kind.TELEPHONE, True, tuple(map(re.compile, _TELEPHONES)), _is_telephone),
)


def _patterns(text: str) -> Iterator[Span]:
    for kind, casefold, patterns, is_one in _SEARCHES:
        folded, where = _fold(text, casefold=casefold)
        for pattern in patterns:
            for found in pattern.finditer(folded):
                if is_one(found) and found.group().strip():
                    lead = len(found.group()) - len(found.group().lstrip())
                    yield kind, where[found.start() + lead], where[found.end() - 1] + 1
