"""Every planted fact of the sample against what a replay of its eight polls says.

A plant that today's code gets wrong stands in ``data/sample/known_gaps.toml`` with its cause and is a strict
expected failure here: learning it without taking the line out fails the suite.
"""

from __future__ import annotations

import pytest

from corroborate.demo import Shown
from corroborate.sample import load_world
from corroborate.sample.gaps import known_gaps

_GAPS = known_gaps()
_PLANTS = [plant for truth in load_world().truths for plant in truth.plants]


@pytest.mark.parametrize(
    "plant_id",
    [
        pytest.param(
            plant.id,
            marks=[pytest.mark.xfail(reason=_GAPS[plant.id], strict=True)] if plant.id in _GAPS else [],
        )
        for plant in _PLANTS
    ],
)
def test_plant_is_counted_as_it_is(replayed: Shown, plant_id: str) -> None:
    outcome = next(outcome for outcome in replayed.outcomes if outcome.plant.id == plant_id)
    assert outcome.holds, f"{outcome.said}; true is N = {outcome.plant.n} {outcome.plant.verdict}: {outcome.plant.why}"


def test_every_known_gap_names_a_plant_and_a_cause() -> None:
    assert set(_GAPS) <= {plant.id for plant in _PLANTS}
    assert all(len(cause) > 20 for cause in _GAPS.values())


def test_no_single_origin_fact_is_called_corroborated_by_surprise(replayed: Shown) -> None:
    """False verified is the worst defect: whatever else is a gap, these are listed one by one."""
    surprises = [
        outcome.plant.id
        for outcome in replayed.outcomes
        if outcome.plant.n < 2 and outcome.said.startswith(("N = 2", "N = 3", "N = 4")) and outcome.known_gap is None
    ]
    assert surprises == []


def test_the_store_has_no_faults(replayed: Shown) -> None:
    from corroborate.wiring import open_house

    with open_house(replayed.published.release.parents[1], environ={}).store() as store:
        assert store.check() == []


def test_asking_a_stored_statement_gives_its_stored_count(replayed: Shown) -> None:
    rows = replayed.published.rows(
        "SELECT claim_cluster_id, text, verified_sources FROM claim_clusters ORDER BY claim_cluster_id LIMIT 200"
    )
    answers = replayed.published.ask([(row["claim_cluster_id"], row["text"]) for row in rows])
    assert [answer.verified_sources for answer in answers] == [row["verified_sources"] for row in rows]
