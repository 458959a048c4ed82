"""How the sample's truth compares with what a store says: which plants hold, and which known gaps remain."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from corroborate import resources
from corroborate.answers import Answer
from corroborate.sample.world import Plant, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One planted fact: what is true, what the store says, and the cause where a difference is known."""

    plant: Plant
    said: str
    holds: bool
    known_gap: str | None


def known_gaps() -> dict[str, str]:
    """Read ``data/sample/known_gaps.toml``: cause by plant id."""
    table = tomllib.loads(resources.read_text("sample", "known_gaps.toml"))
    return {key: str(value) for key, value in table.get("gap", {}).items()}


def outcomes(
    world: World,
    ask: Callable[[list[tuple[str, str]]], list[Answer]],
    story_of: Mapping[str, Mapping[str, Any]],
) -> list[Outcome]:
    """Hold every plant against a published store.

    Args:
        world: the sample.
        ask: answers (id, text) questions.
        story_of: the views' story row of each article's url.
    """
    gaps = known_gaps()
    plants = [plant for truth in world.truths for plant in truth.plants]
    answers = {answer.id: answer for answer in ask([(plant.id, plant.claim) for plant in plants])}
    url = {piece.id: piece.url for piece in world.pieces}
    out = []
    for plant in plants:
        answer = answers[plant.id]
        said = f"N = {answer.verified_sources} {answer.verdict}"
        holds = answer.verified_sources == plant.n and answer.verdict == plant.verdict
        if plant.gate is not None:
            story = story_of.get(url[plant.article])
            said += f", story {story['gate']}" if story else ", no story"
            holds = holds and story is not None and story["gate"] == plant.gate and story["verified_sources"] == plant.n
        out.append(Outcome(plant=plant, said=said, holds=holds, known_gap=gaps.get(plant.id)))
    return out
