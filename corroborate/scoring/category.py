"""Which media topic a story belongs to, and what the beat calls it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corroborate.scoring.beat import MEDIA_TOPICS, Beat
from corroborate.scoring.phrases import Word, words_of
from corroborate.scoring.statements import statements
from corroborate.types import ClaimCluster


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How the words of a topic are added up."""

    strong: float = 2.0  # a word that all but settles the topic
    weak: float = 0.7  # one that leans towards it
    headline: float = 0.6  # the headline's weight beside all statements together, which weigh 1
    most: int = 4  # a statement's words of one topic count up to this many: lists of names settle nothing
    least: float = 0.35  # below this the words say too little: no topic
    finer: float = 0.15  # a finer category needs this share of the statements and headline


CONFIG = Config()
UNKNOWN = "General"


def topic_scores(
    headline: str, clusters: Sequence[ClaimCluster], beat: Beat, config: Config = CONFIG
) -> dict[str, float]:
    """Add up what the headline and each statement say for each media topic.

    Returns:
        A score of 0 or more a topic, in the order of the topics.
    """
    scores = dict.fromkeys(MEDIA_TOPICS, 0.0)
    parts = [(words_of(headline), config.headline)]
    parts += [(statement.words, statement.weight) for statement in statements(headline, clusters)]
    for words, weight in parts:
        for topic, value in _of(words, beat, config).items():
            scores[topic] += weight * value
    return scores


def _of(words: tuple[Word, ...], beat: Beat, config: Config) -> dict[str, float]:
    found: dict[str, dict[str, float]] = {}
    for book, value in ((beat.topics, config.strong), (beat.leaning, config.weak)):
        for hit in book.find(words):
            stems = " ".join(word.stem for word in words[hit.first : hit.last])
            inner = found.setdefault(hit.key, {})
            inner[stems] = max(inner.get(stems, 0.0), value)
    return {topic: sum(sorted(values.values(), reverse=True)[: config.most]) for topic, values in found.items()}


def category(
    headline: str, clusters: Sequence[ClaimCluster], beat: Beat, config: Config = CONFIG
) -> tuple[str, str | None]:
    """Choose a story's category.

    Args:
        headline: the story's headline.
        clusters: its claim clusters, in any order; how many articles carry them makes no difference.
        beat: whose names and words are used.

    Returns:
        The beat's display name, and the media topic behind it (None where the words say too little).
    """
    scores = topic_scores(headline, clusters, beat, config)
    topic = max(MEDIA_TOPICS, key=lambda name: round(scores[name], 9))
    if scores[topic] < config.least:
        return UNKNOWN, None
    shares: dict[str, float] = {}
    parts = [(words_of(headline), config.headline)]
    parts += [(statement.words, statement.weight) for statement in statements(headline, clusters)]
    for words, weight in parts:
        for key in {hit.key for hit in beat.finer.find(words)}:
            shares[key] = shares.get(key, 0.0) + weight
    fitting = [c for c in beat.categories if topic in c.topics and shares.get(c.name, 0.0) >= config.finer]
    if fitting:
        return max(fitting, key=lambda c: round(shares[c.name], 9)).name, topic
    return beat.display.get(topic, topic), topic
