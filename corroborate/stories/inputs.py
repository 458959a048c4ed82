"""What a story is told from, and the look-ups that telling it needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from corroborate.scoring.phrases import Word, words_of
from corroborate.types import (
    Article,
    Claim,
    ClaimCluster,
    Conflict,
    ConflictKind,
    Evidence,
    Outlet,
    OutletKind,
    OutletStatus,
    Stance,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryInputs:
    """One event with everything counted.

    ``mentions_of`` holds (article id, entity as written, the parser's label); ``source_cluster_of`` maps an article
    to the source cluster its text rests on.  The order of any sequence makes no difference.
    """

    story_id: str
    articles: Sequence[Article]
    outlets: Mapping[str, Outlet]
    claims: Sequence[Claim]
    clusters: Sequence[ClaimCluster]
    conflicts: Sequence[Conflict]
    mentions_of: Sequence[tuple[str, str, str]]
    source_cluster_of: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The inputs in canonical order, by id.

    ``own`` and ``backing`` hold each cluster's claims and its support, the earliest article first; support that counts
    goes before support that does not.
    """

    inputs: StoryInputs
    articles: Mapping[str, Article]
    claims: Mapping[str, Claim]
    clusters: Mapping[str, ClaimCluster]
    own: Mapping[str, tuple[Claim, ...]]
    backing: Mapping[str, tuple[Evidence, ...]]
    middle: date | None
    superseded: frozenset[str]

    @classmethod
    def of(cls, inputs: StoryInputs) -> Desk:
        """Sort everything."""
        articles = sorted(inputs.articles, key=lambda article: article.order)
        place = {article.article_id: i for i, article in enumerate(articles)}
        claims = [claim for claim in inputs.claims if claim.article_id in place]
        claims.sort(key=lambda c: (place[c.article_id], c.sentence_start, c.char_start, c.claim_id))
        rank = {claim.claim_id: i for i, claim in enumerate(claims)}
        clusters = {c.claim_cluster_id: c for c in sorted(inputs.clusters, key=lambda c: c.claim_cluster_id)}
        days = sorted(article.published_at.date() for article in articles if article.published_at is not None)

        def order(e: Evidence) -> tuple[bool, int, int, str]:
            return (not e.counted, place[e.article_id], e.char_start, e.claim_id or "")

        return cls(
            inputs=inputs,
            articles={article.article_id: article for article in articles},
            claims={claim.claim_id: claim for claim in claims},
            clusters=clusters,
            own={
                key: tuple(claims[i] for i in sorted({rank[c] for c in cluster.claim_ids if c in rank}))
                for key, cluster in clusters.items()
            },
            backing={
                key: tuple(
                    sorted(
                        (e for e in cluster.evidence if e.stance is Stance.SUPPORTS and e.article_id in place),
                        key=order,
                    )
                )
                for key, cluster in clusters.items()
            },
            middle=days[len(days) // 2] if days else None,
            superseded=_superseded(inputs.conflicts, clusters),
        )

    def outlet_name(self, article_id: str) -> str:
        """Name the outlet of an article."""
        outlet_id = self.articles[article_id].outlet_id
        outlet = self.inputs.outlets.get(outlet_id)
        return outlet.name if outlet else outlet_id

    def vetted(self, article: Article) -> bool:
        """Whether an article's outlet may vote: vetted, and no aggregator."""
        outlet = self.inputs.outlets.get(article.outlet_id)
        return outlet is not None and outlet.status is OutletStatus.VETTED and outlet.kind is not OutletKind.AGGREGATOR

    def reports(self, article: Article) -> bool:
        """Whether an article is a vetted outlet's report, and not a company's or an authority's own document."""
        outlet = self.inputs.outlets.get(article.outlet_id)
        return self.vetted(article) and outlet is not None and outlet.kind not in _DOCUMENTS

    def supports(self, cluster: ClaimCluster) -> tuple[Evidence, ...]:
        """Evidence for a statement, what counts first."""
        return self.backing.get(cluster.claim_cluster_id, ())

    def voters(self, cluster: ClaimCluster) -> frozenset[str]:
        """Source clusters whose support counts."""
        return frozenset(e.source_cluster_id for e in self.supports(cluster) if e.counted)

    def claim_ids(self, cluster: ClaimCluster) -> tuple[str, ...]:
        """Claims that a line with this statement rests on: one a supporting article, else the cluster's own."""
        found = [e.claim_id for e in self.supports(cluster) if e.claim_id in self.claims]
        own = [claim.claim_id for claim in self.members(cluster)]
        return tuple(dict.fromkeys(claim_id for claim_id in (*found, *own) if claim_id))

    def members(self, cluster: ClaimCluster) -> tuple[Claim, ...]:
        """A cluster's own claims, the earliest first."""
        return self.own.get(cluster.claim_cluster_id, ())

    def depth(self, cluster: ClaimCluster) -> int:
        """How early an article says a statement: the smallest index of a sentence, 99 where that is unknown."""
        found = [self.claims[e.claim_id] for e in self.supports(cluster) if e.claim_id and e.claim_id in self.claims]
        return min((claim.sentence for claim in (*found, *self.members(cluster))), default=99)

    def published(self, article: Article) -> date | None:
        """The day that anchors an article's "on Monday"; None where its page's date is far from the other pages'."""
        if article.published_at is None or self.middle is None:
            return None
        day = article.published_at.date()
        return day if abs((day - self.middle).days) <= _STRAY else None

    def carriers(self, cluster: ClaimCluster) -> tuple[str, ...]:
        """Names of outlets that say a statement, those that count first, each once."""
        rows = self.supports(cluster)
        names = [self.outlet_name(e.article_id) for e in rows]
        names = names or [self.outlet_name(claim.article_id) for claim in self.members(cluster)]
        return tuple(dict.fromkeys(names))


def _superseded(conflicts: Sequence[Conflict], clusters: Mapping[str, ClaimCluster]) -> frozenset[str]:
    """Statements that a later report replaces: the one seen first of each pair that an update parts."""
    old = set()
    for conflict in conflicts:
        a, b = clusters.get(conflict.claim_cluster_a), clusters.get(conflict.claim_cluster_b)
        if conflict.kind is ConflictKind.UPDATE and a and b and a.first_seen_at and b.first_seen_at:
            if a.first_seen_at < b.first_seen_at:
                old.add(a.claim_cluster_id)
            elif b.first_seen_at < a.first_seen_at:
                old.add(b.claim_cluster_id)
    return frozenset(old)


_STRAY = 60  # days from the median of a story's pages beyond which a page's date is not believed
_DOCUMENTS = (OutletKind.COMPANY, OutletKind.REGULATOR)
_DANGLING = frozenset(
    "a an the of in on at to for from by with and or but that which who whose as than into over under after before its"
    " their his her are is was were be been will would has have had not".split()
)


def well_formed(text: str) -> bool:
    """Whether a claim's text reads as a sentence: no dateline, empty brackets or loose end left by cutting."""
    said = words_of(text)
    if not said or said[-1].form in _DANGLING or not text[:1].isalnum():
        return False
    return not _SCARS.search(text)


_SCARS = re.compile(
    r"\(\s*\)|,\s*[-–—]|[-–—]\s*,|^[A-Z]{3,}[A-Z ]*,|\b(?:of|to|by|for|from|with|at|than)\s*[,;]"
    r"|\bthat that\b|\bto of\b|\bfrom from\b|\bof of\b|^[^()]*\)"
)


def words(cluster: ClaimCluster) -> tuple[Word, ...]:
    """The words of a statement."""
    return words_of(cluster.text)
