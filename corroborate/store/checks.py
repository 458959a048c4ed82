"""What must always hold in a store; each query yields one line a fault.

These stand in for foreign and primary keys, which would slow every load.
"""

from __future__ import annotations

import duckdb

from corroborate.store.connection import rows

# (what is counted, where, the key that must be alone)
_UNIQUE = (
    ("articles", "base.articles", "article_id"),
    ("articles", "base.articles", "url"),
    ("article_revisions", "base.article_revisions", "article_id || ' revision ' || revision"),
    ("outlets", "base.outlets", "outlet_id"),
    ("feeds", "base.feeds", "feed_id"),
    ("source_clusters", "base.source_clusters", "source_cluster_id"),
    ("claims", "base.claims", "claim_id"),
    ("claim_clusters", "base.claim_clusters", "claim_cluster_id"),
    ("stories", "base.stories", "story_id"),
    ("decisions", "base.decisions", "decision_id"),
    ("story_articles", "base.story_articles", "story_id || ' ' || article_id"),
    ("standing questions", "base.questions", "question_id"),
)

# What a reference may point to.
_TARGETS = {
    "article": "SELECT article_id FROM base.articles",
    "claim": "SELECT claim_id FROM base.claims",
    "statement": "SELECT claim_cluster_id FROM base.claim_clusters",
    "origin": "SELECT source_cluster_id FROM base.source_clusters",
    "story": "SELECT story_id FROM base.stories",
    "decision": "SELECT decision_id FROM base.decisions",
}

# (table, column that names a row, column that refers, what it refers to)
_REFERS = (
    ("dependence", "article_a", "article_a", "article"),
    ("dependence", "article_b", "article_b", "article"),
    ("source_clusters", "source_cluster_id", "origin_article_id", "article"),
    ("source_cluster_members", "source_cluster_id", "source_cluster_id", "origin"),
    ("source_cluster_members", "source_cluster_id", "article_id", "article"),
    ("claims", "claim_id", "article_id", "article"),
    ("cluster_claims", "claim_cluster_id", "claim_id", "claim"),
    ("claim_clusters", "claim_cluster_id", "story_id", "story"),
    ("evidence", "claim_cluster_id", "claim_cluster_id", "statement"),
    ("evidence", "claim_cluster_id", "source_cluster_id", "origin"),
    ("evidence", "claim_cluster_id", "claim_id", "claim"),
    ("evidence", "claim_cluster_id", "article_id", "article"),
    ("conflicts", "claim_cluster_a", "claim_cluster_a", "statement"),
    ("conflicts", "claim_cluster_a", "claim_cluster_b", "statement"),
    ("conflicts", "claim_cluster_a", "claim_a", "claim"),
    ("conflicts", "claim_cluster_a", "claim_b", "claim"),
    ("confidence_terms", "claim_cluster_id", "claim_cluster_id", "statement"),
    ("confidence_terms", "claim_cluster_id", "source_cluster_id", "origin"),
    ("wire_credits", "article_id", "article_id", "article"),
    ("stories", "story_id", "lead_claim_cluster_id", "statement"),
    ("story_articles", "story_id", "article_id", "article"),
    ("affected", "story_id", "claim_id", "claim"),
    ("impact_terms", "story_id", "claim_id", "claim"),
    ("story_lines", "story_id", "claim_cluster_id", "statement"),
    ("line_claims", "story_id", "claim_id", "claim"),
    ("decision_effects", "decision_id", "decision_id", "decision"),
)

_OTHER = (
    # Articles.
    """SELECT format('articles {}: revision {} is not the last of its revisions', article_id, a.revision)
    FROM base.articles AS a
    JOIN (SELECT article_id, max(revision) AS last, count(*) AS many FROM base.article_revisions GROUP BY ALL) AS r
        USING (article_id)
    WHERE a.revision != r.last OR r.many != r.last""",
    # Offsets.
    """SELECT format('claims {}: sentence {}-{} outside the text of {} revision {}',
        claim_id, sentence_start, sentence_end, c.article_id, c.revision)
    FROM base.claims AS c LEFT JOIN base.article_revisions AS r USING (article_id, revision)
    WHERE NOT coalesce(0 <= sentence_start AND sentence_start < sentence_end AND sentence_end <= length(r.text), false)
    """,
    """SELECT format('claims {}: span {}-{} outside its sentence {}-{}',
        claim_id, char_start, char_end, sentence_start, sentence_end)
    FROM base.claims
    WHERE NOT (sentence_start <= char_start AND char_start < char_end AND char_end <= sentence_end)""",
    """SELECT format('evidence {}: span {}-{} outside the text of {}',
        claim_cluster_id, char_start, char_end, article_id)
    FROM base.evidence AS e JOIN base.article_revisions AS r USING (article_id, revision)
    WHERE NOT (0 <= char_start AND char_start < char_end AND char_end <= length(r.text))""",
    """SELECT format('impact_terms {}: span {}-{} outside the text of {}',
        story_id, i.char_start, i.char_end, c.article_id)
    FROM base.impact_terms AS i JOIN base.claims AS c USING (claim_id)
    JOIN base.article_revisions AS r USING (article_id, revision)
    WHERE NOT (0 <= i.char_start AND i.char_start < i.char_end AND i.char_end <= length(r.text))""",
    """WITH spans AS (
        SELECT article_a AS article_id, span_a AS span FROM base.dependence WHERE span_a IS NOT NULL
        UNION ALL SELECT article_b, span_b FROM base.dependence WHERE span_b IS NOT NULL
    ), longest AS (SELECT article_id, max(length(text)) AS size FROM base.article_revisions GROUP BY ALL)
    SELECT format('dependence {}: span {}-{} outside its text', article_id, span."start", span."end")
    FROM spans JOIN longest USING (article_id)
    WHERE NOT (0 <= span."start" AND span."start" < span."end" AND span."end" <= size)""",
    """SELECT format('dependence {} {}: not in order of ids', article_a, article_b)
    FROM base.dependence WHERE article_a >= article_b""",
    # Partitions.
    """SELECT format('source_cluster_members {}: in {} source clusters', article_id, count(DISTINCT source_cluster_id))
    FROM base.source_cluster_members GROUP BY article_id HAVING count(DISTINCT source_cluster_id) > 1""",
    """SELECT format('source_cluster_members {}: listed twice in one source cluster', article_id)
    FROM base.source_cluster_members GROUP BY article_id, source_cluster_id HAVING count(*) > 1""",
    """SELECT format('source_clusters {}: origin {} is not a member', source_cluster_id, origin_article_id)
    FROM base.source_clusters ANTI JOIN (
        SELECT source_cluster_id, article_id AS origin_article_id FROM base.source_cluster_members
    ) USING (source_cluster_id, origin_article_id) WHERE origin_article_id IS NOT NULL""",
    """SELECT format('claims {}: in {} claim clusters', claim_id, count(*))
    FROM base.cluster_claims GROUP BY claim_id HAVING count(*) > 1""",
    # Counts.
    """SELECT format('claim_clusters {}: N is {}, the evidence counts {}',
        claim_cluster_id, verified_sources, coalesce(counted, 0))
    FROM base.claim_clusters LEFT JOIN (
        SELECT claim_cluster_id, count(DISTINCT source_cluster_id) AS counted FROM base.evidence
        WHERE stance = 'supports' AND counted GROUP BY claim_cluster_id
    ) USING (claim_cluster_id) WHERE verified_sources != coalesce(counted, 0)""",
    """SELECT format('claim_clusters {}: N is {}, outside its bounds {}-{}',
        claim_cluster_id, verified_sources, sources_low, sources_high)
    FROM base.claim_clusters WHERE NOT (sources_low <= verified_sources AND verified_sources <= sources_high)""",
    """SELECT format('claim_clusters {}: confidence {} outside 0-1', claim_cluster_id, confidence)
    FROM base.claim_clusters WHERE NOT (confidence BETWEEN 0 AND 1)""",
    """SELECT format('evidence {}: {} counts, though it contradicts', claim_cluster_id, article_id)
    FROM base.evidence WHERE counted AND stance != 'supports'""",
    # Stories.
    """SELECT format('stories {}: N is {}, its lead statement has {}',
        s.story_id, s.verified_sources, coalesce(c.verified_sources, 0))
    FROM base.stories AS s LEFT JOIN base.claim_clusters AS c ON c.claim_cluster_id = s.lead_claim_cluster_id
    WHERE s.verified_sources != coalesce(c.verified_sources, 0)""",
    # The gate; an editor's hold or release goes before the rule, as far as the last build knew it.
    """WITH ruled AS (
        SELECT s.story_id, s.gate, s.verified_sources AS n, s.verdict,
            coalesce(c.modality = 'alleged', false) OR s.verdict = 'unvetted' AS weak
        FROM base.stories AS s LEFT JOIN base.claim_clusters AS c ON c.claim_cluster_id = s.lead_claim_cluster_id
        WHERE s.story_id NOT IN (
            SELECT unnest(targets) FROM base.decision_effects WHERE kind IN ('hold', 'release') AND state = 'applied'
        )
    )
    SELECT format('stories {}: gate is {} with N {} and verdict {}', story_id, gate, n, verdict) FROM ruled
    WHERE NOT CASE
        WHEN n = 0 THEN gate = 'held' OR (gate = 'marked' AND verdict = 'cannot_measure')
        WHEN n = 1 THEN gate = 'held' OR (gate = 'marked' AND NOT weak)
        WHEN verdict IN ('contested', 'cannot_measure') THEN gate = 'marked'
        ELSE gate = 'published'
    END""",
    """SELECT format('stories {}: gate is {} with N {}, though an editor decided: {}',
        story_id, gate, verified_sources, kind)
    FROM base.stories JOIN (
        SELECT unnest(targets) AS story_id, kind FROM base.decision_effects
        WHERE kind IN ('hold', 'release') AND state = 'applied'
    ) USING (story_id)
    WHERE CASE kind
        WHEN 'hold' THEN gate != 'held'
        ELSE gate = 'held' OR (gate = 'published' AND verified_sources < 2)
    END""",
    """SELECT format('story_articles {}: {} main stories', article_id, count(*) FILTER (rank = 1))
    FROM base.story_articles GROUP BY article_id HAVING count(*) FILTER (rank = 1) != 1""",
)


def _queries() -> list[str]:
    unique = [
        f"SELECT format('{view} {{}}: {{}} rows of one {label}', {key}, count(*)) "  # noqa: S608 - constants above
        f"FROM {where} GROUP BY {key} HAVING count(*) > 1"
        for view, where, key in _UNIQUE
        for label in ("url" if key == "url" else "id",)
    ]
    refers = [
        "WITH line_claims AS (SELECT story_id, unnest(claim_ids) AS claim_id FROM base.story_lines) "  # noqa: S608 - constants above
        f"SELECT DISTINCT format('{table} {{}}: {column} {{}} does not exist', {name}, {column}) "
        f"FROM {'line_claims' if table == 'line_claims' else 'base.' + table} "
        f"WHERE {column} IS NOT NULL AND {column} NOT IN ({_TARGETS[target]})"
        for table, name, column, target in _REFERS
    ]
    return [*unique, *refers, *_OTHER]


def faults(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return each fault as one line, sorted; empty when there is none."""
    found: set[str] = set()
    for query in _queries():
        found.update(row[0] for row in rows(con, query) if row[0] is not None)
    return sorted(found)
