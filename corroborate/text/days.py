"""Days of the calendar, written with the month's name or in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from corroborate.types import DateMention

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|JANUARY|FEBRUARY|MARCH|APRIL|MAY|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|JUN|JUL|AUG|SEPT|SEP|OCT|NOV|DEC)\b\.?)"
)
_DAY = r"(?P<{0}>0?[1-9]|[12]\d|3[01])"
YEAR = r"(?P<{0}>1[5-9]\d\d|20\d\d|2100)"
_TWO = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:%]|[.,]\d|\s?[ap]\.?m\b)"
_ORD = r"(?:\s?(?:st|nd|rd|th))?"
_ISO = re.compile(r"\b(?P<y>1[5-9]\d\d|20\d\d)[-/](?P<m>0[1-9]|1[0-2])[-/](?P<d>0[1-9]|[12]\d|3[01])(?=\b|T\d)")
_SLASH = re.compile(
    r"(?<![\d/.$£€-])(?P<a>\d{1,2})\s?(?P<sep>[/.])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<y>(?:19|20)\d\d|\d\d)(?![\d/]|\.\d)"
)
_DMY = re.compile(
    r"\b(?:the\s+)?"
    + _DAY.format("d")
    + _ORD
    + r"(?:\s*(?:-|–|to|and|&|,)\s*"
    + _DAY.format("d2")
    + _ORD
    + r")?"
    + r"(?:\s+day)?(?:\s+of|-)?\s*"
    + MONTH.format("m")
    + r"(?![a-zA-Z])(?:,?\s+(?:of\s+)?"
    + YEAR.format("y")
    + r"\b(?![,.]\d)|-(?P<y2>(?:19|20)\d\d)\b)?"
)
_MDY = re.compile(
    r"\b"
    + MONTH.format("m")
    + r"\s+(?:the\s+)?"
    + _DAY.format("d")
    + _ORD
    + r"(?P<more>(?:(?:\s*(?:-|–)\s*"
    + _TWO
    + r"|\s*(?:to|and|&|,|, and)\s*"
    + _TWO
    + r"(?!\s+(?!(?:and|to|of|in|at|on|for|with|when|by|as|from|after|before)\b)[a-z])))*)"
    + r"(?![\d:%]|\.\d|,\d(?!\d{3}\b)|\s?[ap]\.?m\b)(?:(?:\s?,\s*|\s+)(?:of\s+)?"
    + YEAR.format("y")
    + r"\b(?![,.]\d))?"
)
_DAY_LIST = re.compile(r"(?<![\d.,])(?:(?:[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\s?,\s)+$")
_SPELLED_DAYS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth"
    " twenty-fifth twenty-sixth twenty-seventh twenty-eighth twenty-ninth thirtieth thirty-first"
).split()
_SPELLED = re.compile(
    r"\b(?P<d>"
    + "|".join(sorted(_SPELLED_DAYS, key=len, reverse=True))
    + r")\s+(?:day\s+)?of\s+"
    + MONTH.format("m")
    + r"(?![a-zA-Z])(?:,?\s+"
    + YEAR.format("y")
    + r"\b)?"
)


def _safe(year: int, month: int, day: int) -> date | None:
    """Make a day, or None where the calendar has none such."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(month: int, day: int, published: date | None) -> date | None:
    """Choose the year that brings a day nearest to publication."""
    if published is None:
        return None
    days = [d for y in (-1, 0, 1) if (d := _safe(published.year + y, month, day)) is not None]
    return min(days, key=lambda d: (abs((d - published).days), d), default=None)


def _day(
    text: str, start: int, end: int, month: int, day: int, year: int | None, published: date | None
) -> DateMention | None:
    """Make a mention of a day; None where the calendar has none such."""
    if _safe(year or 2024, month, day) is None:
        return None
    value = f"{year:04d}-{month:02d}-{day:02d}" if year else f"--{month:02d}-{day:02d}"
    resolved = _safe(year, month, day) if year else _nearest(month, day, published)
    return DateMention(start=start, end=end, text=text[start:end], kind="day", value=value, resolved=resolved)


def month_number(name: str) -> int:
    """Number a month's name or abbreviation, 1 to 12."""
    return _MONTHS[name.rstrip(".").casefold()]


def named_days(text: str, published: date | None) -> Iterator[DateMention | None]:
    """Find days written with the month's name."""
    for match in _DMY.finditer(text):
        year = match["y"] or match["y2"]
        month = month_number(match["m"])
        # "18, 19, 20 and 22 February": the days before share month and year.
        listed = _DAY_LIST.search(text[max(0, match.start() - 24) : match.start()])
        if listed:
            offset = match.start() - len(listed.group())
            for earlier in re.finditer(r"\d{1,2}", listed.group()):
                begin, end = offset + earlier.start(), offset + earlier.end()
                yield _day(text, begin, end, month, int(earlier.group()), int(year) if year else None, published)
        start = match.start("d") if match["d2"] else match.start()
        if match["d2"]:
            yield _day(text, start, match.end("d"), month, int(match["d"]), int(year) if year else None, published)
            start = match.start("d2")
        yield _day(
            text, start, match.end(), month, int(match["d2"] or match["d"]), int(year) if year else None, published
        )
    for match in _SPELLED.finditer(text):
        number = _SPELLED_DAYS.index(match["d"]) + 1
        spelled_year = int(match["y"]) if match["y"] else None
        yield _day(text, match.start(), match.end(), month_number(match["m"]), number, spelled_year, published)
    for match in _MDY.finditer(text):
        month = month_number(match["m"])
        year = int(match["y"]) if match["y"] else None
        more = list(re.finditer(r"\d{1,2}(?:st|nd|rd|th)?", match["more"] or ""))
        first_end = match.end() if not more else match.start("more")
        yield _day(text, match.start(), first_end, month, int(match["d"]), year, published)
        for n, extra in enumerate(more):
            begin = match.start("more") + extra.start()
            end = match.end() if n == len(more) - 1 else match.start("more") + extra.end()
            yield _day(text, begin, end, month, int(re.sub(r"\D", "", extra.group())), year, published)


def numeric_days(text: str, published: date | None) -> Iterator[DateMention | None]:
    """Find ISO days and days written with slashes or points."""
    for match in _ISO.finditer(text):
        yield _day(text, match.start(), match.end(), int(match["m"]), int(match["d"]), int(match["y"]), published)
    for match in _SLASH.finditer(text):
        a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
        if year < 100:
            if match["sep"] == ".":
                continue
            year += 2000 if year < 70 else 1900
        readings = [d for d in (_safe(year, b, a), _safe(year, a, b)) if d is not None]
        if match["sep"] == ".":
            readings = readings[:1] if _safe(year, b, a) else []
        if not readings:
            continue
        chosen: date | None = readings[0]
        if len(set(readings)) > 1:
            # 05/10 or 10/05: the reading next to publication where one is clearly nearer, else unknown.
            ranked = sorted(readings, key=lambda d: abs((d - published).days)) if published else []
            chosen = ranked[0] if published and abs((ranked[0] - published).days) <= 14 else None
        yield DateMention(
            start=match.start(),
            end=match.end(),
            text=match.group(),
            kind="day",
            value=chosen.isoformat() if chosen else "",
            resolved=chosen,
        )
