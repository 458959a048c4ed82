"""Stories and what one build hands to the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from corroborate.types.claims import Claim, ClaimCluster, Conflict, Dependence, SourceCluster
from corroborate.types.decisions import Effect
from corroborate.types.enums import Gate, Tone, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTerm:
    """One term of the impact score, with the span that earned it."""

    term: str
    kind: str
    value: float
    claim_id: str | None = None
    char_start: int | None = None
    char_end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A named entity of a story."""

    entity: str
    kind: str
    count: int
    wikidata_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Somebody the story touches, and how; ``sentiment`` is positive, neutral or negative."""

    entity: str
    kind: str
    sentiment: str
    claim_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a story page, traceable to a claim cluster or to claims."""

    text: str
    claim_cluster_id: str | None = None
    claim_ids: tuple[str, ...] = ()
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """An event as a page tells it."""

    story_id: str
    headline: str
    category: str
    media_topic: str | None
    sentiment: Tone
    sentiment_score: float
    impact: int
    lead_claim_cluster_id: str | None
    verified_sources: int
    confidence: float
    verdict: Verdict
    gate: Gate
    gate_reason: str
    article_ids: tuple[str, ...]
    read_minutes: int
    first_seen_at: datetime | None = None
    updated_at: datetime | None = None
    impact_terms: tuple[ImpactTerm, ...] = ()
    mentions: tuple[Mention, ...] = ()
    affected: tuple[Affected, ...] = ()
    key_facts: tuple[Line, ...] = ()
    timeline: tuple[Line, ...] = ()
    watch: tuple[Line, ...] = ()
    takeaways: tuple[Line, ...] = ()
    analysis: tuple[Line, ...] = ()
    quotes: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """Everything one build computed, ready to be written in one transaction."""

    dependence: tuple[Dependence, ...]
    source_clusters: tuple[SourceCluster, ...]
    claims: tuple[Claim, ...]
    claim_clusters: tuple[ClaimCluster, ...]
    conflicts: tuple[Conflict, ...]
    stories: tuple[Story, ...]
    wire_credits: Mapping[str, str] = field(default_factory=dict)
    effects: tuple[Effect, ...] = ()
