-- Editors' decisions: what each holds on to, who undid it, and what the last build made of the active ones.
ALTER TABLE base.decisions ADD COLUMN anchors STRUCT(
    what VARCHAR, id VARCHAR, side INTEGER, article_id VARCHAR, claim_kind VARCHAR, "text" VARCHAR, nth INTEGER,
    sentence INTEGER
)[];
ALTER TABLE base.decisions ADD COLUMN undone_by VARCHAR;
ALTER TABLE base.decisions ADD COLUMN undone_at TIMESTAMP;
ALTER TABLE base.decisions ADD COLUMN undone_reason VARCHAR;

-- Derived: replaced by every build.
CREATE TABLE base.decision_effects (
    decision_id VARCHAR, kind VARCHAR, state VARCHAR, detail VARCHAR, targets VARCHAR[], replaces VARCHAR[]
);
