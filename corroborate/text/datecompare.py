"""Whether two mentions of time can both hold of one event."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from corroborate.types import DateMention

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# First and last minute of each part of the day, generous at both ends; night runs past midnight.
_PARTS = {"morning": (0, 720), "afternoon": (700, 1110), "evening": (960, 1440), "night": (1080, 1800)}
_SLACK = 15
"""Minutes by which a time given in whole hours may miss an exact one ("about 7 p.m." for 7.10 p.m.)."""
_SPELLED = re.compile(r"[ap]\s?\.?\s?m\b|noon|midday|midnight|o['’]\s?clock", re.IGNORECASE)
_ZONES = re.compile(r"\b(GMT|UTC|BST|CES?T|EES?T|MSK|IST|JST|AE[SD]T|[ECMP][SD]?T|Eastern|Pacific|Central|Mountain)\b")


class _Known(NamedTuple):
    """What a mention pins down; None is unknown."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    decade: int | None = None
    week: str | None = None


def _known(mention: DateMention) -> _Known:
    """Read a mention's fields, through the resolved day where there is one."""
    day: date | None = mention.resolved
    value = mention.value
    if day is not None:
        year, week, _ = day.isocalendar()
        return _Known(day.year, day.month, day.day, day.weekday(), day.year // 10, f"{year}-W{week:02d}")
    if mention.kind == "weekday":
        return _Known(weekday=_WEEKDAYS.index(value))
    if mention.kind == "day" and value.startswith("--"):
        return _Known(month=int(value[2:4]), day=int(value[5:7]))
    if mention.kind == "month" and value:
        year_text, _, month = value.rpartition("-")
        return _Known(
            year=int(year_text) if year_text else None,
            month=int(month),
            decade=int(year_text) // 10 if year_text else None,
        )
    if mention.kind == "year" and value:
        if value.endswith("s"):
            return _Known(decade=int(value[:-1]) // 10)
        return _Known(year=int(value), decade=int(value) // 10)
    if mention.kind == "week" and value:
        return _Known(week=value)
    return _Known()


def _minutes(value: str) -> tuple[int, int]:
    """Give the first and last minute a time can mean."""
    if value in _PARTS:
        return _PARTS[value]
    minute = int(value[:2]) * 60 + int(value[3:5])
    return minute, minute


def _times(a: DateMention, b: DateMention) -> bool | None:
    """Compare two times: True the same, False different, None cannot be told."""
    zone_a, zone_b = _ZONES.search(a.text), _ZONES.search(b.text)
    if (zone_a is None) != (zone_b is None) or (zone_a and zone_b and zone_a.group(1) != zone_b.group(1)):
        return True if a.value == b.value else None
    parts = (a.value in _PARTS) + (b.value in _PARTS)
    low_a, high_a = _minutes(a.value)
    low_b, high_b = _minutes(b.value)
    if parts:
        overlap = any(low_a <= high_b + shift and low_b + shift <= high_a for shift in (-1440, 0, 1440))
        if a.value == b.value:
            return True
        # Morning against 6.40 is agreement; evening against night is neither; morning against afternoon never meet.
        if parts == 2:
            return None if {a.value, b.value} in ({"evening", "night"}, {"afternoon", "evening"}) else False
        return overlap
    gap = abs(low_a - low_b)
    gap = min(gap, 1440 - gap)
    vague = any(not _SPELLED.search(m.text) and 60 <= int(m.value[:2]) * 60 < 780 for m in (a, b))
    if gap == 0:
        return True
    if vague and gap == 720:
        return None
    whole = any(m.value.endswith(":00") and not re.search(r"\d\s?[:.]\s?\d\d", m.text) for m in (a, b))
    return None if whole and gap <= _SLACK else False


def dates_conflict(a: DateMention, b: DateMention) -> bool:
    """Say whether two mentions cannot be of the same moment.

    Mentions are compared by the fields both pin down (year, month, day, weekday, decade, week; or the clock),
    through ``resolved`` where there is one.  Two weekdays are compared by name alone.  An unknown never conflicts.

    Args:
        a: a mention.
        b: another, of another text.

    Returns:
        True where some shared field differs.
    """
    if "time" in (a.kind, b.kind):
        return a.kind == b.kind and _times(a, b) is False
    if a.kind == b.kind == "weekday":
        return a.value != b.value
    return any(x is not None and y is not None and x != y for x, y in zip(_known(a), _known(b), strict=True))


def dates_cover(said: DateMention, claimed: DateMention) -> bool:
    """Say whether one mention gives all that another claims ("5 October 2026" covers "October", never the reverse).

    Args:
        said: what the text says.
        claimed: what the claim says.

    Returns:
        True where nothing conflicts and ``said`` pins down every field that ``claimed`` does.
    """
    if not dates_agree(said, claimed):
        return False
    if claimed.kind == "time":
        return claimed.value in _PARTS or said.value not in _PARTS
    if claimed.kind == "weekday":
        return True
    return all(x is not None for x, y in zip(_known(said), _known(claimed), strict=True) if y is not None)


def dates_cover_but_year(said: DateMention, claimed: DateMention) -> bool:
    """Say whether a mention without a year names the claimed day or month ("24 June" for "Friday, 24 June 2005").

    News seldom writes the year it is in; where one of the two does not know it, day and month decide.
    """
    if "time" in (said.kind, claimed.kind) or dates_conflict(said, claimed):
        return False
    has, wants = _known(said), _known(claimed)
    if has.year is not None and wants.year is not None:
        return False  # both know it: nothing to be lenient about
    return wants.month is not None and has.month == wants.month and (wants.day is None or has.day == wants.day)


def year_of(mention: DateMention) -> int | None:
    """Give the year a mention pins down, by itself or by the day of publication."""
    return _known(mention).year


def dates_agree(a: DateMention, b: DateMention) -> bool:
    """Say whether one of two mentions gives all that the other does ("October" against "5 October 2026").

    Args:
        a: a mention.
        b: another, of another text.

    Returns:
        True where nothing conflicts and every field that one of them pins down, the other pins down too.
    """
    if "time" in (a.kind, b.kind):
        return a.kind == b.kind and _times(a, b) is True
    if a.kind == b.kind == "weekday":
        return a.value == b.value and (a.resolved is None or b.resolved is None or a.resolved == b.resolved)
    if dates_conflict(a, b):
        return False
    known_a, known_b = _known(a), _known(b)
    shared = sum(x is not None and y is not None for x, y in zip(known_a, known_b, strict=True))
    fewest = min(sum(x is not None for x in known) for known in (known_a, known_b))
    return 0 < fewest == shared
