"""Whether two quantities can both be true of one thing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from math import inf, isinf

from corroborate.text.units import same_noun, units
from corroborate.types import Quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Tolerances; all are shares of the figure."""

    about: float = 0.10
    """Most that "about" forgives; less where the figure is written more exactly ("about 930" forgives 5)."""
    about_least: float = 0.025
    """Least that "about" forgives."""
    rounded: float = 0.05
    """Most that writing one figure rounder than the other forgives (2.3bn against 2.31bn)."""
    converted: float = 0.03
    """What a conversion of units forgives (60 miles against 97 km)."""
    vague: float = 0.20
    """By how much a vague word may be missed ("dozens" of 20)."""
    vague_reach: float = 25.0
    """How many times its least a vague word may stand for: "dozens" of 600, not of 5,000."""
    vague_step: float = 4.0
    """Two vague words further apart than this differ ("dozens" and "hundreds")."""


CONFIG = Config()
_VAGUE = re.compile(
    r"\b(?:dozens|scores|hundreds|thousands|millions|billions|trillions|several|few|couple|many)\b", re.IGNORECASE
)


def _base(quantity: Quantity) -> tuple[str, float]:
    """Give a unit's dimension and size; counts have the empty dimension."""
    return units().sizes.get(quantity.unit, (quantity.unit, 1.0))


def _interval(quantity: Quantity) -> tuple[float, float]:
    """Give the interval in the dimension's base unit."""
    size = _base(quantity)[1]
    return quantity.low * size, quantity.high * size


def _figure(quantity: Quantity) -> float:
    """Give the figure itself, whatever the hedge, in the base unit."""
    low, high = _interval(quantity)
    return high if quantity.hedge == "at_most" or isinf(low) else low


def _place(quantity: Quantity) -> float:
    """Give the size of the last place a figure is written to, in the base unit (2.3bn -> 1e8)."""
    figure = abs(_figure(quantity))
    if figure == 0 or isinf(figure):
        return 0.0
    size = _base(quantity)[1]
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", quantity.text)
    if digits:
        written = float(digits.group().replace(",", ""))
        scale = figure / written if written else 1.0
        place = scale * 10.0 ** -len(digits.group(1) or "")
    else:
        place = size
    # Three zeros at the end of a count are rounding, not counting.
    if not digits or "." not in digits.group():
        zeros = _zeros(figure / place if place else 0.0)
        if zeros >= 3 or (zeros >= 1 and quantity.hedge == "about"):
            place *= 10.0**zeros
    return place


def _zeros(value: float) -> int:
    """Count the zeros at the end of a whole number."""
    count = 0
    whole = round(value)
    while whole and whole % 10 == 0:
        whole //= 10
        count += 1
    return count


def _slack(a: Quantity, b: Quantity, config: Config) -> float:
    """Give by how much two figures may differ and still be the same, in the base unit."""
    figure_a, figure_b = abs(_figure(a)), abs(_figure(b))
    least = min(figure_a, figure_b)
    if a.ordinal or isinf(least):
        return 0.0
    slack = 1e-9 * max(figure_a, figure_b)
    if _base(a)[1] != _base(b)[1]:
        slack = max(slack, config.converted * least)
    place_a, place_b = _place(a), _place(b)
    if place_a != place_b and (place_a and place_b):
        slack = max(slack, min(max(place_a, place_b) / 2, config.rounded * least))
    for quantity in (a, b):
        if quantity.hedge == "about":
            figure = abs(_figure(quantity))
            slack = max(slack, min(max(_place(quantity) / 2, config.about_least * figure), config.about * figure))
        if _VAGUE.search(quantity.text):
            slack = max(slack, config.vague * abs(_figure(quantity)))
    return slack


def comparable(a: Quantity, b: Quantity) -> bool:
    """Say whether two quantities measure the same kind of thing.

    Args:
        a: a quantity.
        b: another, of another text.

    Returns:
        True where both have units of one dimension, and the same noun (or a synonym by the table, or none).
    """
    if a.ordinal != b.ordinal or _base(a)[0] != _base(b)[0] or {a.hedge, b.hedge} == {"from", "to"}:
        return False
    return not a.noun or not b.noun or same_noun(a.noun, b.noun)


def _overlap(a: Quantity, b: Quantity, config: Config) -> bool:
    """Say whether two intervals meet, within what rounding and hedges forgive."""
    low_a, high_a = _interval(a)
    low_b, high_b = _interval(b)
    if a.unit == b.unit == "score":
        return (low_a, high_a) == (low_b, high_b)
    hedges = {a.hedge, b.hedge}
    if hedges == {"at_least", "at_most"}:
        # "More than 65%" and "less than 65%" only touch.
        return min(high_a, high_b) > max(low_a, low_b)
    slack = _slack(a, b, config)
    if inf in (low_a, low_b):
        return False
    vague_a, vague_b = bool(_VAGUE.search(a.text)), bool(_VAGUE.search(b.text))
    if vague_a and vague_b and min(low_a, low_b) > 0:
        return max(low_a, low_b) <= config.vague_step * min(low_a, low_b)
    # A vague word is "at least" on paper; nobody says dozens of thousands.
    if vague_a and isinf(high_a):
        high_a = low_a * config.vague_reach
    if vague_b and isinf(high_b):
        high_b = low_b * config.vague_reach
    return low_a <= high_b + slack and low_b <= high_a + slack


def agree(a: Quantity, b: Quantity, config: Config = CONFIG) -> bool:
    """Say whether two quantities can be the same figure: comparable, and their intervals meet.

    Args:
        a: a quantity.
        b: another, of another text.
        config: tolerances.

    Returns:
        True for 28 and "more than 20", 15 and "at least 15", 2.3bn and 2.31bn, "about 60" and 57.
    """
    return comparable(a, b) and _overlap(a, b, config)


def same_figure(a: Quantity, b: Quantity, config: Config = CONFIG) -> bool:
    """Say whether two quantities agree when what they count is left aside (28 people, 28 pilgrims).

    Args:
        a: a quantity.
        b: another, of another text.
        config: tolerances.

    Returns:
        True where units are of one dimension and the intervals meet.
    """
    return agree(replace(a, noun=""), replace(b, noun=""), config)


def entails(said: Quantity, claimed: Quantity, config: Config = CONFIG) -> bool:
    """Say whether one quantity asserts all that another claims (28 entails "at least 20", never the reverse).

    Args:
        said: what the text says.
        claimed: what the claim says.
        config: tolerances.

    Returns:
        True where they agree and the said interval lies within the claimed one; a hedge on the same figure
        ("at least 15" and 15) counts both ways.
    """
    if not agree(said, claimed, config):
        return False
    if said.unit == claimed.unit == "score" or said.ordinal:
        return True
    slack = _slack(said, claimed, config)
    if abs(_figure(said) - _figure(claimed)) <= slack and not _VAGUE.search(said.text):
        return True
    low_said, high_said = _interval(said)
    low_claimed, high_claimed = _interval(claimed)
    return low_claimed - slack <= low_said and high_said <= high_claimed + slack


def same_value(said: Quantity, claimed: Quantity, config: Config = CONFIG) -> bool:
    """Say whether two quantities give one and the same figure, hedged or not ("at least 15" and 15, never 20).

    Args:
        said: what the text says; a vague word ("dozens") gives no figure.
        claimed: what the claim says.
        config: tolerances.
    """
    if not agree(said, claimed, config) or said.unit == "score":
        return agree(said, claimed, config)
    return abs(_figure(said) - _figure(claimed)) <= _slack(said, claimed, config) and not _VAGUE.search(said.text)


def contradicts(a: Quantity, b: Quantity, config: Config = CONFIG) -> bool:
    """Say whether two comparable quantities cannot both be right of one thing.

    Args:
        a: a quantity.
        b: another, of another text.
        config: tolerances.

    Returns:
        True where they are comparable and their intervals are disjoint.
    """
    return comparable(a, b) and not _overlap(a, b, config)
