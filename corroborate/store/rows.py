"""Turns the nouns into rows of the private tables and back.  Pure; columns stand in the tables' order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from corroborate.store.connection import Row, from_stored, to_stored
from corroborate.types import Article, Build, Feed, FeedState, FirstSeenBasis, Outlet, OwnerSpell, Span, Story
from corroborate.types.enums import OutletKind, OutletStatus

Tables = dict[str, list[Row]]

SECTIONS = ("key_facts", "timeline", "watch", "takeaways", "analysis", "quotes")

_MEMBER = attrgetter("article_id", "role", "reason")
_CLAIM = attrgetter(
    *("claim_id", "article_id", "revision", "sentence", "sentence_start", "sentence_end", "char_start", "char_end"),
    *("kind", "text", "modality", "negated", "attributed_to"),
)
_CLUSTER = attrgetter("claim_cluster_id", "frame_id", "story_id", "text", "kind", "modality")
_COUNTS = attrgetter("verified_sources", "sources_low", "sources_high", "unverified_sources")
_DEGREE = attrgetter("confidence", "p_corroborated", "single_origin", "verdict", "reason")
_TERM = attrgetter("claim_cluster_id", "source_cluster_id", "reliability", "weight", "sign")
_CONFLICT = attrgetter("claim_cluster_a", "claim_cluster_b", "kind", "claim_a", "claim_b", "explanation")
_STORY = attrgetter(
    *("headline", "category", "media_topic", "sentiment", "sentiment_score", "impact", "lead_claim_cluster_id"),
    *("verified_sources", "confidence", "verdict", "gate", "gate_reason"),
)
_MENTION = attrgetter("entity", "kind", "wikidata_id", "count")
_AFFECTED = attrgetter("entity", "kind", "sentiment", "claim_id")
_IMPACT = attrgetter("term", "kind", "value", "claim_id", "char_start", "char_end")
_EFFECT = attrgetter("decision_id", "kind", "state", "detail", "targets", "replaces")
_STATE = attrgetter("feed_id", "state", "etag", "last_modified", "body_hash")

_REVISION_HEAD = "article_id, a.url, a.outlet_id, a.first_seen_at, a.first_seen_basis, revision, r.seen_at"
_REVISION_REST = "title, text, byline, status, change, credit, links, canonical_url, published_at, published_local"
# The order in which ``article`` takes a row apart.
ARTICLE_QUERY = (
    "SELECT " + _REVISION_HEAD + ", " + _REVISION_REST + ", language, source_name, extra "
    "FROM base.articles AS a JOIN base.article_revisions AS r USING (article_id, revision)"
)


def article(row: Row) -> Article:
    """Make an article of a row of ``ARTICLE_QUERY``."""
    return Article(
        article_id=row[0],
        url=row[1],
        outlet_id=row[2],
        first_seen_at=from_stored(row[3]),
        first_seen_basis=FirstSeenBasis(row[4]),
        revision=row[5],
        seen_at=from_stored(row[6]),
        title=row[7],
        text=row[8],
        byline=row[9],
        status=row[10],
        change=row[11],
        credit=row[12],
        links=tuple(row[13] or ()),
        canonical_url=row[14],
        published_at=from_stored(row[15]),
        published_local=row[16],
        language=row[17],
        source_name=row[18],
        extra=row[19],
    )


def revision_row(article: Article, content_hash: str) -> Row:
    """Make the row of one revision."""
    return (
        *(article.article_id, article.revision, to_stored(article.seen_at), article.first_seen_basis, content_hash),
        *(article.title, article.text, len(article.text.split()), article.byline, article.status, article.change),
        *(article.credit, article.links, article.canonical_url, to_stored(article.published_at)),
        *(article.published_local, article.language, article.source_name, article.extra),
    )


def outlet_row(outlet: Outlet) -> Row:
    """Make the row of an outlet."""
    owners = [{"owner": spell.owner, "start": spell.start, "end": spell.end} for spell in outlet.owners]
    return (
        *(outlet.outlet_id, outlet.name, outlet.domains, owners, outlet.kind, outlet.status, outlet.country),
        *(outlet.language, outlet.credits, outlet.reliability),
    )


def outlet(row: Row) -> Outlet:
    """Make an outlet of a row of its table."""
    return Outlet(
        outlet_id=row[0],
        name=row[1],
        domains=tuple(row[2] or ()),
        owners=tuple(OwnerSpell(**each) for each in row[3] or ()),
        kind=OutletKind(row[4]),
        status=OutletStatus(row[5]),
        country=row[6],
        language=row[7],
        credits=tuple(row[8] or ()),
        reliability=row[9],
    )


def state_row(state: FeedState) -> Row:
    """Make the row of a feed's state."""
    return (
        *_STATE(state),
        *(to_stored(state.last_success_at), to_stored(state.last_attempt_at), state.last_error),
        *(state.consecutive_failures, to_stored(state.not_before)),
    )


def feed_and_state(row: Row) -> tuple[Feed, FeedState]:
    """Make a feed and its state of a row: the four columns of feeds, then those of feed_states."""
    feed = Feed(feed_id=row[0], url=row[1], outlet_id=row[2], format=row[3])
    if row[4] is None:
        return feed, FeedState(feed_id=row[0])
    return feed, FeedState(
        feed_id=row[0],
        state=row[4],
        etag=row[5],
        last_modified=row[6],
        body_hash=row[7],
        last_success_at=from_stored(row[8]),
        last_attempt_at=from_stored(row[9]),
        last_error=row[10],
        consecutive_failures=row[11],
        not_before=from_stored(row[12]),
    )


def build_tables(build: Build, revisions: Mapping[str, int], story_revisions: Mapping[str, int]) -> Tables:
    """Make the rows of every derived table.

    Args:
        build: what one build computed.
        revisions: number of the current revision of each article, by article id.
        story_revisions: number of each story's revision, by story id.
    """
    tables: Tables = {
        "dependence": [
            (
                *(each.article_a, each.article_b, each.strength, each.kind, each.score),
                *(_span(each.span_a), _span(each.span_b), each.rule_version),
            )
            for each in build.dependence
        ],
        "source_clusters": [
            (each.source_cluster_id, each.origin_article_id, each.origin, each.outlets, each.counts, each.gate_reason)
            for each in build.source_clusters
        ],
        "source_cluster_members": [
            (each.source_cluster_id, *_MEMBER(member)) for each in build.source_clusters for member in each.members
        ],
        "claims": [(*_CLAIM(each), _quantities(each.quantities), each.founds) for each in build.claims],
        "conflicts": [_CONFLICT(each) for each in build.conflicts],
        "wire_credits": sorted(build.wire_credits.items()),
        "story_articles": _story_articles(build),
        "decision_effects": [_EFFECT(each) for each in build.effects],
    }
    tables |= _cluster_tables(build, revisions)
    tables |= _story_tables(build.stories, story_revisions)
    return tables


def _span(span: Span | None) -> dict[str, int] | None:
    return None if span is None else {"start": span.start, "end": span.end}


_QUANTITY = ("start", "end", "text", "low", "high", "unit", "noun", "hedge", "ordinal")


def _quantities(quantities: Iterable[Any]) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in _QUANTITY} for each in quantities]


def _cluster_tables(build: Build, revisions: Mapping[str, int]) -> Tables:
    made_from = {claim.claim_id: claim.revision for claim in build.claims}
    tables: Tables = {"cluster_claims": [], "claim_clusters": [], "confidence_terms": [], "evidence": []}
    for cluster in build.claim_clusters:
        count = cluster.corroboration
        tables["claim_clusters"].append(
            (
                *_CLUSTER(cluster),
                *_COUNTS(count),
                *(cluster.outlets, cluster.articles),
                *_DEGREE(count),
                *(to_stored(cluster.first_seen_at), to_stored(cluster.last_seen_at)),
            )
        )
        tables["cluster_claims"] += [(cluster.claim_cluster_id, claim_id) for claim_id in cluster.claim_ids]
        tables["confidence_terms"] += [_TERM(term) for term in count.terms]
        for each in cluster.evidence:
            revision = made_from.get(each.claim_id) if each.claim_id else None
            tables["evidence"].append(
                (
                    *(each.claim_cluster_id, each.source_cluster_id, each.claim_id, each.article_id),
                    *(revision or revisions.get(each.article_id), each.char_start, each.char_end, each.stance),
                    *(each.weight, each.score, each.counted, each.gate_reason, each.origin, each.explanation),
                )
            )
    return tables


def _story_articles(build: Build) -> list[Row]:
    """Rank the stories of each article: the more of its claims a story holds, the more it is the main one."""
    article_of = {claim.claim_id: claim.article_id for claim in build.claims}
    claims: dict[tuple[str, str], int] = defaultdict(int)
    for cluster in build.claim_clusters:
        for claim_id in cluster.claim_ids:
            claims[article_of.get(claim_id, ""), cluster.story_id] += 1
    told: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for story in build.stories:
        for place, article_id in enumerate(story.article_ids):
            told[article_id].append((-claims[article_id, story.story_id], place, story.story_id))
    return [
        (story_id, article_id, rank)
        for article_id, stories in told.items()
        for rank, (_, _, story_id) in enumerate(sorted(stories), start=1)
    ]


def _story_tables(stories: Sequence[Story], revisions: Mapping[str, int]) -> Tables:
    tables: Tables = {
        "stories": [
            (
                *(story.story_id, revisions[story.story_id], *_STORY(story)),
                *(to_stored(story.first_seen_at), to_stored(story.updated_at), story.read_minutes),
            )
            for story in stories
        ],
        "story_lines": [
            (story.story_id, section, place, line.text, line.claim_cluster_id, line.claim_ids, line.at)
            for story in stories
            for section in SECTIONS
            for place, line in enumerate(getattr(story, section), start=1)
        ],
    }
    parts: tuple[tuple[str, Callable[[Any], Row]], ...] = (
        ("mentions", _MENTION),
        ("affected", _AFFECTED),
        ("impact_terms", _IMPACT),
    )
    for table, fields in parts:
        tables[table] = [
            (story.story_id, place, *fields(each))
            for story in stories
            for place, each in enumerate(getattr(story, table), start=1)
        ]
    return tables
