"""Reads what the exports need from one finished snapshot; joins and cuts spans in SQL."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from corroborate.errors import StoreError

Row = Mapping[str, Any]

# Every query is a constant and ends in a full order; only ids travel, as one list parameter.
_STORIES = """
SELECT s.*, k.sources_low, k.sources_high, k.unverified_sources,
       (SELECT max(h.recorded_at) FROM corroboration_history h
        WHERE h.claim_cluster_id = s.lead_claim_cluster_id) AS recorded_at
FROM stories s LEFT JOIN claim_clusters k ON k.claim_cluster_id = s.lead_claim_cluster_id
ORDER BY s.story_id
"""
_AS_OF = """
SELECT greatest((SELECT max(updated_at) FROM stories), (SELECT max(first_seen_at) FROM articles),
                (SELECT max(seen_at) FROM article_revisions)) AS at
"""
_CORRECTIONS = """
SELECT DISTINCT sa.story_id, r.article_id, r.revision, r.change
FROM article_revisions r JOIN story_articles sa ON sa.article_id = r.article_id
WHERE r.change IN ('correction', 'kill') ORDER BY ALL
"""
_STORY_ARTICLES = "SELECT story_id, article_id, rank FROM story_articles ORDER BY rank, story_id, article_id"
_STATEMENTS = """
WITH parts AS (
    SELECT story_id, 'lead' AS part, 0 AS position, NULL AS line, lead_claim_cluster_id AS claim_cluster_id,
           NULL AS at FROM stories
    UNION ALL SELECT story_id, 'key_facts', position, text, claim_cluster_id, NULL FROM key_facts
    UNION ALL SELECT story_id, 'watch', position, text, claim_cluster_id, NULL FROM watch
    UNION ALL SELECT story_id, 'timeline', position, text, claim_cluster_id, CAST("at" AS VARCHAR) FROM timeline)
SELECT p.part, p.position, p.line, p.at, p.story_id AS of_story, k.*
FROM parts p LEFT JOIN claim_clusters k ON k.claim_cluster_id = p.claim_cluster_id
WHERE p.story_id IN (SELECT unnest($ids)) ORDER BY p.story_id, p.part, p.position, p.line
"""
_LINES = """
WITH parts AS (
    SELECT story_id, 'takeaways' AS part, position, text, claim_ids FROM takeaways
    UNION ALL SELECT story_id, 'analysis', position, text, claim_ids FROM analysis
    UNION ALL SELECT story_id, 'quotes', position, text, claim_ids FROM quotes)
SELECT * FROM parts WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, part, position, text
"""
_EVIDENCE = """
SELECT e.*, a.url, a.title, o.name AS outlet, coalesce(e.revision, c.revision, a.revision) AS of_revision,
       CASE WHEN 0 <= e.char_start AND e.char_start < e.char_end AND e.char_end <= length(coalesce(r.text, a.text))
            THEN substring(coalesce(r.text, a.text), e.char_start + 1, e.char_end - e.char_start) END AS span
FROM evidence e
JOIN articles a ON a.article_id = e.article_id
LEFT JOIN outlets o ON o.outlet_id = a.outlet_id
LEFT JOIN claims c ON c.claim_id = e.claim_id AND c.article_id = e.article_id
LEFT JOIN article_revisions r ON r.article_id = e.article_id
                             AND r.revision = coalesce(e.revision, c.revision, a.revision)
WHERE e.claim_cluster_id IN (SELECT unnest($ids))
ORDER BY e.claim_cluster_id, e.stance DESC, e.counted DESC, e.source_cluster_id, e.article_id, e.char_start, e.claim_id
"""
_CLAIMS = """
SELECT c.claim_id, c.article_id, c.revision, c.char_start, c.char_end, a.url, o.name AS outlet
FROM claims c JOIN articles a ON a.article_id = c.article_id LEFT JOIN outlets o ON o.outlet_id = a.outlet_id
WHERE c.claim_id IN (SELECT unnest($ids)) ORDER BY c.claim_id
"""
_CONFLICTS = """
SELECT x.*, a.story_id AS of_story, a.text AS text_a, b.text AS text_b, a.verified_sources AS verified_a,
       b.verified_sources AS verified_b
FROM conflicts x
JOIN claim_clusters a ON a.claim_cluster_id = x.claim_cluster_a
JOIN claim_clusters b ON b.claim_cluster_id = x.claim_cluster_b
WHERE a.story_id IN (SELECT unnest($ids)) ORDER BY ALL
"""
_SOURCES = """
SELECT DISTINCT sa.story_id, m.source_cluster_id, m.role, m.reason, s.origin, s.origin_article_id, a.article_id,
       a.url, a.title, a.published_at, a.language, a.status, a.revision, o.name AS outlet,
       o.status AS outlet_status
FROM story_articles sa
JOIN articles a ON a.article_id = sa.article_id
LEFT JOIN source_cluster_members m ON m.article_id = sa.article_id
LEFT JOIN source_clusters s ON s.source_cluster_id = m.source_cluster_id
LEFT JOIN outlets o ON o.outlet_id = a.outlet_id
WHERE sa.story_id IN (SELECT unnest($ids)) ORDER BY ALL
"""
_TEXTS = "SELECT article_id, text FROM articles WHERE article_id IN (SELECT unnest($ids)) ORDER BY article_id"
_MENTIONS = "SELECT * FROM mentions WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, count DESC, entity, kind"
_AFFECTED = "SELECT * FROM affected WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, entity, kind, claim_id"
_IMPACT = """
SELECT * FROM impact_terms WHERE story_id IN (SELECT unnest($ids)) ORDER BY story_id, kind, term, value DESC, claim_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Everything the documents of some stories are made from; all but ``evidence``, ``claims``, ``texts`` by story."""

    statements: Mapping[str, Sequence[Row]]
    lines: Mapping[str, Sequence[Row]]
    conflicts: Mapping[str, Sequence[Row]]
    sources: Mapping[str, Sequence[Row]]
    mentions: Mapping[str, Sequence[Row]]
    affected: Mapping[str, Sequence[Row]]
    impact: Mapping[str, Sequence[Row]]
    evidence: Mapping[str, Sequence[Row]]
    claims: Mapping[str, Row]
    texts: Mapping[str, str]


class Snapshot:
    """One snapshot file; make it with :func:`opened`."""

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self._path = path
        self._connection = connection

    def stories(self) -> list[Row]:
        """Return all stories by id, each with the bounds of its lead and when its count was last recorded."""
        return self._rows(_STORIES)

    def as_of(self) -> datetime | None:
        """Return the latest moment the data knows of; never the wall clock."""
        at: datetime | None = self._rows(_AS_OF)[0]["at"]
        return at

    def corrections(self) -> dict[str, set[tuple[str, int, str]]]:
        """Return by story the corrections and kills of its articles, as (article_id, revision, change)."""
        found: dict[str, set[tuple[str, int, str]]] = {}
        for row in self._rows(_CORRECTIONS):
            found.setdefault(row["story_id"], set()).add((row["article_id"], row["revision"], row["change"]))
        return found

    def story_articles(self) -> list[Row]:
        """Return which article tells which story, main stories first."""
        return self._rows(_STORY_ARTICLES)

    def batches(self, stories: Sequence[Row], size: int, texts: bool) -> Iterator[tuple[Sequence[Row], Batch]]:
        """Yield the stories in groups of ``size`` with what their documents need; ``texts`` asks for whole articles."""
        for start in range(0, len(stories), size):
            some = stories[start : start + size]
            yield some, self._batch([str(row["story_id"]) for row in some], texts)

    def _batch(self, ids: Sequence[str], texts: bool) -> Batch:
        statements, lines = self._rows(_STATEMENTS, ids), self._rows(_LINES, ids)
        affected, impact = self._rows(_AFFECTED, ids), self._rows(_IMPACT, ids)
        sources = self._rows(_SOURCES, ids)
        claims = {row["claim_id"] for row in (*affected, *impact)} | {c for row in lines for c in id_list(row)}
        whole = self._rows(_TEXTS, {row["article_id"] for row in sources}) if texts else []
        return Batch(
            statements=_group(statements, "of_story"),
            lines=_group(lines, "story_id"),
            conflicts=_group(self._rows(_CONFLICTS, ids), "of_story"),
            sources=_group(sources, "story_id"),
            mentions=_group(self._rows(_MENTIONS, ids), "story_id"),
            affected=_group(affected, "story_id"),
            impact=_group(impact, "story_id"),
            evidence=_group(self._rows(_EVIDENCE, {row["claim_cluster_id"] for row in statements}), "claim_cluster_id"),
            claims={row["claim_id"]: row for row in self._rows(_CLAIMS, claims)},
            texts={row["article_id"]: row["text"] for row in whole},
        )

    def _rows(self, sql: str, ids: Iterable[str | None] | None = None) -> list[Row]:
        try:
            if ids is None:
                cursor = self._connection.execute(sql)
            else:
                cursor = self._connection.execute(sql, {"ids": sorted(i for i in ids if i is not None) or [""]})
            names = [column[0] for column in cursor.description or ()]
            return [{name: _value(cell) for name, cell in zip(names, row, strict=True)} for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise StoreError(f"{self._path}: cannot read the snapshot: {error}") from error


@contextmanager
def opened(path: Path) -> Iterator[Snapshot]:
    """Open a snapshot read-only and close it at the end.

    Raises:
        StoreError: where it cannot be opened.
    """
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise StoreError(f"{path}: cannot open the snapshot: {error}") from error
    try:
        yield Snapshot(path, connection)
    finally:
        connection.close()


def id_list(row: Row) -> tuple[str, ...]:
    """Read ``claim_ids``, whether the view holds a list or its JSON text."""
    value = row["claim_ids"]
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


def _group(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row[key]), []).append(row)
    return groups
