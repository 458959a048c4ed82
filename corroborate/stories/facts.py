"""Key facts: what the independent origins agree on, rich in detail, each said once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from corroborate.scoring.phrases import Word, words_of
from corroborate.scoring.statements import overlap
from corroborate.stories.inputs import Desk, well_formed, words
from corroborate.text.dates import find_dates
from corroborate.types import ClaimCluster, ClaimKind, Modality, Stance
from corroborate.words import rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How facts are ranked and thinned."""

    most: int = 7
    shortest: int = 4  # words: shorter statements say nothing alone
    longest: int = 45  # words: longer ones are whole sentences with everything in them
    votes: float = 0.35  # share of the origins that support the statement
    headline: float = 0.4  # share of the headline that it says
    early: float = 0.3  # for standing at the head of an article, fading with depth
    fading: float = 3.0  # sentences
    leaning: float = 0.25  # taken off what leans on a pronoun
    detail: float = 0.06  # a figure, day or name, up to ``details`` of them
    details: int = 3
    unsure: float = 0.2  # taken off what is alleged or denied
    old: float = 0.5  # taken off what a later report replaces
    likeness: float = 0.4  # of maximal marginal relevance: how much likeness to what is chosen costs
    same: float = 0.75  # statements that share more weight than this say the same thing


CONFIG = Config()


def weights(said: tuple[Word, ...]) -> dict[str, float]:
    """Weigh each stem of a statement by its rarity; the commonest words weigh nothing and are left out."""
    return {word.stem: weight for word in said if (weight := rarity(word.form)) > 0}


def shared(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """Share of the lighter statement's weight that the other has too, in [0, 1]."""
    lighter = min(_sum(a.values()), _sum(b.values()))
    return _sum(a[stem] for stem in a if stem in b) / lighter if lighter else 1.0


def _sum(values: Iterable[float]) -> float:
    return math.fsum(values)  # the same in any order


def details(desk: Desk, cluster: ClaimCluster) -> int:
    """Count the checkable details of a statement: figures, days and times, names within it."""
    figures = max((len(claim.quantities) for claim in desk.members(cluster)), default=0)
    names = sum(1 for word in words(cluster)[1:] if cluster.text[word.start].isupper())
    return figures + len(find_dates(cluster.text, None)) + min(names, 2)


def worth(desk: Desk, headline: str, config: Config = CONFIG) -> dict[str, float]:
    """Weigh the statements of a story by consensus.

    Each independent source cluster that counts has one vote on each word, however many articles it has;
    only where no origin counts at all do the others' votes stand in.

    Returns:
        A score by claim cluster id, for those that read as a sentence and that anybody supports.
    """
    votes = {c.claim_cluster_id: desk.voters(c) for c in desk.clusters.values()}
    if not any(votes.values()):
        votes = {
            c.claim_cluster_id: frozenset(e.source_cluster_id for e in c.evidence if e.stance is Stance.SUPPORTS)
            for c in desk.clusters.values()
        }
    voters = frozenset().union(*votes.values()) if votes else frozenset()
    if not voters:
        return {}
    title = words_of(headline)
    heard: dict[str, set[str]] = {}
    profile = {c.claim_cluster_id: weights(words(c)) for c in desk.clusters.values()}
    for cluster_id, stems in profile.items():
        for stem in stems:
            heard.setdefault(stem, set()).update(votes[cluster_id])
    scores: dict[str, float] = {}
    old = desk.superseded
    for cluster in desk.clusters.values():
        stems = profile[cluster.claim_cluster_id]
        if not votes[cluster.claim_cluster_id] or not stems or not _eligible(cluster, config):
            continue
        consensus = _sum(w * len(heard[stem]) for stem, w in stems.items()) / (_sum(stems.values()) * len(voters))
        value = consensus + config.votes * len(votes[cluster.claim_cluster_id]) / len(voters)
        value += config.headline * overlap(words(cluster), title)
        value += config.early * math.exp(-desk.depth(cluster) / config.fading)
        value -= config.leaning * bool(_LEANING.match(cluster.text))
        value += config.detail * min(config.details, details(desk, cluster))
        value -= config.old * (cluster.claim_cluster_id in old)
        value -= config.unsure * (cluster.modality in (Modality.ALLEGED, Modality.DENIED))
        scores[cluster.claim_cluster_id] = round(value, 9)
    return scores


# A statement that leans on what went before, or speaks for its writer, says little by itself.
_LEANING = re.compile(
    r"(?:it|he|she|they|we|i|you|this|that|these|those|there|both|one of|some of|our|my|his|her|their|its|such|then"
    r"|another|by (?:his|her|their) account|behind|here)\b",
    re.IGNORECASE,
)


def rank(desk: Desk, scores: Mapping[str, float], config: Config = CONFIG) -> tuple[ClaimCluster, ...]:
    """Choose the key facts: by worth, thinned by marginal relevance, so that each is said once.

    Args:
        desk: the event.
        scores: what :func:`worth` says.

    Returns:
        At most ``config.most`` claim clusters, best first.

    Source:
        J. Carbonell and J. Goldstein, The use of MMR, SIGIR 1998.
    """
    profile = {cluster_id: weights(words(desk.clusters[cluster_id])) for cluster_id in scores}
    return tuple(desk.clusters[cluster_id] for cluster_id in _thin(scores, profile, config))


def _eligible(cluster: ClaimCluster, config: Config) -> bool:
    if cluster.kind is ClaimKind.QUOTE or not well_formed(cluster.text):
        return False
    return config.shortest <= len(words(cluster)) <= config.longest


def _thin(scores: Mapping[str, float], profile: Mapping[str, Mapping[str, float]], config: Config) -> list[str]:
    chosen: list[str] = []
    left = sorted(scores, key=lambda key: (-scores[key], key))
    likeness = dict.fromkeys(left, 0.0)
    while left and len(chosen) < config.most:
        pick = min(left, key=lambda key: (round(config.likeness * likeness[key] - scores[key], 9), key))
        chosen.append(pick)
        for key in left:
            likeness[key] = max(likeness[key], shared(profile[key], profile[pick]))
        left = [key for key in left if key != pick and likeness[key] < config.same]
    return chosen
