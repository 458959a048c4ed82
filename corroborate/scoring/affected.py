"""Who a story affects, and how: the parties its statements name in a clause that means something for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corroborate.scoring.beat import Beat
from corroborate.scoring.phrases import words_of
from corroborate.scoring.sentiment import entity_tone, label
from corroborate.scoring.statements import representative
from corroborate.types import Affected, Claim, ClaimCluster, ClaimKind, Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Whom to name."""

    most: int = 8  # more parties than this are a list, not an answer
    kinds: tuple[str, ...] = ("organisation", "place", "product")  # people are mentioned; parties are affected


CONFIG = Config()


def affected(
    clusters: Sequence[ClaimCluster],
    claims: Mapping[str, Claim],
    mentions: Sequence[Mention],
    beat: Beat,
    config: Config = CONFIG,
) -> tuple[Affected, ...]:
    """Name the parties a story touches.

    Args:
        clusters: the story's claim clusters, in any order; one vote each.
        claims: by id.
        mentions: the story's entities, names as pages show them.
        beat: whose gazetteer says what kind of party a name is.

    Returns:
        One row a party, the clearest first; ``claim_id`` is the claim that says it.
    """
    ranked = []
    for mention in mentions:
        kind = beat.kind_of(mention.entity)
        if mention.kind not in config.kinds or (mention.kind == "place" and kind is None):
            continue
        best = _clearest(mention.entity, clusters, claims)
        if best is None:
            continue
        score, verified, claim_id = best
        row = Affected(entity=mention.entity, kind=kind or mention.kind, sentiment=label(score), claim_id=claim_id)
        if row.sentiment != "neutral" or kind is not None:
            ranked.append(((row.sentiment == "neutral", -verified, -abs(score), -mention.count, row.entity), row))
    return tuple(row for _, row in sorted(ranked, key=lambda item: item[0]))[: config.most]


def _clearest(
    entity: str, clusters: Sequence[ClaimCluster], claims: Mapping[str, Claim]
) -> tuple[float, int, str] | None:
    """The statement that says most for an entity: (score, N, claim id); who merely speaks is not touched by it."""
    name = tuple(word.stem for word in words_of(entity))
    found = []
    for cluster in clusters:
        claim = representative(cluster, claims)
        if claim is None or cluster.kind is ClaimKind.QUOTE or not _names(cluster.text, name):
            continue
        if claim.attributed_to and _names(claim.attributed_to, name):
            continue
        score = entity_tone(cluster.text, entity)
        verified = cluster.corroboration.verified_sources
        found.append((-abs(score), -verified, claim.claim_id, score))
    if not found:
        return None
    _, verified, claim_id, score = min(found)
    return score, -verified, claim_id


def _names(text: str, name: tuple[str, ...]) -> bool:
    stems = tuple(word.stem for word in words_of(text))
    return bool(name) and any(stems[i : i + len(name)] == name for i in range(len(stems) - len(name) + 1))
