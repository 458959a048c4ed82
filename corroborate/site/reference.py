"""What the methodology and glossary pages take from the packaged data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from corroborate import resources
from corroborate.site import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of ours and what we mean by it; ``see`` is (anchor, term) of its neighbours."""

    anchor: str
    term: str
    means: str
    see: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One measured figure."""

    name: str
    value: str
    n: str
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """The points of the impact score: by kind of event, and what magnitude adds."""

    events: tuple[tuple[str, str], ...]
    magnitudes: tuple[tuple[str, str], ...]


def anchor(term: str) -> str:
    """Make the name a term is linked by."""
    return re.sub(r"[^a-z0-9]+", "-", term.lower()).strip("-")


def glossary() -> list[Term]:
    """Read ``data/beats/glossary.toml``, by term."""
    table = resources.read_toml("beats", "glossary.toml")
    names = {anchor(str(entry["term"])): str(entry["term"]) for entry in table["term"]}
    terms = [
        Term(
            anchor=anchor(str(entry["term"])),
            term=str(entry["term"]),
            means=str(entry["means"]),
            see=tuple((anchor(name), names[anchor(name)]) for name in entry.get("see", ()) if anchor(name) in names),
        )
        for entry in table["term"]
    ]
    return sorted(terms, key=lambda term: term.anchor)


def error_rates() -> tuple[list[Rate], str]:
    """Read ``data/error_rates.toml`` where there is one.

    The file holds ``note`` (what was measured, when, on which data) and ``[[rate]]`` tables with ``name``,
    ``value`` (a share, 0 to 1, or text), ``n`` (cases) and ``means`` (one sentence).

    Returns:
        The rates in the order of the file, none where it is absent, and the note.
    """
    if not resources.data_path("error_rates.toml").is_file():
        return [], ""
    table = resources.read_toml("error_rates.toml")
    rates = [
        Rate(
            name=words.clean(entry["name"]),
            value=_figure(entry["value"]),
            n=str(entry.get("n", "")),
            means=words.clean(entry.get("means", "")),
        )
        for entry in table.get("rate", ())
    ]
    return rates, words.clean(table.get("note", ""))


def beat_glossary(beat: str) -> list[tuple[str, str]]:
    """Read the trade's own words from the beat's file, by word; none where it has none."""
    name = anchor(beat) + ".toml"
    if not resources.data_path("beats", name).is_file():
        return []
    table = resources.read_toml("beats", name).get("glossary", {})
    return sorted((str(word), str(means)) for word, means in table.items())


def rubric() -> Rubric:
    """Read the impact rubric that the scores are made with, ``data/lexicons/impact.toml``."""
    if not resources.data_path("lexicons", "impact.toml").is_file():
        return Rubric(events=(), magnitudes=())
    table: Any = resources.read_toml("lexicons", "impact.toml")
    events = sorted(table.get("event", ()), key=lambda event: (-event["base"], event["type"]))
    magnitudes = sorted(table.get("magnitude", {}).items())
    return Rubric(
        events=tuple((str(event["type"]), f"{event['base']:g}") for event in events),
        magnitudes=tuple(
            (str(name), ", ".join(f"from {least:,.0f}: {points:+g}" for least, points in kind["steps"]))
            for name, kind in magnitudes
        ),
    )


def likelihood_bands() -> list[tuple[str, str]]:
    """Return the words for a likelihood and the figures they stand for."""
    bands, low = [], 0.0
    for high, name in (*words.LIKELIHOOD, (1.0, words.likelihood(1.0))):
        bands.append((name, f"{low:.2f} to {high:.2f}"))
        low = high
    return bands


def _figure(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else words.clean(value)
