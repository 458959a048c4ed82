"""Reads the analyst views of one finished snapshot, a batch of stories at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb

from corroborate.errors import StoreError

Row = Mapping[str, Any]

# Every query is a constant; only ids travel, as one list parameter.  Each ends in a full order, so that
# the same snapshot gives the same bytes.
_STORIES = "SELECT * FROM stories ORDER BY story_id"
_OF_STORIES = {
    "story_articles": "SELECT * FROM story_articles WHERE story_id IN (SELECT unnest($ids)) "
    "ORDER BY story_id, rank, article_id",
    "mentions": "SELECT * FROM mentions WHERE story_id IN (SELECT unnest($ids)) "
    "ORDER BY story_id, count DESC, entity, kind",
    "affected": "SELECT * FROM affected WHERE story_id IN (SELECT unnest($ids)) "
    "ORDER BY story_id, entity, kind, claim_id",
    "key_facts": "SELECT * FROM key_facts WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, position, text",
    "timeline": "SELECT * FROM timeline WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, position, text",
    "watch": "SELECT * FROM watch WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, position, text",
    "takeaways": "SELECT * FROM takeaways WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, position, text",
    "analysis": "SELECT * FROM analysis WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, position, text",
    "quotes": "SELECT * FROM quotes WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, position, text",
    "impact_terms": "SELECT * FROM impact_terms WHERE story_id IN (SELECT unnest($ids)) "
    "ORDER BY story_id, kind, term, value DESC, claim_id",
}
# The parts of a page whose lines may name the claims they rest on.
LINES = ("takeaways", "analysis", "quotes", "timeline", "watch")
_CONFLICTS = """
SELECT x.*, a.story_id AS story_a, b.story_id AS story_b
FROM conflicts x
LEFT JOIN claim_clusters a ON a.claim_cluster_id = x.claim_cluster_a
LEFT JOIN claim_clusters b ON b.claim_cluster_id = x.claim_cluster_b
WHERE a.story_id IN (SELECT unnest($ids)) OR b.story_id IN (SELECT unnest($ids))
ORDER BY x.claim_cluster_a, x.claim_cluster_b, x.kind, x.claim_a, x.claim_b
"""
_CLUSTERS = "SELECT * FROM claim_clusters WHERE claim_cluster_id IN (SELECT unnest($ids)) ORDER BY claim_cluster_id"
_EVIDENCE = """
SELECT * FROM evidence WHERE claim_cluster_id IN (SELECT unnest($ids))
ORDER BY claim_cluster_id, counted DESC, source_cluster_id, article_id, char_start, claim_id, stance
"""
_CLAIMS = "SELECT * FROM claims WHERE claim_id IN (SELECT unnest($ids)) ORDER BY claim_id"
_ARTICLES = """
SELECT a.*, o.name AS outlet_name, o.domain AS outlet_domain, o.status AS outlet_status, o.owner AS outlet_owner,
       o.kind AS outlet_kind
FROM articles a LEFT JOIN outlets o ON o.outlet_id = a.outlet_id
WHERE a.article_id IN (SELECT unnest($ids)) ORDER BY a.article_id
"""
_REVISIONS = """
SELECT * FROM article_revisions WHERE article_id IN (SELECT unnest($ids)) ORDER BY article_id, revision
"""
_CLUSTERS_OF_ARTICLES = """
SELECT DISTINCT source_cluster_id FROM source_cluster_members WHERE article_id IN (SELECT unnest($ids)) ORDER BY ALL
"""
_SOURCES = "SELECT * FROM source_clusters WHERE source_cluster_id IN (SELECT unnest($ids)) ORDER BY source_cluster_id"
_MEMBERS = """
SELECT * FROM source_cluster_members WHERE source_cluster_id IN (SELECT unnest($ids))
ORDER BY source_cluster_id, article_id
"""
_DECISIONS = "SELECT * FROM decisions ORDER BY decided_at, decision_id"
_TRENDS = "SELECT * FROM trends ORDER BY day DESC, category"
_CHANGES = """
SELECT r.article_id, r.revision, r.seen_at, r.change, a.title, a.url, o.name AS outlet_name, s.story_id, s.headline,
       s.gate, s.verdict
FROM article_revisions r
LEFT JOIN articles a ON a.article_id = r.article_id
LEFT JOIN outlets o ON o.outlet_id = a.outlet_id
LEFT JOIN story_articles sa ON sa.article_id = r.article_id AND sa.rank = 1
LEFT JOIN stories s ON s.story_id = sa.story_id
WHERE r.change IN ('correction', 'kill', 'silent edit', 'silent_edit')
ORDER BY r.seen_at DESC NULLS LAST, r.article_id, r.revision, s.story_id
"""
_HISTORY = """
SELECT h.*, k.text AS cluster_text, k.story_id, s.headline
FROM corroboration_history h
LEFT JOIN claim_clusters k ON k.claim_cluster_id = h.claim_cluster_id
LEFT JOIN stories s ON s.story_id = k.story_id
ORDER BY h.claim_cluster_id, h.recorded_at, h.valid_at NULLS FIRST, h.verified_sources, h.run_id
"""
_AS_OF = """
SELECT greatest((SELECT max(updated_at) FROM stories), (SELECT max(first_seen_at) FROM articles),
                (SELECT max(seen_at) FROM article_revisions)) AS at
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything the pages of some stories are made from, by id."""

    of_story: Mapping[str, Mapping[str, Sequence[Row]]]
    conflicts: Mapping[str, Sequence[Row]]
    clusters: Mapping[str, Row]
    evidence: Mapping[str, Sequence[Row]]
    claims: Mapping[str, Row]
    articles: Mapping[str, Row]
    revisions: Mapping[str, Sequence[Row]]
    sources: Mapping[str, Row]
    members: Mapping[str, Sequence[Row]]


class Snapshot:
    """One snapshot file, opened read-only.

    Raises:
        StoreError: where the file cannot be opened, or a view or column of the contract is missing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = duckdb.connect(str(path), read_only=True)
        except duckdb.Error as error:
            raise StoreError(f"{path}: cannot open the snapshot: {error}") from error

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def stories(self) -> list[Row]:
        """Return all stories by id."""
        return self._rows(_STORIES)

    def decisions(self) -> list[Row]:
        """Return the editors' decisions, oldest first."""
        return self._rows(_DECISIONS)

    def trends(self) -> list[Row]:
        """Return the trend rows, newest day first."""
        return self._rows(_TRENDS)

    def changes(self) -> list[Row]:
        """Return corrected, killed and silently edited revisions, newest first."""
        return self._rows(_CHANGES)

    def history(self) -> list[Row]:
        """Return the history of counts by claim cluster, in the order recorded."""
        return self._rows(_HISTORY)

    def as_of(self) -> datetime | None:
        """Return the latest moment the data knows of; never the wall clock."""
        at: datetime | None = self._rows(_AS_OF)[0]["at"]
        return at

    def batch(self, stories: Sequence[Row]) -> Batch:
        """Read what the pages of these stories need, in a fixed number of queries."""
        story_ids = [str(row["story_id"]) for row in stories]
        of_story = {view: _group(self._rows(sql, story_ids), "story_id") for view, sql in _OF_STORIES.items()}
        conflicts = self._rows(_CONFLICTS, story_ids)
        cluster_ids = {row["lead_claim_cluster_id"] for row in stories}
        for view in ("key_facts", "timeline", "watch"):
            cluster_ids |= {row["claim_cluster_id"] for rows in of_story[view].values() for row in rows}
        cluster_ids |= {row[side] for row in conflicts for side in ("claim_cluster_a", "claim_cluster_b")}
        clusters = self._rows(_CLUSTERS, cluster_ids)
        evidence = self._rows(_EVIDENCE, cluster_ids)
        claim_ids = {row["claim_id"] for row in evidence}
        claim_ids |= {row[side] for row in conflicts for side in ("claim_a", "claim_b")}
        for view in ("affected", "impact_terms"):
            claim_ids |= {row["claim_id"] for rows in of_story[view].values() for row in rows}
        for view in LINES:
            claim_ids |= {claim for rows in of_story[view].values() for row in rows for claim in id_list(row)}
        claims = self._rows(_CLAIMS, claim_ids)
        article_ids = {row["article_id"] for rows in of_story["story_articles"].values() for row in rows}
        source_ids = {row["source_cluster_id"] for row in self._rows(_CLUSTERS_OF_ARTICLES, article_ids)}
        source_ids |= {row["source_cluster_id"] for row in evidence}
        sources, members = self._rows(_SOURCES, source_ids), self._rows(_MEMBERS, source_ids)
        article_ids |= {row["article_id"] for rows in (evidence, claims, members) for row in rows}
        article_ids |= {row["origin_article_id"] for row in sources}
        conflicts_of: dict[str, list[Row]] = {}
        for row in conflicts:
            for story in sorted({str(row[side]) for side in ("story_a", "story_b") if row[side] is not None}):
                conflicts_of.setdefault(story, []).append(row)
        return Batch(
            of_story=of_story,
            conflicts=conflicts_of,
            clusters=_index(clusters, "claim_cluster_id"),
            evidence=_group(evidence, "claim_cluster_id"),
            claims=_index(claims, "claim_id"),
            articles=_index(self._rows(_ARTICLES, article_ids), "article_id"),
            revisions=_group(self._rows(_REVISIONS, article_ids), "article_id"),
            sources=_index(sources, "source_cluster_id"),
            members=_group(members, "source_cluster_id"),
        )

    def _rows(self, sql: str, ids: Iterable[str | None] | None = None) -> list[Row]:
        try:
            if ids is None:
                cursor = self._connection.execute(sql)
            else:
                wanted = sorted(item for item in ids if item is not None)
                cursor = self._connection.execute(sql, {"ids": wanted or [""]})
            names = [column[0] for column in cursor.description or ()]
            return [{name: _value(cell) for name, cell in zip(names, row, strict=True)} for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise StoreError(f"{self._path}: cannot read the snapshot: {error}") from error


def id_list(row: Row, name: str = "claim_ids") -> tuple[str, ...]:
    """Read a list of ids, whether the view holds a list or its JSON text."""
    value = row.get(name)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            value = []
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _value(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=UTC) if cell.tzinfo is None else cell.astimezone(UTC)
    return cell


def _index(rows: Sequence[Row], key: str) -> dict[str, Row]:
    return {str(row[key]): row for row in rows}


def _group(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[key]), []).append(row)
    return groups
