"""Hedges around a figure: at least, up to, about."""

from __future__ import annotations

import re
from functools import cache
from math import inf

from corroborate.resources import read_toml
from corroborate.text.amounts import Amount
from corroborate.text.units import units

AT_LEAST, AT_MOST, ABOUT, BETWEEN = "at_least", "at_most", "about", "between"
_FILLER = re.compile(
    r"(?:\b(?:another|additional|an\s+additional|the|an?|a\s+further|further|only|just|a\s+total\s+of|the\s+equivalent\s+of|total|the\s+first|its|his|her|their|these|those"
    r"|as|a\s+record|an\s+extra))\s+$",
    re.IGNORECASE,
)
_FILLER_LASTS = frozenset(
    "another additional the a an further only just of total first its his her their these those as record extra".split()
)
_POST = (
    (
        re.compile(
            r"\s?\+(?!\d)|\s?-\s?plus\b|\s+plus\b(?!\s+(?:\d|an?\b))|(?:\s+\w+)?\s+and\s+(?:counting|older|upwards?)\b"
            r"|(?:\s+\w+)?\s+or\s+(?:more|over|above|older|up(?:wards?)?|higher|greater)\b(?!\s+than)"
            r"|(?:\s+\w+)?\s+and\s+(?:over|above|up)(?=\s*(?:[,.;)]|$))"
        ),
        AT_LEAST,
    ),
    (
        re.compile(
            r"(?:\s+\w+)?\s+or\s+(?:fewer|less|under|below|younger|lower)\b|(?:\s+\w+)?\s+at\s+(?:the\s+)?most\b"
        ),
        AT_MOST,
    ),
    (
        re.compile(r"\s?-\s?odd\b|\s+odd\b|(?:\s+\w+)?\s+(?:or\s+so|or\s+thereabouts|more\s+or\s+less)\b|\s?-ish\b"),
        ABOUT,
    ),
    (re.compile(r"(?:\s+\w+)?\s+at\s+(?:the\s+very\s+)?least\b"), AT_LEAST),
)


@cache
def _hedges() -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    """Compile the hedge phrases; the third value is the words they end with."""
    table = read_toml("lexicons", "numbers.toml")["hedges"]
    meaning = {phrase: kind for kind, phrases in table.items() for phrase in phrases}
    parts = sorted(meaning, key=len, reverse=True)
    body = "|".join((r"(?<!\w)" if p[0].isalpha() else "") + re.escape(p).replace(r"\ ", r"[\s-]+") for p in parts)
    return (
        re.compile(rf"(?P<hedge>{body})\s*$", re.IGNORECASE),
        meaning,
        frozenset(re.split(r"[\s-]", p)[-1] for p in parts),
    )


def read_hedge(text: str, amount: Amount, unit: str) -> str:
    """Read the hedge around an amount."""
    pattern, meaning, lasts = _hedges()
    for post, kind in _POST:
        if post.match(text, amount.end):
            return kind
    position = amount.start
    found = ""
    for _ in range(4):
        before = text[max(0, position - 40) : position]
        words = before.split()
        # Most numbers follow no hedge: the last word tells without searching for every phrase.
        last = words[-1].casefold().rpartition("-")[2] if words else ""
        match = pattern.search(before) if last in lasts or last[-1:] in {"~", "≈", "<", ">", "≤", "≥"} else None
        if match:
            phrase = " ".join(match["hedge"].casefold().replace("-", " ").split())
            kind = meaning[phrase]
            start = position - len(before) + match.start()
            if _is_place(phrase, text[max(0, start - 25) : start], text[amount.end : amount.end + 20], unit):
                break
            found = kind if not found or found == ABOUT else found
            position = start
            continue
        filler = _FILLER.search(before) if last in _FILLER_LASTS else None
        if filler is None or filler.group().split()[0].casefold() in {"as"}:
            break
        position -= len(before) - filler.start()
    return found


def _is_place(phrase: str, before: str, after: str, unit: str) -> bool:
    """Say whether over, about or some is not a hedge here ("over three years", "a film about two men")."""
    if phrase == "over":
        lasting = units().sizes.get(unit, ("", 0.0))[0] == "duration"
        if lasting:
            return not re.search(
                r"\b(?:last\w*|took|tak\w+|spen[dt]\w*|for|after|just|well|little|of|is|was|wait\w*|in|and|ago)\s+$",
                before,
            )
        return bool(
            re.search(
                r"\b(?:victory|win|won|charges?|control|lead|concerns?|fears?|row|dispute|arrest\w*|sued|fight)\s+$",
                before,
            )
        )
    if phrase == "about":
        return bool(
            re.search(
                r"\b(?:story|film|movie|book|talk\w*|know\w*|think\w*|worr\w+|concern\w*|hear\w*|information|questions?|report)\s+$",
                before,
            )
        )
    if phrase == "under" or phrase == "below":
        return bool(re.match(r"\s+(?:separate|different|laws?|acts?)\b", after))
    if phrase == "above":
        return bool(re.search(r"\b(?:from|the)\s+$", before))
    return False


def bounds(amount: Amount, hedge: str) -> tuple[float, float]:
    """Turn a figure and its hedge into a closed interval."""
    if hedge == AT_LEAST:
        return amount.low, inf
    if hedge == AT_MOST and amount.high != inf:
        return min(0.0, amount.high), amount.high
    return amount.low, amount.high
