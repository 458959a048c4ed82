"""Quantities without a number ("a week ago", "within hours") and numbers that rank ("round six")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import inf

from corroborate.text.numbers import lexicon
from corroborate.types import Quantity

_UNIT = "second|minute|hour|day|week|fortnight|month|year|decade"
_ARTICLE = re.compile(
    rf"\b(?P<hedge>more\s+than\s+|less\s+than\s+|over\s+|under\s+|about\s+|almost\s+|nearly\s+|within\s+|just\s+over\s+|just\s+under\s+)?"
    rf"(?P<q>(?:an?|one)\s+(?P<unit>{_UNIT}))\b(?!\s+(?:and\s+a\s+half|old\b))(?P<after>\s+(?:ago|earlier|later|before|after|prior|from\s+now)\b)?",
    re.IGNORECASE,
)
# What a bare plural can stand for, in its own unit: nobody says "hours" of two days or "days" of a month.
_RANGES = {
    "second": (2, 100),
    "minute": (2, 90),
    "hour": (2, 30),
    "day": (2, 13),
    "week": (2, 9),
    "month": (2, 23),
    "year": (2, 40),
    "decade": (2, 10),
}
_PLURAL = re.compile(
    r"\b(?:(?P<lead>within|just|only|mere|for|after|in|took|take|lasted)\s+)?(?P<q>(?P<unit>second|minute|hour|day|week|month|year|decade)s)"
    r"(?P<after>\s+(?:after|before|later|earlier|ago|prior|of\s+being)\b)?",
    re.IGNORECASE,
)
_COUNTED_BEFORE = re.compile(
    r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozen|hundred|thousand|million|billion|several|few|couple|couple\s+of|half"
    r"|recent|many|those|these|the|all|some|more|next|last|past|first|of|his|her|their|both|additional|other|two-and-a-half))[\s-]+$",
    re.IGNORECASE,
)
_ROUND = re.compile(
    r"\b(?P<noun>round|day|week|lap|game|stage|phase|hole|period|inning|grade|race|set|year|season|episode|volume|chapter|quarter|match)\s+"
    r"(?P<n>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2})\b(?!\s*(?:%|people\b|men\b|women\b|children\b|per\b|percent|million|thousand|hundred|to\b|or\b|-|–|[.,:]\d|[a-z]*s\b))",
    re.IGNORECASE,
)


_ANY = re.compile(rf"{_UNIT}", re.IGNORECASE)


def find_implied(text: str) -> Iterator[Quantity]:
    """Find durations without a number.

    Args:
        text: a sentence, or a few.

    Yields:
        "A week" where a hedge or "ago" makes it a measure; bare plurals ("hours after", "within days") as a range.
    """
    if not _ANY.search(text):
        return
    for match in _ARTICLE.finditer(text):
        if not (match["hedge"] or match["after"]) or match["q"][:3].casefold() == "one":
            continue
        words = " ".join((match["hedge"] or "").casefold().split())
        low, high, hedge = 1.0, 1.0, ""
        if words in {"more than", "over", "just over"}:
            high, hedge = inf, "at_least"
        elif words in {"less than", "under", "within", "just under"}:
            low, hedge = 0.0, "at_most"
        elif words:
            hedge = "about"
        yield Quantity(
            start=match.start("q"), end=match.end("q"), text=match["q"], low=low, high=high,
            unit=match["unit"].casefold(), hedge=hedge,
        )  # fmt: skip
    for match in _PLURAL.finditer(text):
        lead = (match["lead"] or "").casefold()
        if not match["after"] and lead not in {"within", "mere", "for", "took", "lasted"}:
            continue
        if not lead and _COUNTED_BEFORE.search(text[max(0, match.start() - 24) : match.start()]):
            continue
        unit = match["unit"].casefold()
        low, high = _RANGES[unit]
        yield Quantity(
            start=match.start("q"),
            end=match.end("q"),
            text=match["q"],
            low=float(low),
            high=float(high),
            unit=unit,
            hedge="between",
        )


def find_rounds(text: str) -> Iterator[Quantity]:
    """Find numbers that rank what stands before them: "round six" is the sixth round.

    Args:
        text: a sentence, or a few.

    Yields:
        Ordinals.
    """
    units = lexicon().units
    for match in _ROUND.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        if re.search(
            r"(?:\b(?:a|an|per|each|every|this|last|next|that|one|the)\s+|\d\s?-?\s?)$", before, re.IGNORECASE
        ):
            continue
        word = match["n"].casefold()
        value = float(units[word]) if word in units else float(word)
        yield Quantity(
            start=match.start("n"), end=match.end("n"), text=match["n"], low=value, high=value,
            noun=match["noun"].casefold(), ordinal=True,
        )  # fmt: skip
