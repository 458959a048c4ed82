"""The impact rubric as read from ``data/lexicons/impact.toml``, compiled once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from corroborate import resources
from corroborate.scoring.phrases import PhraseBook


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One kind of event: its base on the scale of 1 to 10 and the magnitudes that may raise it."""

    name: str
    base: float
    tone: int
    topics: tuple[str, ...]
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Magnitude:
    """A sort of figure, the words that mark it, and the points it earns: (at least, points), ascending."""

    nouns: PhraseBook
    steps: tuple[tuple[float, float], ...]

    def points(self, value: float) -> float:
        """Points for a figure."""
        return max((points for least, points in self.steps if value >= least), default=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """All tables of the rubric; keys of the graded books index ``values`` of the same name."""

    events: Mapping[str, EventType]
    strong: PhraseBook
    weak: PhraseBook
    topic_base: Mapping[str, float]
    magnitudes: Mapping[str, Magnitude]
    breadth: PhraseBook
    immediacy: PhraseBook
    office: PhraseBook
    unsure: PhraseBook
    modality: Mapping[str, float]


@cache
def rubric() -> Rubric:
    """Read and compile the rubric."""
    data = resources.read_toml("lexicons", "impact.toml")
    events = {
        row["type"]: EventType(
            name=row["type"],
            base=float(row["base"]),
            tone=int(row["tone"]),
            topics=tuple(row["topics"]),
            takes=tuple(row.get("takes", ())),
        )
        for row in data["event"]
    }
    modality = {key: float(value) for key, value in data["modality"].items() if key != "words"}
    return Rubric(
        events=events,
        strong=PhraseBook.of({row["type"]: row["strong"] for row in data["event"]}),
        weak=PhraseBook.of({row["type"]: row["weak"] for row in data["event"]}),
        topic_base={topic: float(value) for topic, value in data["topic_base"].items()},
        magnitudes={
            name: Magnitude(
                nouns=PhraseBook.of({name: row["nouns"]}),
                steps=tuple((float(least), float(points)) for least, points in row["steps"]),
            )
            for name, row in data["magnitude"].items()
        },
        breadth=_graded(data["breadth"]),
        immediacy=_graded(data["immediacy"]),
        office=_graded(data["office"]),
        unsure=PhraseBook.of({"unsure": data["modality"]["words"]}),
        modality=modality,
    )


def _graded(rows: list[dict[str, object]]) -> PhraseBook:
    """Compile graded words; a hit's key is the value as written."""
    table: dict[str, list[str]] = {}
    for row in rows:
        words = row["words"]
        if isinstance(words, list):
            table.setdefault(str(row["value"]), []).extend(words)
    return PhraseBook.of(table)
