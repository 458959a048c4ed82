"""What the templates see: frozen values, already decided, nothing left to compute on a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An article as a page cites it; ``number`` is its place in the list of sources."""

    article_id: str
    number: int
    title: str
    url: str | None
    outlet: str
    published_at: datetime | None
    language: str | None
    vetted: bool
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A sentence of an article with the part that carries the claim between ``before`` and ``after``."""

    before: str
    part: str
    after: str
    article: Reference
    explanation: str = ""
    earlier: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberView:
    """An article's place in a source cluster."""

    article: Reference
    role: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceGroup:
    """One source cluster for or against one statement."""

    source_cluster_id: str
    origin: str
    relayed: bool
    stance: str
    counted: bool
    reason: str
    quotations: tuple[Quotation, ...]
    members: tuple[MemberView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim cluster with its count, as the views have it."""

    claim_cluster_id: str
    text: str
    verified_sources: int
    sources_low: int
    sources_high: int
    unverified_sources: int
    verdict: str
    confidence: float
    single_origin: bool
    groups: tuple[EvidenceGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A line of a page with the articles it rests on; ``statement`` where it has a count of its own."""

    text: str
    articles: tuple[Reference, ...]
    statement: Statement | None = None
    at: str | None = None
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    """A named entity and its Wikidata item, where one is known."""

    entity: str
    kind: str
    count: int
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two statements that cannot both hold, with a sentence for each."""

    kind: str
    explanation: str
    sides: tuple[tuple[Statement, Quotation | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What a source cluster says about one statement of the page; ``anchor`` is where it stands."""

    label: str
    anchor: str
    stance: str
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source cluster in the list of sources."""

    source_cluster_id: str
    origin: str
    relayed: bool
    counted: bool
    members: tuple[MemberView, ...]
    relays: tuple[Reference, ...]
    contributions: tuple[Contribution, ...]
    texts: tuple[tuple[Reference, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A correction, withdrawal or silent edit of a cited article, or an editor's decision."""

    at: datetime | None
    kind: str
    text: str
    article: Reference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """One story, in the order readers know."""

    story_id: str
    revision: int
    headline: str
    category: str
    media_topic: str | None
    tone: str
    impact: int
    read_minutes: int
    verified_sources: int
    sources_low: int
    sources_high: int
    unverified_sources: int
    verdict: str
    confidence: float
    gate: str
    gate_reason: str
    first_seen_at: datetime | None
    updated_at: datetime | None
    lead: Statement | None
    takeaways: tuple[Cited, ...]
    mentions: tuple[MentionView, ...]
    key_facts: tuple[Cited, ...]
    affected: tuple[Cited, ...]
    analysis: tuple[Cited, ...]
    quotes: tuple[Cited, ...]
    watch: tuple[Cited, ...]
    timeline: tuple[Cited, ...]
    disagreements: tuple[Disagreement, ...]
    impact_terms: tuple[Cited, ...]
    changes: tuple[Change, ...]
    sources: tuple[SourceView, ...]
    articles: tuple[Reference, ...]
    outlets: int
    untraced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A story on a list page."""

    story_id: str
    headline: str
    category: str
    tone: str
    impact: int
    verified_sources: int
    unverified_sources: int
    verdict: str
    gate: str
    gate_reason: str
    updated_at: datetime | None
    summary: str = ""
