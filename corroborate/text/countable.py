"""What a number counts, and whether it counts anything."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corroborate.text.amounts import Amount
from corroborate.text.counted import noun_after, noun_by_tokens
from corroborate.text.numbers import Number
from corroborate.text.units import is_plural, units
from corroborate.types import Token

_AFTER_HEDGE = re.compile(r"\s?\+|\s?-\s?(?:plus|odd)\b|\s+or\s+(?:so|more|fewer|less)\b")
_PER = re.compile(
    r"\s*(?:per|an?|each|every|/)\s*(?P<what>share|barrel|tonne|ton|year|month|week|day|hour|minute|second|gallon|litre|liter|night|person|head|ounce"
    r"|unit|kilo|kg|copy|ticket|pound|annum|mile|household|capita|vote|employee|worker|bushel|piece|game|episode)\b"
)


def name_counted(text: str, tokens: Sequence[Token], amount: Amount, unit: str) -> str:
    """Name what is counted."""
    table = units()
    number = amount.number
    if unit and unit != "fraction":
        per = _PER.match(text, amount.end)
        if per:
            return "per " + per["what"]
        if (
            unit in {"percent", "years old", "score", "category", "magnitude"}
            or table.sizes[unit][0] == unit.upper()
            or not amount.joined
        ):
            return ""
        return noun_after(text, amount.end, one=True)
    one = number.kind == "ordinal" or (amount.low == amount.high == 1)
    end = amount.end
    hedged = _AFTER_HEDGE.match(text, end)
    if hedged and not unit:
        end = hedged.end()
    of = re.match(r"\s+of\b(?!\s+(?:the|its|his|her|their|those|these|our|all)\b)", text[end : end + 12])
    if of and number.kind in {"vague", "words"}:
        end += of.end()
    if tokens:
        told = noun_by_tokens(tokens, amount.start, amount.end)
        if told is not None:
            return told
    noun = noun_after(text, end, one)
    if noun and tokens and not one:
        near = [t for t in tokens if amount.end <= t.start < amount.end + 60 and t.text[:1].isalpha()]
        kinds = {t.pos for t in near if t.text.casefold().startswith(noun[:3])}
        if kinds and not kinds & {"NOUN", "PROPN"}:
            return ""
    return noun


def _is_one(text: str, number: Number, noun: str) -> bool:
    """Say whether the word "one" counts something."""
    before, after = (
        text[max(0, number.start - 14) : number.start].casefold(),
        text[number.end : number.end + 20].casefold(),
    )
    if re.search(r"(?:at least|more than|only|just|less than|fewer than|about|exactly)\s+$", before):
        return True
    if re.search(
        r"\b(?:no|the|this|that|which|any|every|some|each|another|is|his|her|new|big|good|only|last|first|by|loved)[\s-]+$",
        before,
    ):
        return False
    if re.match(
        r"\s+(?:of|another|has|had|can|must|should|would|could|may|might|will|that|who|which|day|side|thing|way|hand|reason|another|'s|’s|more\s+time|by)\b|['’]s",
        after,
    ):
        return False
    if re.match(
        r"\s+(?:(?:was|is|were|other|more|has\s+been)\s+)?(?:killed|dead|injured|wounded|hurt|missing|arrested|died|dies)\b",
        after,
    ):
        return True
    return bool(noun)


def _is_rank(text: str, number: Number) -> bool:
    """Say whether an ordinal ranks something ("second half", not "a second later")."""
    word = text[number.start : number.end].casefold()
    before, after = (
        text[max(0, number.start - 12) : number.start].casefold(),
        text[number.end : number.end + 18].casefold(),
    )
    if re.match(r"-?\s?(?:century|centuries)\b", after) or re.match(
        r"\s?-\s?(?:hand|class|party|guess|rate|degree|person|generation)\b|\s+(?:lady|aid|minister|world|of\s+all|amendment|nations?)\b",
        after,
    ):
        return bool(re.search(r"degree|generation|amendment|century", after[:14]))
    if word == "first":
        return (
            not re.search(r"\b(?:at|when|was|were|were|had|who|has)\s+$", before)
            and re.match(r"\s*[a-z-]", after) is not None
        )
    if word == "second":
        return not (
            re.search(r"(?:\d|\bper|\bsplit|\ba|\bone|\beach)[\s-]+$", before)
            and re.match(r"\s*(?:later|after|before|ago|longer|[.,;]|$)", after)
        )
    return True


def is_quantity(text: str, number: Number, noun: str, unit: str, headline: bool) -> bool:
    """Say whether a number is a quantity at all."""
    word = text[number.start : number.end].casefold()
    if number.kind == "ordinal":
        return _is_rank(text, number)
    if word == "one" and unit == "day" and text[number.end : number.end + 1].isspace():
        # "one day" is a vague time unless something measures with it.
        return (
            re.search(
                r"\b(?:for|in|than|least|just|only|within|after|over|about)\s+$",
                text[max(0, number.start - 12) : number.start],
            )
            is not None
        )
    if word == "one" and not unit:
        return _is_one(text, number, noun)
    if word == "zero" and re.match(r"[\s-]+(?:tolerance|hour|in\b|sum)", text[number.end : number.end + 12]):
        return False
    if number.kind == "words" and not unit and not headline and not number.scaled and text[number.start].isupper():
        # "the Big Four", "Six Nations": a capital inside a sentence is a name's.
        start_of_sentence = (
            re.search(r"(?:^|[.!?:\"“”\n•-])\s*$", text[max(0, number.start - 6) : number.start]) is not None
        )
        nxt = re.match(r"\s+([A-Z])", text[number.end : number.end + 4])
        if not start_of_sentence or (nxt and not is_plural(noun or "") and not noun):
            return False
    return True


def is_headline(text: str) -> bool:
    """Say whether most words are capitals', as in a headline."""
    words = re.findall(r"\b[A-Za-z]{4,}\b", text[:400])
    return len(words) >= 3 and sum(w[0].isupper() for w in words) >= 0.7 * len(words)
