"""A story's statements as scoring sees them: one vote a claim cluster, weighed by what the headline says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corroborate.scoring.phrases import Word, words_of
from corroborate.types import Claim, ClaimCluster
from corroborate.words import rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One claim cluster: its words, its weight in the story (all weights sum to 1) and a claim that stands for it."""

    cluster: ClaimCluster
    words: tuple[Word, ...]
    weight: float
    claim: Claim | None


def overlap(said: tuple[Word, ...], of: tuple[Word, ...]) -> float:
    """Tell how much of ``of`` is said, each stem weighed by its rarity; in [0, 1]."""
    weights = {word.stem: rarity(word.form) for word in of}
    total = math.fsum(weights.values())
    if not total:
        return 0.0
    have = {word.stem for word in said}
    return math.fsum(weight for stem, weight in weights.items() if stem in have) / total


def representative(cluster: ClaimCluster, claims: Mapping[str, Claim]) -> Claim | None:
    """Choose the claim that stands for a cluster: the one whose text it bears, else the smallest id."""
    known = sorted((claims[c] for c in cluster.claim_ids if c in claims), key=lambda claim: claim.claim_id)
    return next((claim for claim in known if claim.text == cluster.text), known[0] if known else None)


def statements(
    headline: str,
    clusters: Sequence[ClaimCluster],
    claims: Mapping[str, Claim] | None = None,
    *,
    floor: float = 0.15,
    most: int = 30,
) -> tuple[Statement, ...]:
    """Weigh each claim cluster by how much of the headline it says.

    Args:
        headline: what the story is about.
        clusters: its claim clusters, in any order; the same text in several is one vote.
        claims: by id; needed only where spans are.
        most: how many are kept, the heaviest: the long tail of a big story's background says nothing of its weight.
        floor: the weight of a cluster that says nothing of the headline, before weights are made to sum to 1.

    Returns:
        Statements, heaviest first, ties by id.
    """
    title = words_of(headline)
    seen: dict[str, tuple[ClaimCluster, tuple[Word, ...], float]] = {}
    for cluster in sorted(clusters, key=lambda cluster: cluster.claim_cluster_id):
        if cluster.text not in seen:
            words = words_of(cluster.text)
            seen[cluster.text] = (cluster, words, floor + overlap(words, title))
    heaviest = sorted(seen.values(), key=lambda item: (-round(item[2], 9), item[0].claim_cluster_id))[:most]
    total = math.fsum(weight for _, _, weight in heaviest) or 1.0
    return tuple(
        Statement(
            cluster=cluster,
            words=words,
            weight=weight / total,
            claim=representative(cluster, claims) if claims is not None else None,
        )
        for cluster, words, weight in heaviest
    )
