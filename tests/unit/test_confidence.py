"""Weights of evidence, priors, and the caps."""

from __future__ import annotations

import itertools
import math

import pytest

from corroborate.confidence import Config, degree, prior, weight
from corroborate.types import Modality, OutletStatus


@pytest.mark.parametrize(
    ("status", "given", "expected"),
    [
        (OutletStatus.VETTED, None, 0.8),
        (OutletStatus.VETTED, 0.9, 0.9),
        (OutletStatus.VETTED, 1.0, 0.95),
        (OutletStatus.VETTED, 0.1, 0.5),
        (OutletStatus.PROBATION, None, 0.5),
        (OutletStatus.PROBATION, 0.99, 0.5),
        (OutletStatus.BLOCKED, 0.99, 0.5),
    ],
)
def test_reliability_begins_at_a_prior_and_stays_in_bounds(
    status: OutletStatus, given: float | None, expected: float
) -> None:
    assert prior(status, given) == pytest.approx(expected)


def test_an_unknown_word_weighs_exactly_nothing() -> None:
    assert weight(0.5, Modality.CONFIRMED) == 0.0
    assert weight(0.2, Modality.CONFIRMED) == 0.0


def test_weight_is_damped_log_odds() -> None:
    assert weight(0.8, Modality.CONFIRMED) == pytest.approx(0.6 * math.log(4))
    assert weight(0.8, Modality.ALLEGED) == pytest.approx(0.3 * math.log(4))
    assert weight(1.0, Modality.CONFIRMED) == weight(0.95, Modality.CONFIRMED)
    assert weight(0.8, Modality.CONFIRMED, Config(damping=1.0)) == pytest.approx(math.log(4))


def test_degree_is_the_sigmoid_of_the_sum() -> None:
    assert degree([1.0, 1.0], [0.5], sources=2) == round(1 / (1 + math.exp(-1.5)), 4)
    assert degree([], [], sources=2) == 0.5


def test_one_origin_is_capped() -> None:
    assert degree([5.0], [], sources=1) == 0.75
    assert degree([5.0], [], sources=1, authority=True) == 0.90
    assert degree([5.0, 5.0], [], sources=2, single_origin=True) == 0.75
    assert degree([0.1], [], sources=1) == round(1 / (1 + math.exp(-0.1)), 4)


def test_the_degree_is_never_certain() -> None:
    assert degree([50.0, 50.0], [], sources=2) == 0.99
    assert degree([0.1, 0.1], [50.0], sources=2) == 0.01
    assert degree([], [], sources=0) == 0.01


def test_the_order_of_weights_never_matters() -> None:
    weights = [0.1, 0.2, 0.3, 1e-9, 0.7]
    assert len({degree(list(order), [0.25], sources=5) for order in itertools.permutations(weights)}) == 1
