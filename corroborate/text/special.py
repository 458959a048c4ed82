"""Units that stand elsewhere than after the number: ages, magnitudes, categories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corroborate.text.amounts import Amount
from corroborate.text.hedges import BETWEEN
from corroborate.types import Quantity

OLDEST = 119
"""Numbers above this are no ages."""
_MAGNITUDE_BEFORE = re.compile(
    r"\b(?:magnitude|measur(?:ed|ing)|magnitudes)(?:\s+(?:of|was|at|is))?(?:\s?-\s?|\s+)(?:(?:an?|about|around|at\s+least|preliminary|estimated)\s+)*$",
    re.IGNORECASE,
)
_QUAKE_AFTER = re.compile(
    r"(?:\s?-\s?|\s+)(?:(?:strong|powerful|major|big)\s+)?(?:quake|earthquake|tremor|temblor|aftershock)s?\b|\s+on\s+the\s+(?:open-ended\s+)?(?:Richter|moment|magnitude)",
    re.IGNORECASE,
)
_CATEGORY_BEFORE = re.compile(r"\bcategory\s?-?\s?$", re.IGNORECASE)
_AGE_BEFORE = re.compile(
    r"\b(?:aged?|ages|ages?\s+rang(?:ed|ing|es?))\s+(?:of\s+|between\s+|from\s+|just\s+|only\s+|about\s+|around\s+|at\s+least\s+|under\s+|over\s+|up\s+to\s+)*$"
    r"|\b(?:died|dies|dead|death|killed|passed\s+away)\s+(?:[a-z]+\s+){0,2}at\s+$",
    re.IGNORECASE,
)
_AGE_COMMA = re.compile(r"(?:[A-Z][\w.'’-]*|\b(?:Jr|Sr|II|III)\.?)[\"”’]?\s?(?:,\s|\s\()$")
_AGE_COMMON = re.compile(
    r"\b(?:the|a|an|his|her|their|another)\s+(?:\w+\s+)?(?:driver|man|woman|boy|girl|suspect|victim|son|daughter|wife|husband|mother|father|brother|sister|teenager|player|singer|actor"
    r"|actress|defendant|student|teacher|officer|pilot|passenger|pedestrian|cyclist|motorist|resident|writer|author|artist|striker|midfielder|goalkeeper|politician|star|doctor|nurse)\s?,\s$"
)
_AGE_WHEN = re.compile(
    r"\b(?:is|was|were|be|being|aged|turned)\s+(?:between\s+)?(?:only\s+|just\s+|about\s+|around\s+)?$"
)
_AGE_IS = re.compile(
    r"(?:\b(?:[Hh]e|[Ss]he|I|who|[A-Z][a-z]\w+)\s+(?:is|was|turned|turns|has\s+turned|had\s+turned|would\s+have\s+been)|\bturn(?:ing|s|ed)?)\s+(?:only\s+|just\s+|then\s+|aged\s+|now\s+)?$"
)
_AGE_TENS = re.compile(
    r"\b(?:his|her|their|my|your)\s+(?:(?P<part>early|mid|late)(?:\s|-|\sto\s\w+\s)*)?(?P<tens>[1-9]0s|teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
)
_TENS = ("teens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")


def special_unit(text: str, amount: Amount) -> str:
    """Read units that stand elsewhere than after the number: magnitudes, categories, ages."""
    before, after = text[max(0, amount.start - 45) : amount.start], text[amount.end : amount.end + 40]
    number = amount.number
    value = amount.low
    if number.kind in {"ordinal", "vague", "fraction"}:
        return ""
    if (
        value < 11
        and number.digits
        and (
            (
                _MAGNITUDE_BEFORE.search(before)
                and (re.search(r"magnitude", before, re.IGNORECASE) or "." in number.digits)
            )
            or _QUAKE_AFTER.match(after)
        )
    ):
        return "magnitude" if "." in number.digits or re.search(r"magnitude", before, re.IGNORECASE) else ""
    if value <= 5 and _CATEGORY_BEFORE.search(before):
        return "category"
    if number.scaled or value != int(value) or not 0 < value <= OLDEST:
        return ""
    closes = re.match(r"\s?(?:[,;.)]|$)", after)
    if _AGE_BEFORE.search(before) and not re.match(r"\s+(?:percent|per)\b|%", after):
        return "years old"
    if (
        number.digits
        and value >= 1
        and _AGE_COMMA.search(before)
        and re.match(r"\s?(?:,|\)|;|\.?\s*$|\.\s|\s?[-–—]\s|\sand\s[A-Z])", after)
        and not re.match(r",\s?\d", after)
    ):
        return "years old"
    if value >= 3 and number.digits and _AGE_COMMON.search(before) and re.match(r"\s?,(?!\s?\d)", after):
        return "years old"
    if value >= 3 and _AGE_WHEN.search(before) and re.match(r"\s+when\b", after):
        return "years old"
    if (
        value >= 10
        and _AGE_IS.search(before)
        and (closes or re.match(r"\s+(?:when|and|at\s+the\s+time|last|this|on|in)\b", after))
    ):
        return "years old"
    return ""


def ages_by_decade(text: str) -> Iterator[Quantity]:
    """Find ages given by their decade ("in his early 40s")."""
    for match in _AGE_TENS.finditer(text):
        word = match["tens"]
        base = int(word[:2]) if word[0].isdigit() else (_TENS.index(word) + 1) * 10
        low, high = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}.get(match["part"] or "", (0, 9))
        if word == "teens":
            low, high = (3, 9) if not match["part"] else (max(3, low), max(high, 4))
        start = match.start("part") if match["part"] else match.start("tens")
        yield Quantity(
            start=start,
            end=match.end(),
            text=text[start : match.end()],
            low=base + low,
            high=base + high,
            unit="years old",
            hedge=BETWEEN,
        )
