"""Editors' decisions in the writer's file, and what the names in them stand for.  Called inside a transaction."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

import duckdb

from corroborate import ids
from corroborate.errors import StoreError
from corroborate.store.connection import Row, from_stored, insert, rows, to_stored
from corroborate.types import Anchor, Decision, DecisionKind, Effect, EffectState, Subject

_ANCHOR = tuple(item.name for item in fields(Anchor))

# The canonical order of articles (``Article.order``) and of claims in them.
_ORDER = "a.first_seen_at NULLS LAST, a.url, a.article_id"
_CLAIMS = f""", numbered AS (
    SELECT claim_id, article_id, kind, "text", sentence, sentence_start, char_start, CAST(row_number() OVER (
        PARTITION BY article_id, kind, "text" ORDER BY sentence_start, char_start, claim_id) - 1 AS INTEGER) AS nth
    FROM base.claims
    WHERE article_id IN (SELECT article_id FROM base.claims SEMI JOIN wanted USING (claim_id))
)
SELECT claim_id, article_id, kind, "text", nth, sentence
FROM numbered AS c SEMI JOIN wanted USING (claim_id) JOIN base.articles AS a USING (article_id)
ORDER BY {_ORDER}, sentence_start, char_start, claim_id"""  # noqa: S608 - constants above
_MEMBERS = "SELECT claim_id FROM base.cluster_claims WHERE claim_cluster_id = $name"
_SUPPORTS = f"""SELECT claim_id FROM base.evidence WHERE claim_cluster_id = $name AND stance = 'supports'
AND claim_id IS NOT NULL AND claim_id NOT IN ({_MEMBERS})"""  # noqa: S608 - constants above
_STORY_ARTICLES = f"""SELECT article_id FROM base.story_articles JOIN base.articles AS a USING (article_id)
WHERE story_id = $name ORDER BY {_ORDER}"""  # noqa: S608 - constants above
_ARTICLE = """SELECT article_id, r.title, r.status, s.story_id FROM base.articles AS a
JOIN base.article_revisions AS r USING (article_id, revision)
LEFT JOIN (SELECT * FROM base.story_articles WHERE rank = 1) AS s USING (article_id)
WHERE a.url = $name OR article_id = $name ORDER BY a.url <> $name LIMIT 1"""
_OUTLET = """SELECT outlet_id, name, status FROM base.outlets
WHERE outlet_id = $name OR list_contains(domains, lower($name)) ORDER BY outlet_id <> $name, outlet_id LIMIT 1"""


def decisions(con: duckdb.DuckDBPyConnection) -> list[Decision]:
    """Read all decisions, in the order they were made."""
    found = rows(
        con,
        "SELECT decision_id, kind, subject, decided_by, decided_at, reason, anchors, active, undone_by, undone_at, "
        "undone_reason FROM base.decisions ORDER BY decided_at, decision_id",
    )
    return [_decision(row) for row in found]


def _decision(row: Row) -> Decision:
    at = from_stored(row[4])
    assert at is not None
    return Decision(
        decision_id=row[0],
        kind=DecisionKind(row[1]),
        subject=row[2],
        decided_by=row[3],
        decided_at=at,
        reason=row[5],
        anchors=tuple(Anchor(**each) for each in row[6] or ()),
        active=row[7],
        undone_by=row[8],
        undone_at=from_stored(row[9]),
        undone_reason=row[10],
    )


def save_decision(con: duckdb.DuckDBPyConnection, made: Decision) -> None:
    """Keep a decision.

    Raises:
        StoreError: where its id is known already.
    """
    if _rows(con, "SELECT 1 FROM base.decisions WHERE decision_id = $name", made.decision_id):
        raise StoreError(f"decision {made.decision_id} is known already")
    anchors = [{name: getattr(anchor, name) for name in _ANCHOR} for anchor in made.anchors]
    row = (
        *(made.decision_id, made.kind, made.subject, made.decided_by, to_stored(made.decided_at), made.reason),
        *(made.active, anchors, made.undone_by, to_stored(made.undone_at), made.undone_reason),
    )
    insert(con, "base.decisions", [row])


def undo_decision(con: duckdb.DuckDBPyConnection, decision_id: str, by: str, reason: str, at: datetime) -> None:
    """Mark a decision as undone.

    Raises:
        StoreError: where no active decision has that id.
    """
    if not _rows(con, "SELECT 1 FROM base.decisions WHERE decision_id = $name AND active", decision_id):
        raise StoreError(f"decision {decision_id!a} is unknown or undone already")
    con.execute(
        "UPDATE base.decisions SET active = false, undone_by = ?, undone_reason = ?, undone_at = ? "
        "WHERE decision_id = ?",
        [by, reason, to_stored(at), decision_id],
    )


def effects(con: duckdb.DuckDBPyConnection) -> list[Effect]:
    """Read what the last build made of the decisions."""
    found = rows(con, "SELECT * FROM base.decision_effects ORDER BY decision_id")
    return [
        Effect(
            decision_id=row[0],
            kind=DecisionKind(row[1]),
            state=EffectState(row[2]),
            detail=row[3],
            targets=tuple(row[4]),
            replaces=tuple(row[5]),
        )
        for row in found
    ]


def subject(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    """Say what a name stands for; see ``ports.Store``."""
    for find in (_cluster, _claim, _story, _source, _article, _outlet):
        found = find(con, name)
        if found is not None:
            return found
    return None


def _rows(con: duckdb.DuckDBPyConnection, query: str, name: str) -> list[Row]:
    return con.execute(query, {"name": name}).fetchall()


def _claims(con: duckdb.DuckDBPyConnection, name: str, which: str) -> tuple[Anchor, ...]:
    """Read claims as anchors, in canonical order."""
    found: list[Any] = con.execute(f"WITH wanted AS ({which}){_CLAIMS}", {"name": name}).fetchall()
    return tuple(
        Anchor(what="claim", id=row[0], article_id=row[1], claim_kind=row[2], text=row[3], nth=row[4], sentence=row[5])
        for row in found
    )


def _cluster(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    found = _rows(con, 'SELECT "text", story_id FROM base.claim_clusters WHERE claim_cluster_id = $name', name)
    if not found:
        return None
    members = _claims(con, name, _MEMBERS)
    founder = [each for each in members if ids.digest("cluster", each.id) == name]
    return Subject(
        what="claim cluster",
        id=name,
        text=found[0][0],
        story_id=found[0][1],
        claim_cluster_id=name,
        anchors=(*founder, *(each for each in members if each not in founder)),
        supports=_claims(con, name, _SUPPORTS),
    )


def _claim(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    found = _rows(
        con,
        'SELECT c."text", k.claim_cluster_id, s.story_id FROM base.claims AS c '
        "LEFT JOIN base.cluster_claims AS k USING (claim_id) "
        "LEFT JOIN (SELECT * FROM base.story_articles WHERE rank = 1) AS s USING (article_id) WHERE claim_id = $name",
        name,
    )
    if not found:
        return None
    return Subject(
        what="claim",
        id=name,
        text=found[0][0],
        claim_cluster_id=found[0][1] or "",
        story_id=found[0][2] or "",
        anchors=_claims(con, name, "SELECT $name AS claim_id"),
    )


def _story(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    found = _rows(con, "SELECT headline FROM base.stories WHERE story_id = $name", name)
    if not found:
        return None
    articles = [row[0] for row in _rows(con, _STORY_ARTICLES, name)]
    articles.sort(key=lambda each: ids.digest("story", each) != name)  # stable: the founding one first, if it is there
    anchors = tuple(Anchor(what="article", id=each, article_id=each) for each in articles)
    return Subject(what="story", id=name, text=found[0][0], story_id=name, anchors=anchors)


def _source(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    found = _rows(con, "SELECT origin FROM base.source_clusters WHERE source_cluster_id = $name", name)
    return Subject(what="source cluster", id=name, text=found[0][0]) if found else None


def _article(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    found = _rows(con, _ARTICLE, name)
    if not found:
        return None
    article_id, title, status, story_id = found[0]
    anchor = Anchor(what="article", id=article_id, article_id=article_id)
    return Subject(what="article", id=article_id, text=title, status=status, story_id=story_id or "", anchors=(anchor,))


def _outlet(con: duckdb.DuckDBPyConnection, name: str) -> Subject | None:
    found = _rows(con, _OUTLET, name)
    if not found and _rows(con, "SELECT 1 FROM base.articles WHERE outlet_id = $name LIMIT 1", name):
        found = [(name, name, "probation")]  # a stranger, known by articles alone
    if not found:
        return None
    outlet_id, title, status = found[0]
    return Subject(
        what="outlet", id=outlet_id, text=title, status=status, anchors=(Anchor(what="outlet", id=outlet_id),)
    )
