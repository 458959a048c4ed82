"""Dependence, source clusters, claims, support, evidence and counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from corroborate.types.enums import ClaimKind, ConflictKind, DependenceKind, Modality, Role, Stance, Strength, Verdict
from corroborate.types.text import Quantity, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Why two articles of one story are held to rest on one origin; ``article_a < article_b``."""

    article_a: str
    article_b: str
    strength: Strength
    kind: DependenceKind
    score: float
    span_a: Span | None = None
    span_b: Span | None = None
    rule_version: str = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article's place in a source cluster and the reason in words."""

    article_id: str
    role: Role
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCluster:
    """Articles that rest on one origin; ``origin_article_id`` is None for an origin known only through relays."""

    source_cluster_id: str
    origin: str
    origin_article_id: str | None
    members: tuple[Member, ...] = ()
    outlets: tuple[str, ...] = ()
    counts: bool = True
    gate_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One checkable statement made by one sentence of one article revision."""

    claim_id: str
    article_id: str
    revision: int
    sentence_start: int
    sentence_end: int
    char_start: int
    char_end: int
    kind: ClaimKind
    text: str
    modality: Modality = Modality.CONFIRMED
    negated: bool = False
    attributed_to: str | None = None
    quantities: tuple[Quantity, ...] = ()
    founds: bool = True
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Whether one sentence in its window asserts a statement with all its specifics, and why.

    ``score`` is in [0, 1]; ``stance`` is None where the sentence neither asserts nor contradicts.
    ``asserted``, ``missing`` and ``contradicted`` name specifics in words a reader understands.
    """

    score: float
    stance: Stance | None
    asserted: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    contradicted: tuple[str, ...] = ()
    conflict: ConflictKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One article's sentence for or against a claim cluster, and whether it counts towards N."""

    claim_cluster_id: str
    source_cluster_id: str
    claim_id: str | None
    article_id: str
    char_start: int
    char_end: int
    stance: Stance
    weight: float
    score: float
    counted: bool
    gate_reason: str
    origin: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfidenceTerm:
    """One independent cluster's share in the log-odds of a claim."""

    claim_cluster_id: str
    source_cluster_id: str
    reliability: float
    weight: float
    sign: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Corroboration:
    """The count and what may be said of it."""

    verified_sources: int
    sources_low: int
    sources_high: int
    unverified_sources: int
    confidence: float
    p_corroborated: float | None
    single_origin: bool
    verdict: Verdict
    reason: str = ""
    terms: tuple[ConfidenceTerm, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCluster:
    """A statement, the claims that make it, and the evidence for and against it."""

    claim_cluster_id: str
    frame_id: str
    story_id: str
    text: str
    claim_ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    corroboration: Corroboration
    kind: ClaimKind = ClaimKind.CORE
    modality: Modality = Modality.CONFIRMED
    articles: int = 0
    outlets: int = 0
    first_seen_at: datetime | None = None
    last_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two claim clusters that cannot both hold, or of which one updates the other."""

    claim_cluster_a: str
    claim_cluster_b: str
    kind: ConflictKind
    claim_a: str
    claim_b: str
    explanation: str
