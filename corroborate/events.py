"""Articles to events: which articles tell of the same happening.

Likeness is the cosine of rarity-weighted words and, as a second opinion, of
sentence vectors; groups are average-linkage clusters, so that a chain of look-alikes does not
run together.  Word weights are frozen, hence a pair's likeness never depends on what else is in the
store, and adding articles elsewhere changes nothing here.  Articles in two languages are never one event: what they
share is names, and the rest of the program reads English.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from scipy.spatial.distance import squareform

from corroborate import ids
from corroborate.ports import Vectors
from corroborate.text.language import tongue
from corroborate.types import Article
from corroborate.words import rarity, stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Chosen on part fit of the labelled news (articles of 40 events and their look-alikes)."""

    link: float = 0.10  # pairs below this likeness are never compared further
    join: float = 0.24  # average likeness at which two groups are one event; B-cubed F1 .90 on fit
    vectors: float = 0.25  # share of the sentence vectors in the likeness
    # A name nobody else has would otherwise decide alone, and two events of one company would be one: capped, events
    # of the sample come apart (B-cubed .85 to .93) at no cost on fit (.90 before and after).
    rarest: float = 5.5
    power: float = 1.5  # of rarity, as the weight of a word
    title_weight: int = 2  # a word of the title counts as so many of the text
    days: float = 14.0  # known dates further apart are different events
    reach: int = 3000  # code points of the text that are read: leads name the event, tails are background


CONFIG = Config()
_PAIRS = 16_384  # pairs compared at a time
_WORD = re.compile(r"[^\W_][\w'’.-]*[^\W_]|[^\W_]")


def group(
    articles: Sequence[Article], vectors: Mapping[str, Vectors] | None = None, config: Config = CONFIG
) -> dict[str, str]:
    """Sort articles into events.

    Args:
        articles: current revisions, in any order.
        vectors: one unit vector (dimensions,) an article id; None leaves the words alone to decide.

    Returns:
        story id by article id.  A story is named by its earliest member, so growth keeps the name.
    """
    ordered = sorted(articles, key=lambda article: article.order)
    if not ordered:
        return {}
    likeness = _likeness(ordered, vectors, config)
    out: dict[str, str] = {}
    count, block = connected_components(likeness, directed=False)
    members: list[list[int]] = [[] for _ in range(count)]
    for index, label in enumerate(block):
        members[label].append(index)
    for rows in members:
        labels = _average_linkage(likeness[rows][:, rows].toarray(), config) if len(rows) > 1 else [1]
        named: dict[int, str] = {}
        for row, label in zip(rows, labels, strict=True):  # rows stand in canonical order
            story = named.setdefault(label, ids.digest("story", ordered[row].article_id))
            out[ordered[row].article_id] = story
    return out


def _average_linkage(likeness: Vectors, config: Config) -> list[int]:
    distance = 1.0 - np.clip(likeness, 0.0, 1.0)
    np.fill_diagonal(distance, 0.0)
    tree = linkage(squareform(distance.round(6), checks=False), method="average")
    return [int(label) for label in fcluster(tree, t=1.0 - config.join, criterion="distance")]


def _likeness(articles: Sequence[Article], vectors: Mapping[str, Vectors] | None, config: Config) -> sparse.csr_matrix:
    vocabulary: dict[str, int] = {}
    rows, columns, values = [], [], []
    for row, article in enumerate(articles):
        for word, weight in sorted(_weights(article, config).items()):
            rows.append(row)
            columns.append(vocabulary.setdefault(word, len(vocabulary)))
            values.append(weight)
    shape = (len(articles), max(1, len(vocabulary)))
    words = sparse.csr_matrix((values, (rows, columns)), shape=shape, dtype=np.float64)
    pairs = (words @ words.T).tocoo()
    upper = pairs.row < pairs.col
    a, b, score = pairs.row[upper], pairs.col[upper], pairs.data[upper]
    if vectors is not None:
        matrix = np.stack([vectors[article.article_id] for article in articles]).astype(np.float64)
        near = np.concatenate(
            [  # by portions: two rows a pair, all at once, would take gigabytes for a thousand articles
                np.einsum("ij,ij->i", matrix[a[at : at + _PAIRS]], matrix[b[at : at + _PAIRS]])
                for at in range(0, max(len(a), 1), _PAIRS)
            ]
        ).clip(0.0, 1.0)
        score = (1.0 - config.vectors) * score + config.vectors * near**2
    day = np.array(
        [article.published_at.timestamp() / 86400 if article.published_at else math.nan for article in articles]
    )
    apart = np.abs(day[a] - day[b])
    spoken = np.array([tongue(article.text, article.language) for article in articles])
    keep = (score >= config.link) & ~(apart > config.days) & (spoken[a] == spoken[b])
    a, b, score = a[keep], b[keep], score[keep].round(6)
    size = (len(articles), len(articles))
    half = sparse.csr_matrix((score, (a, b)), shape=size)
    return (half + half.T).tocsr()


def _weights(article: Article, config: Config) -> dict[str, float]:
    counts: Counter[str] = Counter()
    rare: dict[str, float] = {}
    for text, times in ((article.title, config.title_weight), (article.text[: config.reach], 1)):
        for word in _WORD.findall(text):
            key = stem(word)
            weight = min(rarity(word.lower()), config.rarest)
            if weight <= 0 or not key or not any(char.isalpha() for char in key):
                continue
            counts[key] += times
            rare[key] = max(rare.get(key, 0.0), weight)
    weighed = {key: (1.0 + math.log(count)) * rare[key] ** config.power for key, count in counts.items()}
    norm = math.sqrt(math.fsum(value * value for value in weighed.values())) or 1.0
    return {key: value / norm for key, value in weighed.items()}
