-- What some kinds of action need besides whom (JSON), what they undo, and the batch they are of.
ALTER TABLE actions ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';
ALTER TABLE actions ADD COLUMN undoes BIGINT;
ALTER TABLE actions ADD COLUMN batch_id BIGINT;
CREATE INDEX actions_batch ON actions (batch_id) WHERE batch_id IS NOT NULL;

ALTER TABLE cases ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';
ALTER TABLE cases ADD COLUMN undoes BIGINT;
ALTER TABLE cases ADD COLUMN batch_id BIGINT;
CREATE INDEX cases_batch ON cases (batch_id) WHERE batch_id IS NOT NULL;

-- One entry of the audit log may tell of several roles.
ALTER TABLE cases ADD COLUMN audit_part BIGINT NOT NULL DEFAULT 0;
DROP INDEX cases_audit_entry;
CREATE UNIQUE INDEX cases_audit_entry ON cases (audit_entry_id, audit_part);

-- A checked list of actions while it runs: the same act on many.
CREATE TABLE batches (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- The act: reason, length, detail and so on (JSON).
    act TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    actor_user BIGINT,
    actor_role TEXT,
    -- Who confirmed it where a second person must.
    approver TEXT,
    -- The batch that it undoes.
    undoes BIGINT,
    total BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX batches_open ON batches (created_at) WHERE finished_at IS NULL;
CREATE INDEX batches_guild ON batches (guild_id, created_at);

-- Whom a batch hits, in its order. The action is there from the moment of its intent.
CREATE TABLE batch_targets (
    batch_id BIGINT NOT NULL,
    place BIGINT NOT NULL,
    target_id BIGINT NOT NULL,
    -- What is different for this one: reason, length, detail, the case that is undone (JSON).
    aim TEXT NOT NULL,
    action_id BIGINT,
    -- Why it was refused before the intent.
    refused TEXT,
    PRIMARY KEY (batch_id, place)
);
CREATE INDEX batch_targets_open ON batch_targets (batch_id, place) WHERE action_id IS NULL AND refused IS NULL;
