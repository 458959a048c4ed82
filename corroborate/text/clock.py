"""Clock times and parts of the day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corroborate.types import DateMention

_ZONE = (
    r"(?P<zone>\s*\(?(?:GMT|UTC|BST|CEST|CET|EEST|EET|MSK|IST|JST|AEST|AEDT|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT"
    r"|Eastern|Pacific|Central|Mountain)\b\)?|\s+(?:local|[A-Z][a-z]+)\s+time\b)?"
)
_HOUR_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORD = "|".join(_HOUR_WORDS)
_AMPM = re.compile(
    r"(?<![\d.:,$£€])(?P<h>0?[1-9]|1[0-2]|"
    + _WORD
    + r")(?:\s?[:.]\s?(?P<m>[0-5]\d))?(?:\s?[:.]\s?[0-5]\d)?\s?(?:-\s?)?"
    r"(?P<half>[ap])\s?(?:\.\s?m\b\.?|m\b\.?)" + _ZONE,
    re.IGNORECASE,
)
_RANGE_START = re.compile(
    r"(?<![\d.:,$£€])(?P<h>0?[1-9]|1[0-2])(?:\s?[:.]\s?(?P<m>[0-5]\d))?(?=\s?(?:-|–|to|and)\s?(?:0?[1-9]|1[0-2])"
    r"(?:\s?[:.]\s?[0-5]\d)?\s?(?P<half>[ap])\s?\.?\s?m\b)",
    re.IGNORECASE,
)
_TWENTY_FOUR = re.compile(
    r"(?<![\d.:,$£€])(?P<h>[01]?\d|2[0-3])\s?:\s?(?P<m>[0-5]\d)(?:\s?:\s?[0-5]\d(?:\.\d+)?)?(?![\d:])"
    r"(?!\s+(?:to\s+(?:play|go)|left|remaining|mark)\b)" + _ZONE + r"(?P<z>Z\b)?"
)
_MILITARY = re.compile(
    r"(?<![\d.:,$£€])(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)"
    r"\s?(?P<zone>GMT|UTC|BST|hrs|hours|local\s+time|h\b|IST|EST|EDT|PST|PDT|CET)\b"
)
_DOTTED = re.compile(
    r"\b(?:at|from|until|by|around|about|before|after)\s+(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)"
    r"(?=\s+(?:on|local|GMT|hrs|hours)\b)"
)
_OCLOCK = re.compile(
    r"\b(?P<h>"
    + _WORD
    + r"|0?[1-9]|1[0-2])\s+o['’]\s?clock(?:\s+(?:in\s+the\s+)?(?P<part>morning|afternoon|evening|at\s+night))?",
    re.IGNORECASE,
)
_IN_PART = re.compile(
    r"(?:\b(?:at|before|after|around|about|by|until|from)\s+|\b(?=\d\d?[:.]\d\d\s))(?P<t>(?P<h>"
    + _WORD
    + r"|0?[1-9]|1[0-2])(?:[:.](?P<m>[0-5]\d))?\s+"
    r"(?:in\s+the\s+(?P<part>morning|afternoon|evening)|(?P<night>at\s+night)"
    r"|(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s+(?P<part2>morning|afternoon|evening|night)))",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?P<p>morning|afternoon|evening|night)\b"
    r"(?!\s+(?:club|shift|court|watch|time|goggles|vision|owl|show|school|star|news|post|standard))",
    re.IGNORECASE,
)
_PART_LEAD = re.compile(
    r"(?:day[\s-]|day\s(?:late|early)\s"
    r"|\b(?:in|of|on)\sthe\s|\b(?:this|that|last|tomorrow|yesterday|late|early|at|one|the|and|recent)\s|\bmid-)$",
    re.IGNORECASE,
)
# What any time has: without one of these nothing is looked for.
_ANY = re.compile(
    r"\d|clock|noon|midday|midnight|morning|afternoon|evening|night|\b[ap]\s?\.?\s?m\b|past|quarter", re.IGNORECASE
)
_PAST = re.compile(
    r"\b(?:an?\s+)?(?P<by>half|quarter|five|ten|twenty[-\s]five|twenty)\s+(?P<way>past|to)\s+(?P<h>"
    + _WORD
    + r"|0?[1-9]|1[0-2])(?!\w|\s*%)(?=(?:\s+in\s+the\s+(?P<part>morning|afternoon|evening)"
    r"|\s+(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\s+(?P<part2>morning|afternoon|evening|night))?)"
    r"(?(part)|(?(part2)|(?=\s*[,.;]|\s+on\b|\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|$)))",
    re.IGNORECASE,
)
_POINT = re.compile(
    r"\b(?:(?P<noon>noon|midday)|(?P<midnight>midnight))\b(?!\s+(?:Sun|Cowboy|Express|Mass)\b)" + _ZONE, re.IGNORECASE
)


def _mention(text: str, start: int, end: int, value: str) -> DateMention:
    """Make a mention of a time."""
    return DateMention(start=start, end=end, text=text[start:end], kind="time", value=value)


def _hour(word: str) -> int:
    """Read an hour in digits or as a word."""
    low = word.casefold()
    return _HOUR_WORDS.index(low) + 1 if low in _HOUR_WORDS else int(word)


def _half(hour: int, half: str) -> int:
    """Turn a twelve-hour reading into hours since midnight."""
    return hour % 12 + (12 if half.casefold() == "p" else 0)


def _spoken(text: str) -> Iterator[DateMention]:
    """Find "half past nine" and "at seven on Friday evening"."""
    for match in _PAST.finditer(text):
        minutes = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}[
            match["by"].casefold().replace(" ", "-")
        ]
        hour = _hour(match["h"])
        total = hour * 60 + minutes if match["way"].casefold() == "past" else hour * 60 - minutes
        part = (match["part"] or match["part2"] or "").casefold()
        if part:
            total = total % 720 + (720 if part in {"afternoon", "evening"} or (part == "night" and hour >= 6) else 0)
        yield _mention(text, match.start(), match.end("h"), f"{total // 60 % 24:02d}:{total % 60:02d}")
    for match in _IN_PART.finditer(text):
        hour = _hour(match["h"])
        part = (match["part"] or match["part2"] or "night").casefold()
        late = part in {"afternoon", "evening"} or (part == "night" and hour >= 6)
        end = match.end("m") if match["m"] else match.end("h")
        yield _mention(text, match.start("t"), end, f"{_half(hour, 'p' if late else 'a'):02d}:{match['m'] or '00'}")


def find_times(text: str) -> Iterator[DateMention]:
    """Find clock times (``06:40``) and parts of the day (``morning``), the more specific first.

    The zone, where written, is part of the mention's text; values are not converted.
    """
    if not _ANY.search(text):
        return
    for match in _AMPM.finditer(text):
        end = match.end()
        # A stop that ends the sentence is not part of "7 pm.".
        if match["zone"] is None and match.group().endswith(".") and "." not in match.group()[-4:-1]:
            end -= 1
        yield _mention(text, match.start(), end, f"{_half(_hour(match['h']), match['half']):02d}:{match['m'] or '00'}")
    for match in _RANGE_START.finditer(text):
        yield _mention(
            text, match.start(), match.end(), f"{_half(int(match['h']), match['half']):02d}:{match['m'] or '00'}"
        )
    yield from _spoken(text)
    for pattern in (_TWENTY_FOUR, _MILITARY):
        for match in pattern.finditer(text):
            yield _mention(text, match.start(), match.end(), f"{int(match['h']):02d}:{match['m']}")
    for match in _DOTTED.finditer(text):
        yield _mention(text, match.start("h"), match.end(), f"{int(match['h']):02d}:{match['m']}")
    for match in _OCLOCK.finditer(text):
        hour = _hour(match["h"])
        part = (match["part"] or "").casefold()
        late = part in {"afternoon", "evening"} or (part.endswith("night") and hour >= 6)
        yield _mention(
            text, match.start(), match.end(), f"{_half(hour, 'p' if late else 'a') if part else hour:02d}:00"
        )
    for match in _POINT.finditer(text):
        yield _mention(text, match.start(), match.end(), "12:00" if match["noon"] else "00:00")
    for match in _PART.finditer(text):
        if _PART_LEAD.search(text[max(0, match.start() - 12) : match.start()]):
            yield _mention(text, match.start(), match.end(), match["p"].casefold())
