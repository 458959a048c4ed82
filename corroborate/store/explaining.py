"""``explain``: why a count is what it is, from the published views alone.

Each function takes a reader and an id and returns None where the id is not of its kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corroborate.store.reading import Reader

_CONTEXT = 60  # code points shown of an edge's span


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A titled list of lines; ``rows`` holds the same facts for programs."""

    title: str
    lines: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One sentence that says the count, then everything it rests on."""

    subject: str
    kind: str
    sentence: str
    blocks: tuple[Block, ...]


def explain_cluster(reader: Reader, subject: str) -> Explanation | None:
    """Explain the count of a claim cluster: origins, members, spans, scores, gate decisions, conflicts."""
    found = reader.rows("SELECT * FROM claim_clusters WHERE claim_cluster_id = ?", subject)
    if not found:
        return None
    row = found[0]
    evidence = reader.rows(
        "SELECT e.*, a.url, o.name AS outlet, o.status AS outlet_status, "
        "substr(a.text, e.char_start + 1, e.char_end - e.char_start) AS words "
        "FROM evidence AS e JOIN articles AS a USING (article_id) LEFT JOIN outlets AS o USING (outlet_id) "
        "WHERE e.claim_cluster_id = ? ORDER BY e.stance DESC, e.counted DESC, e.source_cluster_id, e.article_id",
        subject,
    )
    conflicts = reader.rows(
        "SELECT * FROM conflicts WHERE claim_cluster_a = ? OR claim_cluster_b = ? ORDER BY 1, 2", subject, subject
    )
    history = reader.rows(
        "SELECT valid_at, recorded_at, verified_sources, verdict, reason FROM corroboration_history "
        "WHERE claim_cluster_id = ? ORDER BY recorded_at, valid_at",
        subject,
    )
    edges = reader.rows(
        "SELECT d.*, a.url AS url_a, b.url AS url_b FROM dependence AS d "
        "JOIN articles AS a ON a.article_id = d.article_a JOIN articles AS b ON b.article_id = d.article_b "
        "WHERE d.article_a IN (SELECT article_id FROM evidence WHERE claim_cluster_id = ?) "
        "AND d.article_b IN (SELECT article_id FROM evidence WHERE claim_cluster_id = ?) "
        "ORDER BY d.article_a, d.article_b, d.kind",
        subject,
        subject,
    )
    blocks = [
        Block(title="Statement", lines=(row["text"], f"verdict {row['verdict']}, confidence {row['confidence']:.2f}")),
        _evidence("Says so", [e for e in evidence if e["stance"] == "supports"]),
        _evidence("Says otherwise", [e for e in evidence if e["stance"] == "contradicts"]),
        Block(
            title="Disagreements",
            lines=tuple(c["explanation"] for c in conflicts),
            rows=tuple(conflicts),
        ),
        _decided(reader, subject),
        Block(title="Who depends on whom", lines=tuple(_edge(e) for e in edges), rows=tuple(edges)),
        Block(
            title="History of the count",
            lines=tuple(
                f"{h['recorded_at']:%Y-%m-%d %H:%M}  N = {h['verified_sources']}  {h['verdict']}" for h in history
            ),
            rows=tuple(history),
        ),
    ]
    bounds = f" (between {row['sources_low']} and {row['sources_high']})"
    sentence = row["reason"] + (bounds if row["sources_low"] != row["sources_high"] else "")
    return Explanation(subject=subject, kind="claim cluster", sentence=sentence, blocks=_full(blocks))


def _evidence(title: str, rows: Sequence[Mapping[str, Any]]) -> Block:
    lines = []
    for e in rows:
        mark = "counted" if e["counted"] else "not counted"
        lines.append(
            f"{e['origin']} [{e['source_cluster_id']}] via {e['outlet'] or e['url']}: {mark}: {e['gate_reason']}"
        )
        lines.append(f"    “{' '.join(str(e['words']).split())}”")
        detail = f"    {e['url']}  characters {e['char_start']}-{e['char_end']}  score {e['score']:.2f}"
        detail += f"  claim {e['claim_id']}" if e["claim_id"] else ""
        lines.append(detail + (f"  {e['explanation']}" if e["explanation"] else ""))
    return Block(title=title, lines=tuple(lines), rows=tuple(rows))


def _decided(reader: Reader, *subjects: str) -> Block:
    """List the active decisions that an id is the subject of."""
    rows = [
        row
        for row in reader.rows("SELECT * FROM decisions WHERE active ORDER BY decided_at, decision_id")
        if not set(subjects).isdisjoint((row["subject"], *row["subject"].split(), *(row.get("applies_to") or ())))
    ]
    return Block(
        title="Editors' decisions",
        lines=tuple(
            f"{r['decision_id']}  {r['kind']} by {r['decided_by']}: {' '.join(r['reason'].split())}" for r in rows
        ),
        rows=tuple(rows),
    )


def _edge(e: Mapping[str, Any]) -> str:
    return f"{e['strength']} {e['kind']} ({e['score']:.2f}): {e['url_a']} and {e['url_b']}"


def explain_story(reader: Reader, subject: str) -> Explanation | None:
    """Explain a story: its gate, its lead, its origins and its statements by N."""
    found = reader.rows("SELECT * FROM stories WHERE story_id = ?", subject)
    if not found:
        return None
    row = found[0]
    sources = reader.rows(
        "SELECT DISTINCT s.source_cluster_id, s.origin, s.articles FROM source_clusters AS s "
        "JOIN source_cluster_members AS m USING (source_cluster_id) JOIN story_articles AS t USING (article_id) "
        "WHERE t.story_id = ? ORDER BY s.origin, s.source_cluster_id",
        subject,
    )
    claims = reader.rows(
        "SELECT claim_cluster_id, text, verified_sources, verdict FROM claim_clusters WHERE story_id = ? "
        "ORDER BY verified_sources DESC, articles DESC, claim_cluster_id LIMIT 25",
        subject,
    )
    terms = reader.rows("SELECT * FROM impact_terms WHERE story_id = ? ORDER BY kind, term", subject)
    blocks = [
        Block(title="Gate", lines=(f"{row['gate']}: {row['gate_reason']}",)),
        _decided(reader, subject),
        Block(title="Lead statement", lines=(str(row["lead_claim_cluster_id"] or "none"),)),
        Block(
            title="Origins",
            lines=tuple(f"{s['origin']} [{s['source_cluster_id']}], {s['articles']} article(s)" for s in sources),
            rows=tuple(sources),
        ),
        Block(
            title="Statements, best supported first",
            lines=tuple(f"N = {c['verified_sources']}  {c['text']}  [{c['claim_cluster_id']}]" for c in claims),
            rows=tuple(claims),
        ),
        Block(
            title=f"Impact {row['impact']}",
            lines=tuple(f"{t['kind']}: {t['term']} {t['value']:+g}" for t in terms),
            rows=tuple(terms),
        ),
    ]
    sentence = f"{row['headline']}: N = {row['verified_sources']}, {row['verdict']}, {row['gate']}"
    return Explanation(subject=subject, kind="story", sentence=sentence, blocks=_full(blocks))


def explain_source(reader: Reader, subject: str) -> Explanation | None:
    """Explain a source cluster: its members, their roles and the edges that join them."""
    found = reader.rows("SELECT * FROM source_clusters WHERE source_cluster_id = ?", subject)
    if not found:
        return None
    row = found[0]
    members = reader.rows(
        "SELECT m.*, a.url FROM source_cluster_members AS m JOIN articles AS a USING (article_id) "
        "WHERE source_cluster_id = ? ORDER BY (role <> 'origin'), a.url",
        subject,
    )
    ids = [m["article_id"] for m in members]
    edges = reader.rows(
        "SELECT d.*, a.url AS url_a, b.url AS url_b, "
        'substr(a.text, d.span_a."start" + 1, least(d.span_a."end" - d.span_a."start", ?)) AS words_a '
        "FROM dependence AS d JOIN articles AS a ON a.article_id = d.article_a "
        "JOIN articles AS b ON b.article_id = d.article_b "
        "WHERE list_contains(?, d.article_a) AND list_contains(?, d.article_b) ORDER BY 1, 2, 4",
        _CONTEXT,
        ids,
        ids,
    )
    blocks = [
        Block(
            title="Members",
            lines=tuple(f"{m['role']}: {m['url']}: {m['reason']}" for m in members),
            rows=tuple(members),
        ),
        Block(
            title="Edges",
            lines=tuple(_edge(e) + (f" “{' '.join(e['words_a'].split())}…”" if e["words_a"] else "") for e in edges),
            rows=tuple(edges),
        ),
    ]
    sentence = f"{row['origin']}: one origin, {len(members)} article(s)"
    return Explanation(subject=subject, kind="source cluster", sentence=sentence, blocks=_full(blocks))


def explain_article(reader: Reader, subject: str) -> Explanation | None:
    """Explain an article (by id or url): where its text comes from, its revisions and what it says."""
    found = reader.rows("SELECT * FROM articles WHERE article_id = ? OR url = ? ORDER BY article_id", subject, subject)
    if not found:
        return None
    row = found[0]
    home = reader.rows(
        "SELECT m.role, m.reason, s.origin, s.source_cluster_id FROM source_cluster_members AS m "
        "JOIN source_clusters AS s USING (source_cluster_id) WHERE m.article_id = ?",
        row["article_id"],
    )
    revisions = reader.rows(
        "SELECT revision, seen_at, change FROM article_revisions WHERE article_id = ? ORDER BY revision",
        row["article_id"],
    )
    claims = reader.rows(
        "SELECT c.text, k.verified_sources, k.claim_cluster_id FROM claims AS c "
        "JOIN claim_clusters AS k USING (claim_cluster_id) WHERE c.article_id = ? AND c.kind = 'core' "
        "ORDER BY c.char_start",
        row["article_id"],
    )
    blocks = [
        Block(
            title="Origin",
            lines=tuple(f"{h['role']} of {h['origin']} [{h['source_cluster_id']}]: {h['reason']}" for h in home),
            rows=tuple(home),
        ),
        Block(
            title="Revisions",
            lines=tuple(
                f"{r['revision']}  {r['seen_at'] or 'unknown'}  {r['change'] or ''}".rstrip() for r in revisions
            ),
            rows=tuple(revisions),
        ),
        Block(
            title="What it says",
            lines=tuple(f"N = {c['verified_sources']}  {c['text']}  [{c['claim_cluster_id']}]" for c in claims),
            rows=tuple(claims),
        ),
    ]
    blocks.append(_decided(reader, row["article_id"], row["url"]))
    sentence = f"{row['title']} ({row['url']}), {row['status']}"
    return Explanation(subject=row["article_id"], kind="article", sentence=sentence, blocks=_full(blocks))


def _full(blocks: Sequence[Block]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.lines)
