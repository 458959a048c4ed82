"""Small articles read by the real parser, for the tests of counting."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from corroborate import independence
from corroborate.backing import Independence
from corroborate.claims import extract_claims, kept_tokens
from corroborate.corroboration import Voice
from corroborate.embed import SentenceEmbedder
from corroborate.matching import Group, Hit, match
from corroborate.ports import Parser
from corroborate.reading import Reading, parsed, question, unpack
from corroborate.support.passages import Passage, Statement, statement
from corroborate.support.scorer import packaged_forest
from corroborate.types import (
    Article,
    Claim,
    Dependence,
    Evidence,
    FirstSeenBasis,
    Modality,
    Outlet,
    OutletKind,
    OutletStatus,
    Stance,
)

DAY = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def article(
    article_id: str, text: str, *, title: str = "", outlet_id: str = "", hours: float = 0, dated: bool = True
) -> Article:
    at = DAY + timedelta(hours=hours)
    return Article(
        article_id=article_id,
        url=f"https://{outlet_id or article_id + '.example'}/{article_id}",
        outlet_id=outlet_id or f"{article_id}.example",
        title=title,
        text=text,
        published_at=at if dated else None,
        first_seen_at=at,
        first_seen_basis=FirstSeenBasis.GIVEN,
    )


def read(parser: Parser, made: Article, outlets: Mapping[str, Outlet] | None = None) -> Reading:
    return unpack(made, parsed(made, parser), outlets or {})


def asked(parser: Parser, text: str) -> Statement:
    return statement(question(text, parser), text)


def said(parser: Parser, text: str, *, title: str = "", at: int = 0, dated: bool = False) -> Passage:
    """Return one sentence of a text, in its window."""
    return read(parser, article("x", text, title=title, dated=dated)).passages()[at]


def origins(
    articles: Sequence[Article], outlets: Mapping[str, Outlet], dependence: Sequence[Dependence] = (), story: str = "s1"
) -> Independence:
    """Work out the origins of a story as the build does, from edges that are given."""
    by_id = {made.article_id: made for made in articles}
    found = independence.cluster(articles, dependence, outlets)
    gated = []
    for cluster in found.source_clusters:
        counts, reason = independence.gate(cluster, by_id, outlets)
        gated.append(replace(cluster, counts=counts, gate_reason=reason))
    return Independence(
        story_id=story,
        articles=by_id,
        outlets=outlets,
        source_clusters={cluster.source_cluster_id: cluster for cluster in gated},
        cluster_of=found.cluster_of,
        low_of=found.low_of,
        high_of=found.high_of,
        keys=found.keys,
    )


def claims_of(readings: Sequence[Reading]) -> tuple[list[Claim], dict[str, Statement]]:
    """Cut every article into claims, with the statement of each."""
    claims: list[Claim] = []
    statements: dict[str, Statement] = {}
    for reading in readings:
        made = extract_claims(reading.article, reading.sentences)
        claims.extend(made)
        for sentence in reading.sentences:
            mine = [claim for claim in made if claim.sentence == sentence.index]
            for claim, (_, kept, _) in zip(mine, kept_tokens(sentence) if mine else (), strict=True):
                statements[claim.claim_id] = statement([sentence], claim.text, frozenset(kept))
    return claims, statements


def voice(**parts: Any) -> Voice:
    """Return the voice of a vetted outlet that reports for itself; ``of`` names its origin."""
    origin = parts.pop("of", "o")
    given: dict[str, Any] = {
        "order": (False, DAY.isoformat(), origin, origin),
        "outlet_status": OutletStatus.VETTED,
        "outlet_kind": OutletKind.OUTLET,
        "owner": f"owner of {origin}",
        "alive": True,
        "relayed": False,
        "cluster_counts": True,
        "cluster_reason": "",
        "low": origin,
        "high": origin,
        "modality": Modality.CONFIRMED,
        "reliability": 0.8,
    }
    return Voice(**{**given, **parts})


def evidence(article_id: str, origin: str, stance: Stance = Stance.SUPPORTS) -> Evidence:
    return Evidence(
        claim_cluster_id="k",
        source_cluster_id=origin,
        claim_id=None,
        article_id=article_id,
        char_start=0,
        char_end=1,
        stance=stance,
        weight=0.0,
        score=1.0,
        counted=False,
        gate_reason="",
        origin=origin.upper(),
    )


class Matched:
    """A story matched, with its groups by the text of their founders."""

    def __init__(
        self, parser: Parser, embedder: SentenceEmbedder, story: dict[str, str], shuffled: int | None = None
    ) -> None:
        articles = [article(key, text, hours=n) for n, (key, text) in enumerate(sorted(story.items()))]
        readings = [read(parser, made) for made in sorted(articles, key=lambda made: made.order)]
        self.claims, self.statements = claims_of(readings)
        self.passages = [passage for reading in readings for passage in reading.passages()]
        if shuffled is not None:
            random.Random(shuffled).shuffle(self.passages)
        self.vectors = embedder.embed([passage.text for passage in self.passages])
        self.groups, self.belongs = match(self.claims, self.statements, self.passages, self.vectors, packaged_forest())
        self.by_text: dict[str, Group] = {}
        for group in self.groups:
            self.by_text.setdefault(group.statement.text, group)

    def text_of(self, group: Group) -> list[str]:
        return [f"{claim.article_id}: {claim.text}" for claim in group.members]


def speaking(found: tuple[Hit, ...]) -> list[str]:
    return sorted(hit.passage.article_id for hit in found)
