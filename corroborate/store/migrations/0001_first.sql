-- The private tables of the writer's file.  Analysts read the views of schema main, never these.
-- Times are UTC without a zone: they read alike whatever the time zone of the session.
-- No primary or foreign keys: bulk loads are several times faster without, and `check` looks for orphans.
CREATE SCHEMA base;

CREATE TABLE base.migrations (version INTEGER, name VARCHAR, content_hash VARCHAR);
CREATE TABLE base.meta (key VARCHAR, value VARCHAR);

-- Facts: what was registered, fetched, imported and decided.
CREATE TABLE base.outlets (
    outlet_id VARCHAR, name VARCHAR, domains VARCHAR[],
    owners STRUCT(owner VARCHAR, "start" DATE, "end" DATE)[],
    kind VARCHAR, status VARCHAR, country VARCHAR, language VARCHAR, credits VARCHAR[], reliability DOUBLE
);
CREATE TABLE base.feeds (feed_id VARCHAR, url VARCHAR, outlet_id VARCHAR, format VARCHAR);
CREATE TABLE base.feed_states (
    feed_id VARCHAR, state VARCHAR, etag VARCHAR, last_modified VARCHAR, body_hash VARCHAR,
    last_success_at TIMESTAMP, last_attempt_at TIMESTAMP, last_error VARCHAR,
    consecutive_failures INTEGER, not_before TIMESTAMP
);
-- One row an article: what may be learnt later than its text (who it belongs to, when it was first seen).
CREATE TABLE base.articles (
    article_id VARCHAR, url VARCHAR, outlet_id VARCHAR, first_seen_at TIMESTAMP, first_seen_basis VARCHAR,
    revision INTEGER
);
-- Append-only: one row a revision, never changed.
CREATE TABLE base.article_revisions (
    article_id VARCHAR, revision INTEGER, seen_at TIMESTAMP, seen_basis VARCHAR, content_hash VARCHAR,
    title VARCHAR, text VARCHAR, word_count INTEGER, byline VARCHAR, status VARCHAR, change VARCHAR,
    credit VARCHAR, links VARCHAR[], canonical_url VARCHAR, published_at TIMESTAMP, published_local VARCHAR,
    language VARCHAR, source_name VARCHAR, extra VARCHAR
);
CREATE TABLE base.dropped (
    stage VARCHAR, subject VARCHAR, reason VARCHAR, detail VARCHAR, location VARCHAR, last_at TIMESTAMP
);
CREATE TABLE base.decisions (
    decision_id VARCHAR, kind VARCHAR, subject VARCHAR, decided_by VARCHAR, decided_at TIMESTAMP,
    reason VARCHAR, active BOOLEAN
);
CREATE TABLE base.runs (
    run_id VARCHAR, stage VARCHAR, started_at TIMESTAMP, finished_at TIMESTAMP, counts VARCHAR,
    settings_hash VARCHAR, code_version VARCHAR
);

-- Caches: rebuilt when lost, never part of a snapshot.
CREATE TABLE base.analyses (key VARCHAR, payload BLOB);

-- Derived: replaced by every build in one transaction.
CREATE TABLE base.dependence (
    article_a VARCHAR, article_b VARCHAR, strength VARCHAR, kind VARCHAR, score DOUBLE,
    span_a STRUCT("start" INTEGER, "end" INTEGER), span_b STRUCT("start" INTEGER, "end" INTEGER),
    rule_version VARCHAR
);
CREATE TABLE base.source_clusters (
    source_cluster_id VARCHAR, origin_article_id VARCHAR, origin VARCHAR, outlet_ids VARCHAR[],
    counts BOOLEAN, gate_reason VARCHAR
);
CREATE TABLE base.source_cluster_members (
    source_cluster_id VARCHAR, article_id VARCHAR, role VARCHAR, reason VARCHAR
);
CREATE TABLE base.claims (
    claim_id VARCHAR, article_id VARCHAR, revision INTEGER, sentence INTEGER,
    sentence_start INTEGER, sentence_end INTEGER, char_start INTEGER, char_end INTEGER,
    kind VARCHAR, text VARCHAR, modality VARCHAR, negated BOOLEAN, attributed_to VARCHAR,
    quantities STRUCT("start" INTEGER, "end" INTEGER, text VARCHAR, low DOUBLE, high DOUBLE,
        unit VARCHAR, noun VARCHAR, hedge VARCHAR, ordinal BOOLEAN)[],
    founds BOOLEAN
);
CREATE TABLE base.cluster_claims (claim_cluster_id VARCHAR, claim_id VARCHAR);
CREATE TABLE base.claim_clusters (
    claim_cluster_id VARCHAR, frame_id VARCHAR, story_id VARCHAR, text VARCHAR, kind VARCHAR, modality VARCHAR,
    verified_sources INTEGER, sources_low INTEGER, sources_high INTEGER, unverified_sources INTEGER,
    outlets INTEGER, articles INTEGER, confidence DOUBLE, p_corroborated DOUBLE, single_origin BOOLEAN,
    verdict VARCHAR, reason VARCHAR, first_seen_at TIMESTAMP, last_seen_at TIMESTAMP
);
CREATE TABLE base.confidence_terms (
    claim_cluster_id VARCHAR, source_cluster_id VARCHAR, reliability DOUBLE, weight DOUBLE, sign INTEGER
);
CREATE TABLE base.evidence (
    claim_cluster_id VARCHAR, source_cluster_id VARCHAR, claim_id VARCHAR, article_id VARCHAR, revision INTEGER,
    char_start INTEGER, char_end INTEGER, stance VARCHAR, weight DOUBLE, score DOUBLE, counted BOOLEAN,
    gate_reason VARCHAR, origin VARCHAR, explanation VARCHAR
);
CREATE TABLE base.conflicts (
    claim_cluster_a VARCHAR, claim_cluster_b VARCHAR, kind VARCHAR, claim_a VARCHAR, claim_b VARCHAR,
    explanation VARCHAR
);
CREATE TABLE base.wire_credits (article_id VARCHAR, credit VARCHAR);
CREATE TABLE base.stories (
    story_id VARCHAR, revision INTEGER, headline VARCHAR, category VARCHAR, media_topic VARCHAR,
    sentiment VARCHAR, sentiment_score DOUBLE, impact INTEGER, lead_claim_cluster_id VARCHAR,
    verified_sources INTEGER, confidence DOUBLE, verdict VARCHAR, gate VARCHAR, gate_reason VARCHAR,
    first_seen_at TIMESTAMP, updated_at TIMESTAMP, read_minutes INTEGER
);
CREATE TABLE base.story_articles (story_id VARCHAR, article_id VARCHAR, rank INTEGER);
CREATE TABLE base.mentions (
    story_id VARCHAR, position INTEGER, entity VARCHAR, kind VARCHAR, wikidata_id VARCHAR, count INTEGER
);
CREATE TABLE base.affected (
    story_id VARCHAR, position INTEGER, entity VARCHAR, kind VARCHAR, sentiment VARCHAR, claim_id VARCHAR
);
CREATE TABLE base.impact_terms (
    story_id VARCHAR, position INTEGER, term VARCHAR, kind VARCHAR, value DOUBLE, claim_id VARCHAR,
    char_start INTEGER, char_end INTEGER
);
-- section: key_facts, timeline, watch, takeaways, analysis or quotes.
CREATE TABLE base.story_lines (
    story_id VARCHAR, section VARCHAR, position INTEGER, text VARCHAR, claim_cluster_id VARCHAR,
    claim_ids VARCHAR[], "at" VARCHAR
);

-- What builds said before: append-only, numbered by build.
CREATE TABLE base.builds (build INTEGER, run_id VARCHAR, recorded_at TIMESTAMP, input_digest VARCHAR);
CREATE TABLE base.corroboration_history (
    build INTEGER, claim_cluster_id VARCHAR, text VARCHAR, valid_at TIMESTAMP, recorded_at TIMESTAMP,
    verified_sources INTEGER, sources_low INTEGER, sources_high INTEGER, confidence DOUBLE, verdict VARCHAR,
    reason VARCHAR, run_id VARCHAR
);
CREATE TABLE base.story_revisions (
    build INTEGER, story_id VARCHAR, revision INTEGER, content_hash VARCHAR, recorded_at TIMESTAMP, run_id VARCHAR
);
