"""Quantities: numbers with their unit, counted noun and hedge, as closed intervals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corroborate.text.amounts import Amount, find_amounts
from corroborate.text.countable import is_headline, is_quantity, name_counted
from corroborate.text.hedges import ABOUT, AT_LEAST, AT_MOST, BETWEEN, bounds, read_hedge
from corroborate.text.implied import find_implied, find_rounds
from corroborate.text.intervals import agree, comparable, contradicts, entails, same_figure
from corroborate.text.masks import is_name
from corroborate.text.pairs import pair, shared
from corroborate.text.special import OLDEST, ages_by_decade, special_unit
from corroborate.types import Quantity, Token

__all__ = ["agree", "comparable", "contradicts", "entails", "find_quantities", "same_figure"]


_LENDING = re.compile(
    r"\s+(?:[A-Z]\w+\s+|(?:more|men|women)\s+)?(?:and|or)\s+(?:(?:at\s+least|about|another|some)\s+)?|,\s+"
)


def _made(
    text: str, tokens: Sequence[Token], amount: Amount, headline: bool, hedge: str = "", high: Amount | None = None
) -> Quantity | None:
    """Make a quantity of an amount, or of the two ends of a range."""
    last = high or amount
    unit = last.unit or amount.unit
    special = special_unit(text, amount)
    if special and (not unit or unit == "fraction"):
        unit = special
    if not unit and high is not None:
        later = amount._replace(end=high.end)
        if "years old" in (special_unit(text, high), special_unit(text, later)):
            unit = "years old"
    noun = name_counted(text, tokens, last._replace(unit=unit), unit)
    if not is_quantity(text, amount.number, noun, unit, headline):
        return None
    if is_name(text, amount.start, amount.number.digits, bool(unit or noun or amount.number.scaled), headline):
        return None
    left = read_hedge(text, amount._replace(end=last.end), unit)
    if high is not None:
        # "between about 10 and 20", "10 to 15 or more": the interval itself is what is said.
        low_end, high_end = amount.low, high.high
        hedge = hedge or BETWEEN
    elif hedge or amount.number.kind == "ordinal":
        low_end, high_end = amount.low, amount.high
    else:
        hedge = left
        if amount.number.kind == "vague":
            hedge = ABOUT if amount.high == amount.low else AT_LEAST
            if left == AT_MOST:
                hedge = ABOUT
        low_end, high_end = bounds(amount, hedge)
    return Quantity(
        start=amount.start,
        end=last.end,
        text=text[amount.start : last.end],
        low=low_end,
        high=high_end,
        unit=unit,
        noun=noun,
        hedge=hedge,
        ordinal=amount.number.kind == "ordinal",
    )


def _score(text: str, a: Amount, b: Amount) -> Quantity:
    """Make a score; which side has which figure is not kept, since either may be named first."""
    low, high = sorted((a.low, b.low))
    return Quantity(start=a.start, end=b.end, text=text[a.start : b.end], low=low, high=high, unit="score")


def _lend_nouns(text: str, found: list[Quantity]) -> list[Quantity]:
    """Let "12 Somali and 11 Yemeni pirates" and "aged 68 and 48" share noun and unit."""
    out = list(found)
    for n in range(len(out) - 1, 0, -1):
        left, right = out[n - 1], out[n]
        gap = text[left.end : right.start]
        if left.ordinal or right.ordinal or not _LENDING.fullmatch(gap) or "score" in (left.unit, right.unit):
            continue
        if not left.unit and not left.noun and right.noun and not right.unit and "," not in gap:
            out[n - 1] = replace(left, noun=right.noun)
        elif not left.unit and not left.noun and right.unit == "years old" and left.high <= OLDEST and "," not in gap:
            out[n - 1] = replace(left, unit="years old")
    for n in range(1, len(out)):
        left, right = out[n - 1], out[n]
        gap = text[left.end : right.start]
        if (
            left.unit == "years old"
            and not right.unit
            and not right.noun
            and right.high <= OLDEST
            and re.fullmatch(r",\s|,?\s+(?:and|or)\s+", gap)
        ):
            out[n] = replace(right, unit="years old")
    return out


def find_quantities(text: str, tokens: Sequence[Token] = ()) -> tuple[Quantity, ...]:
    """Find the quantities of a text.

    Args:
        text: a sentence, or a few.
        tokens: its parsed tokens, where a parser was run; they only help to name what is counted.

    Returns:
        Quantities in order.  The span covers number and unit, without the hedge.  ``hedge`` is at_least, at_most,
        about, between, from, to or empty; an about keeps its figure (``low == high``), at_least runs to infinity,
        at_most from zero.  ``unit`` is a currency code, a unit of ``data/lexicons/units.toml`` or empty for counts,
        and ``noun`` what is counted.
        Dates, years, clock times, telephone numbers and names such as Flight 370 are left out.
    """
    headline = is_headline(text)
    found: list[Quantity] = [*ages_by_decade(text), *find_implied(text), *find_rounds(text)]
    amounts = find_amounts(text)
    n = 0
    while n < len(amounts):
        amount = amounts[n]
        following = amounts[n + 1] if n + 1 < len(amounts) else None
        relation = pair(text, amount, following) if following else ""
        quantity: Quantity | None
        if following and relation:
            low, high = shared(amount, following)
            n += 2
            if relation == "score":
                found.append(_score(text, low, high))
            elif relation == "range":
                quantity = _made(text, tokens, low, headline, high=high)
                if quantity:
                    found.append(quantity)
            else:
                first, second = relation.split("-")
                for part, hedge in ((low, first), (high, second)):
                    quantity = _made(text, tokens, part, headline, hedge=hedge)
                    if quantity:
                        found.append(quantity)
                ends = [q for q in found if q.hedge in {first, second} and q.start in {low.start, high.start}]
                if len(ends) == 2 and not ends[0].noun:
                    found[found.index(ends[0])] = replace(ends[0], noun=ends[1].noun)
            continue
        quantity = _made(text, tokens, amount, headline)
        if quantity:
            found.append(quantity)
        n += 1
    found = _lend_nouns(text, sorted(found, key=lambda q: (q.start, -q.end)))
    # A unit may reach over the next number's ground only in broken text; the first reading stands.
    out: list[Quantity] = []
    for quantity in found:
        if not out or quantity.start >= out[-1].end:
            out.append(quantity)
    return tuple(out)
