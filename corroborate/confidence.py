"""Confidence: evidence of independent origins adds up in log-odds.

Method: weights of evidence as in I. J. Good, Probability and the Weighing of Evidence (1950);
``math.fsum`` keeps the sum the same in every order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from corroborate.types import Modality, OutletStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Values of the method page; none is fitted yet."""

    damping: float = 0.6  # reports of one event share sources we cannot see, so each counts less than its odds
    hedged: float = 0.5  # an alleged or planned report carries half the weight of an asserted one
    floor: float = 0.5
    ceiling: float = 0.95
    single_cap: float = 0.75  # one origin, however good, is one origin
    authority_cap: float = 0.90  # ... but a regulator on its own ruling is the authority for it
    vetted: tuple[float, float] = (4.0, 1.0)  # Beta prior of a vetted outlet: .8
    unknown: tuple[float, float] = (1.0, 1.0)  # Beta prior of anybody else: .5, whose weight is exactly 0


CONFIG = Config()


def prior(status: OutletStatus, given: float | None = None, config: Config = CONFIG) -> float:
    """Return the reliability in [floor, ceiling] of an outlet nobody has measured, or the given one clipped."""
    if status is not OutletStatus.VETTED:
        return config.floor
    if given is None:
        hits, misses = config.vetted
        given = hits / (hits + misses)
    return min(max(given, config.floor), config.ceiling)


def weight(reliability: float, modality: Modality, config: Config = CONFIG) -> float:
    """Weigh one origin's word in log-odds: 0 at reliability .5."""
    firmness = 1.0 if modality is Modality.CONFIRMED else config.hedged
    clipped = min(max(reliability, config.floor), config.ceiling)
    return config.damping * firmness * math.log(clipped / (1.0 - clipped))


def degree(
    support: Sequence[float],
    contradiction: Sequence[float],
    *,
    sources: int,
    authority: bool = False,
    single_origin: bool = False,
    config: Config = CONFIG,
) -> float:
    """Turn weights for and against into a degree in [.01, .99], capped while one origin stands behind it.

    Args:
        support: weights of the origins that count.
        contradiction: weights of those that contradict.
        sources: N.
        authority: the one origin is the authority for the fact.
        single_origin: several report the word of one person or document.
    """
    if sources == 0:
        return 0.01
    odds = math.fsum([*support, *(-w for w in contradiction)])
    p = min(max(1.0 / (1.0 + math.exp(-odds)), 0.01), 0.99)
    if sources <= 1 or single_origin:
        p = min(p, config.authority_cap if authority else config.single_cap)
    return round(p, 4)
