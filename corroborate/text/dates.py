"""Days, weekdays, months, years and clock times as written, and what they resolve to.

A mention is resolved to a day only where that is safe: the year is written, or the day of publication anchors it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from corroborate.text.clock import find_times
from corroborate.text.datecompare import dates_agree, dates_conflict, dates_cover, dates_cover_but_year, year_of
from corroborate.text.days import named_days, numeric_days
from corroborate.text.periods import find_months, find_years
from corroborate.types import DateMention

__all__ = [
    "CONFIG",
    "Config",
    "dates_agree",
    "dates_conflict",
    "dates_cover",
    "dates_cover_but_year",
    "find_dates",
    "year_of",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Limits of the date reader."""

    reach: int = 90
    """How far back in the sentence a cue of the future is looked for, in characters."""
    year_low: int = 1900
    """A bare number from here to ``year_high`` is a year unless something is counted with it."""
    year_high: int = 2100


CONFIG = Config()
_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
# Capital names that open with a weekday or follow one: feasts, battles, clubs.
_NAMED_DAY = re.compile(
    r"(?:Black|Bloody|Good|Ash|Palm|Super|Cyber|Ruby|Sheffield|Shrove|Maundy|Fat|Holy|Giving|Easter|Whit|Freaky|Joe"
    r"|Rick|Casual|Manic|Blue)\s+$"
)
_WEEKDAY = re.compile(
    r"\b(?P<w>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY"
    r"|(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
    r"|(?:Mon|Tue|Tues|Wed|Weds|Thu|Thur|Thurs|Fri|Sat|Sun)(?=\.?,?\s+(?:\d{1,2}\b|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))\.?)"
    r"(?![a-z])"
)
_RELATIVE = re.compile(
    r"\b(?P<r>(?:the\s+)?day\s+(?:before\s+yesterday|after\s+tomorrow)|today|yesterday|tomorrow|tonight"
    r"|last(?=\s+night\b)|this(?=\s+(?:morning|afternoon|evening)\b)"
    r"|(?P<which>last|this|next)\s+(?P<unit>week|month|year))\b(?!['’]s?\s+(?:end\b))",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|shall|to\s+be|is\s+to|are\s+to|going\s+to|scheduled|due|plans?|planned|expected|expects|set\s+(?:to|for)"
    r"|upcoming|'ll|until|deadline|slated|would|ahead\s+of)\b",
    re.IGNORECASE,
)


def _weekdays(text: str, published: date | None, config: Config) -> Iterator[DateMention]:
    """Find weekdays and anchor them to publication."""
    for match in _WEEKDAY.finditer(text):
        before = text[max(0, match.start() - config.reach) : match.start()]
        if _NAMED_DAY.search(before) or re.match(
            r"\s+(?:Times|Night\s+(?:Live|Football)|Mail|Telegraph|Mirror|Express|Herald)\b",
            text[match.end() : match.end() + 20],
        ):
            continue
        name = match["w"].casefold()[:3]
        clause = re.split(r"[.!?;\n]\s", before)[-1]
        which = re.search(r"\b(next|last|this|coming)\s+$", clause, re.IGNORECASE)
        resolved = None
        if published is not None:
            back = (published.weekday() - _DAYS[name]) % 7
            ahead = (_DAYS[name] - published.weekday()) % 7
            word = which.group(1).casefold() if which else ""
            if word in {"next", "coming"}:
                resolved = published + timedelta(days=ahead or 7)
            elif word == "last":
                resolved = published - timedelta(days=back or 7)
            elif _FUTURE.search(clause):
                resolved = published + timedelta(days=ahead)
            else:
                resolved = published - timedelta(days=back)
        yield DateMention(
            start=match.start(), end=match.end(), text=match.group(), kind="weekday", value=name, resolved=resolved
        )


def _relatives(text: str, published: date | None) -> Iterator[DateMention]:
    """Find yesterday, tonight, last week and their like; without publication their value is unknown."""
    for match in _RELATIVE.finditer(text):
        words = " ".join(match["r"].casefold().split())
        kind, value, resolved = "day", "", None
        if match["unit"]:
            kind = match["unit"].casefold()
            step = {"last": -1, "this": 0, "next": 1}[match["which"].casefold()]
            if published is not None and kind == "week":
                there = (published + timedelta(weeks=step)).isocalendar()
                value = f"{there.year}-W{there.week:02d}"
            elif published is not None and kind == "month":
                months = published.year * 12 + published.month - 1 + step
                value = f"{months // 12}-{months % 12 + 1:02d}"
            elif published is not None:
                value = str(published.year + step)
        elif published is not None:
            days = -1 if words in {"yesterday", "last"} else 1 if words == "tomorrow" else 0
            if "before" in words:
                days = -2
            elif "after" in words and "tomorrow" in words:
                days = 2
            resolved = published + timedelta(days=days)
            value = resolved.isoformat()
        yield DateMention(
            start=match.start(), end=match.end(), text=match.group(), kind=kind, value=value, resolved=resolved
        )


def _joined(mentions: list[DateMention], text: str) -> tuple[DateMention, ...]:
    """Give a weekday the day written beside it ("Friday, October 5"), and take a month's year from publication."""
    out: list[DateMention] = []
    for n, mention in enumerate(mentions):
        if mention.kind == "weekday":
            for other in mentions[max(0, n - 1) : n + 2]:
                low, high = sorted((mention, other), key=lambda m: m.start)
                gap = text[low.end : high.start]
                if other.kind == "day" and re.fullmatch(r"[\s,.(]*(?:the\s+)?", gap):
                    fits = other.resolved is not None and other.resolved.weekday() == _DAYS[mention.value]
                    mention = DateMention(
                        start=mention.start,
                        end=mention.end,
                        text=mention.text,
                        kind=mention.kind,
                        value=mention.value,
                        resolved=other.resolved if fits else None,
                    )
        out.append(mention)
    return tuple(out)


def find_dates(text: str, published: date | None = None, config: Config = CONFIG) -> tuple[DateMention, ...]:
    """Find the dates and clock times of a text.

    Args:
        text: a sentence, or a few.
        published: the day of publication, which anchors weekdays, relative words and days without a year.
        config: limits.

    Returns:
        Mentions in order, disjoint.  ``value`` is empty where a mention cannot be told ("yesterday" of an
        undated text, 05/10/2026); beside the kinds of :class:`DateMention` there is ``week`` (``2026-W41``),
        decades are years such as ``1990s``, parts of the day are times such as ``evening``.
    """
    found: list[DateMention] = [
        mention
        for mention in (
            *numeric_days(text, published),
            *named_days(text, published),
            *find_times(text),
            *find_months(text),
            *_weekdays(text, published, config),
            *_relatives(text, published),
            *find_years(text, config.year_low, config.year_high),
        )
        if mention is not None
    ]
    # Earlier finders are the more specific: a later mention that overlaps one already kept is part of it.
    kept: list[DateMention] = []
    taken = bytearray(len(text))
    for mention in found:
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
            kept.append(mention)
    return _joined(sorted(kept, key=lambda m: m.start), text)
