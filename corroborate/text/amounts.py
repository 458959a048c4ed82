"""Numbers joined with the currency or the unit that belongs to them."""

from __future__ import annotations

import re
from typing import NamedTuple

from corroborate.text.dates import find_dates
from corroborate.text.masks import masked
from corroborate.text.numbers import Number, find_numbers
from corroborate.text.units import units

_METRES = re.compile(
    r"(?:-|\s+)?(?:sprint|race|deep|tall|high|wide|long|freestyle|hurdles|relay|final|from|away|above|below|north|south|east|west|off|butterfly"
    r"|backstroke|breaststroke|dash|runner|champion|record|waves?|title|gold|heats?|semi|event|swim|individual|medley|x|underwater|up|down|tower|pool)\b"
)


class Amount(NamedTuple):
    """A number with the unit that belongs to it."""

    number: Number
    start: int
    end: int
    low: float
    high: float
    unit: str
    joined: bool
    """Whether the unit hangs on by a hyphen ("three-year"), so that a noun may follow."""


def amount_of(text: str, number: Number) -> Amount:
    """Join a number with its currency sign or its unit."""
    table = units()
    start, end, low, high = number.start, number.end, number.low, number.high
    unit = ""
    before = text[max(0, start - 8) : start]
    last = before.rstrip()[-1:]
    sign = (
        table.sign_before.search(before)
        if (last and not last.islower()) or before.endswith(("Rs ", "Rs", "Rp ", "Dh ", "Dhs "))
        else None
    )
    if sign and number.kind != "ordinal":
        unit = table.signs[sign["sign"]]
        start -= len(before) - sign.start()
        letter = re.match(r"\s?([bB]|mm|MM|cr|Cr)\b", text[end : end + 4])
        if letter and not number.scaled:
            scale = {"b": 1e9, "mm": 1e6, "cr": 1e7}[letter.group(1).casefold()]
            low, high, end = low * scale, high * scale, end + letter.end()
        return Amount(number._replace(low=low, high=high), start, end, low, high, unit, False)
    if number.kind == "ordinal":
        return Amount(number, start, end, low, high, "", False)
    after = text[end : end + 48]
    offset = 0
    if number.digits and number.scaled and text[end - 1] == "m" and _METRES.match(after) and low <= 1e11:
        return Amount(number._replace(scale=1.0, scaled=False), start, end, low / 1e6, high / 1e6, "m", True)
    metres = re.match(r"(?:\s|-)m\b(?!\.)", after)
    if number.digits and not number.scaled and metres:
        return Amount(number, start, end + metres.end(), low, high, "m", False)
    filler = re.match(
        r"\s+of\s+an?\s+|\s+an?\s+|\s+(?:(?:more|other|additional|further|full|extra|consecutive|straight|long)\s+)?(?:of\s+(?=\w+s\b))?",
        after,
    )
    if filler and (number.kind in {"vague", "fraction"} or "of" not in filler.group()):
        words = filler.group().split()
        if words and (words[-1] not in {"a", "an"} or number.kind == "fraction"):
            offset = filler.end() - 1

    money = table.money_after.match(after, offset)
    if money and not (money["word"].casefold() == "p" and money["gap"]):
        word = " ".join(money["word"].casefold().replace("-", " ").split())
        if word in table.change:
            code, size = table.change[word]
            return Amount(number, start, end + money.end(), low * size, high * size, code, "-" in money["gap"])
        return Amount(number, start, end + money.end(), low, high, table.money[word], "-" in money["gap"])
    found = table.after.match(after, offset)
    if found:
        form = " ".join(found["unit"].casefold().replace("-", " ").split())
        name = table.forms[form]
        attached, hyphen = not found["gap"], "-" in found["gap"]
        lone = form in {"second", "minute", "hour", "day", "week", "month", "year", "decade", "night", "yard", "degree"}
        refused = (
            (form == "second" and not (hyphen or low == 1))
            or (attached and number.kind != "digits")
            or (
                form in {"pc", "mi", "mp", "mb", "ha", "pp", "sec", "mm"}
                and not (attached and number.digits)
                and form != "mm"
            )
            or (
                lone
                and not hyphen
                and number.kind == "words"
                and low > 1
                and re.match(r"\s?-\s?\w", after[found.end() :]) is not None
            )
            or (
                name == "foot"
                and form == "foot"
                and re.match(r"\s+(?:soldier|patrol|traffic)", after[found.end() :]) is not None
            )
            or (form == "stone")
        )
        if not refused:
            # Weight is said of small numbers, money of big ones; the sign elsewhere in the text settles it.
            if form in {"pound", "pounds"} and (
                number.scaled or "£" in text or re.search(r"\b(?:sterling|pence)\b", text)
            ):
                name = "GBP"
            return Amount(number, start, end + found.end(), low, high, name, hyphen)
    if number.kind == "fraction":
        unit = "fraction"
    return Amount(number, start, end, low, high, unit, False)


def find_amounts(text: str) -> list[Amount]:
    """Find amounts, disjoint and in order, outside dates, times, telephone numbers and addresses."""
    taken = masked(text)
    for mention in find_dates(text):
        taken[mention.start : mention.end] = b"\x01" * (mention.end - mention.start)
    amounts: list[Amount] = []
    for number in find_numbers(text):
        if any(taken[number.start : number.end]):
            continue
        amount = amount_of(text, number)
        if any(taken[amount.start : amount.end]):
            amount = Amount(number, number.start, number.end, number.low, number.high, "", False)
        # Letters glued to digits that are no unit make an identifier: 3D, 747s, 5G.
        if number.digits and amount.end == number.end and re.match(r"[A-Za-z]", text[number.end : number.end + 1]):
            continue
        taken[number.start : number.end] = b"\x01" * (number.end - number.start)
        amounts.append(amount)
    amounts.sort(key=lambda a: a.start)
    return amounts
