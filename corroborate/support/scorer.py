"""The learned part of support: features of a comparison to a score, by boosted trees kept as readable JSON.

The trees are trained by ``training/support.py``; here they are only walked, so the program needs no
training library and gives the same score on every machine.  Typed comparison (``specifics``)
has the last word: what contradicts a specific is never support, however alike it sounds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from corroborate import resources
from corroborate.errors import ModelError
from corroborate.support.passages import Passage, Statement
from corroborate.support.specifics import Comparison, compare
from corroborate.types import ConflictKind, Stance, Support

FEATURES = (
    "cosine",
    "cover",
    "window_cover",
    "article_cover",
    "verbs",
    "names",
    "window_names",
    "heaviest_missing",
    "numbers",
    "numbers_agreed",
    "numbers_missing",
    "numbers_elsewhere",
    "numbers_contradicted",
    "dates",
    "dates_agreed",
    "dates_vague",
    "dates_elsewhere",
    "dates_missing",
    "dates_contradicted",
    "polarity_differs",
    "weaker",
    "opposed",
    "swapped",
    "back_cover",
    "token_ratio",
    "missing_weight",
    "size",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Where a score becomes a stance; values by ``training/support.py`` on part fit, see docs/evaluation.md."""

    # Five folds of fit by event, articles, after the vetoes: at .2 precision .83, recall .82 (F1 .83), false verified
    # .18 and 9% of changed claims supported; at .1 F1 is .83 as well, but false verified .24.
    supports: float = 0.2
    same_topic_cosine: float = 0.5  # below it a different figure is another fact, not a contradiction
    same_topic_cover: float = 0.6  # likewise, share of the statement's weight found in the sentence


CONFIG = Config()
# Any word by which a sentence can say that something is not so.
_NEGATIVE = re.compile(
    r"\b(?:no|not|none|never|nobody|nothing|neither|nor|cannot|without|un\w{3,}|\w+less|avoid\w*|surviv\w*|safe\w*|escap\w*"
    r"|(?:fail|refus|den[iy]|declin|reject|lack|prevent)\w*)\b|n['’]t\b",
    re.IGNORECASE,
)


def features(statement: Statement, passage: Passage, cosine: float) -> tuple[list[float], Comparison]:
    """Compare a statement with a passage and lay the result out as ``FEATURES``."""
    c = compare(statement.specifics, passage.specifics, passage.window)
    weight = sum(statement.specifics.words.values())
    row = [
        cosine,
        c.cover,
        c.window_cover,
        c.article_cover,
        c.verbs,
        c.names,
        c.window_names,
        c.heaviest_missing,
        float(c.numbers),
        float(c.numbers_agreed),
        float(c.numbers_missing),
        float(c.numbers_elsewhere),
        float(c.numbers_contradicted),
        float(c.dates),
        float(c.dates_agreed),
        float(c.dates_vague),
        float(c.dates_elsewhere),
        float(c.dates_missing),
        float(c.dates_contradicted),
        float(c.polarity_differs),
        float(c.weaker),
        float(c.opposed),
        float(c.swapped),
        c.back_cover,
        fuzz.token_set_ratio(statement.text, passage.text) / 100.0,
        weight * (1.0 - c.window_cover),
        float(len(statement.specifics.words)),
    ]
    return row, c


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted regression trees as flat arrays, one row a node; leaves point at themselves."""

    feature: NDArray[np.int32]
    threshold: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    value: NDArray[np.float64]
    roots: NDArray[np.int32]
    depth: int
    base: float

    def score(self, rows: Sequence[Sequence[float]]) -> NDArray[np.float64]:
        """Return the probability of support for each row, shape (rows,), rounded to 4 digits."""
        matrix = np.asarray(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))
        node = np.broadcast_to(self.roots, (len(matrix), len(self.roots))).copy()
        at = np.arange(len(matrix))[:, None]
        for _ in range(self.depth):
            goes_left = matrix[at, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        raw = self.base + self.value[node].sum(axis=1)
        probability: NDArray[np.float64] = (1.0 / (1.0 + np.exp(-raw))).round(4)
        return probability


@cache
def packaged_forest() -> Forest:
    """Read ``data/models/support.json``.

    Raises:
        ModelError: where it is absent or made for other features.
    """
    try:
        text = resources.read_text("models", "support.json")
    except (OSError, ValueError) as error:
        raise ModelError(f"data/models/support.json cannot be read: {error}") from error
    return read_forest(text)


def read_forest(text: str) -> Forest:
    """Read a forest from the JSON that ``training/support.py`` writes.

    Raises:
        ModelError: where it is no such file, or was trained for other features.
    """
    try:
        model = json.loads(text)
        trained_for = tuple(model["features"])
        nodes = model["nodes"]
        forest = Forest(
            feature=np.array([n[0] for n in nodes], dtype=np.int32),
            threshold=np.array([n[1] for n in nodes], dtype=np.float64),
            left=np.array([n[2] for n in nodes], dtype=np.int32),
            right=np.array([n[3] for n in nodes], dtype=np.int32),
            value=np.array([n[4] for n in nodes], dtype=np.float64),
            roots=np.array(model["roots"], dtype=np.int32),
            depth=int(model["depth"]),
            base=float(model["base"]),
        )
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise ModelError(f"the support model (data/models/support.json) cannot be read: {error}") from error
    if trained_for != FEATURES:
        raise ModelError("the support model (data/models/support.json) was trained for other features: run make train")
    return forest


def judge(
    statement: Statement,
    candidates: Sequence[tuple[Passage, float]],
    forest: Forest,
    config: Config = CONFIG,
) -> list[Support]:
    """Say of each candidate sentence whether it asserts the statement, contradicts it, or neither.

    Args:
        statement: what is claimed.
        candidates: (sentence, cosine of its vector with the statement's).
    """
    if not candidates:
        return []
    laid_out = [features(statement, passage, cosine) for passage, cosine in candidates]
    scores = forest.score([row for row, _ in laid_out])
    return [
        _decide(float(score), comparison, cosine, _unheard(statement, passage), config)
        for score, (_, comparison), (passage, cosine) in zip(scores, laid_out, candidates, strict=True)
    ]


def _unheard(statement: Statement, passage: Passage) -> bool:
    """Whether one denies something of which the other does not speak as an act: that is no support.

    A statement that denies needs a sentence that denies; and "found no trace of the pesticide" is no support for
    "is contaminated with the pesticide", however many words they share.
    """
    mine, said = statement.specifics, passage.specifics
    if mine.verbs & said.verbs:
        return False  # the same act: its own negation was compared
    if mine.negated or mine.negated_heads:
        return not said.negated and not _NEGATIVE.search(passage.text)
    return said.negated  # on part fit: 146 of 3,573 likely sentences of articles that do not support, 20 of 979 that do


def _decide(score: float, found: Comparison, cosine: float, unheard: bool, config: Config) -> Support:
    stance: Stance | None = None
    conflict: ConflictKind | None = None
    if found.contradicted:
        # Another figure contradicts only where the rest of the statement is there, in this very sentence.
        if cosine >= config.same_topic_cosine and found.cover >= config.same_topic_cover:
            stance, conflict = Stance.CONTRADICTS, found.contradicted[0][0]
    # A person whom the article never names is none it speaks of: true of 222 of 1,367 labelled pairs (claim, article
    # that does not support it) of part fit, and of 5 of 971 that do.
    elif score >= config.supports and not found.lacking and not unheard and not found.strangers:
        stance = Stance.SUPPORTS
    return Support(
        score=score,
        stance=stance,
        asserted=found.asserted,
        missing=found.missing,
        contradicted=tuple(reason for _, reason in found.contradicted),
        conflict=conflict,
    )
