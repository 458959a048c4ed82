-- Standing questions: asked at every publish until they are removed.  The id is a digest of the text.
CREATE TABLE base.questions (question_id VARCHAR, text VARCHAR, added_by VARCHAR, added_at TIMESTAMP);

-- How far into events.jsonl each webhook is served: so many lines, the last of which has this hash.
-- An address may hold a secret, so only its hash is kept.
CREATE TABLE base.webhooks (hook VARCHAR, lines BIGINT, last_hash VARCHAR);
