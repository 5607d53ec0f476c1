-- Actions with their journal, cases with their entries, and what ends by itself.

-- Locked by everyone who numbers a case, so that numbers have no gaps and entries form one chain.
CREATE TABLE guild_heads (
    guild_id BIGINT PRIMARY KEY,
    next_case BIGINT NOT NULL,
    chain_hash BLOB NOT NULL
);

CREATE TABLE actions (
    id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    case_number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    target_id BIGINT NOT NULL,
    target_name TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    -- The Discord user that a local user is bound to.
    actor_user BIGINT,
    -- A local user's role when it was asked for.
    actor_role TEXT,
    reason TEXT,
    until_at BIGINT,
    delete_seconds BIGINT NOT NULL,
    state TEXT NOT NULL,
    -- The step that is next, or may be under way.
    stage TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    error TEXT,
    dm_state TEXT NOT NULL,
    dm_channel BIGINT,
    dm_message BIGINT,
    created_at BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX actions_target ON actions (guild_id, target_id);
CREATE INDEX actions_created ON actions (created_at);
CREATE INDEX actions_open ON actions (created_at) WHERE finished_at IS NULL;

CREATE TABLE cases (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    target_id BIGINT NOT NULL,
    target_name TEXT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    reason TEXT,
    opened_at BIGINT NOT NULL,
    until_at BIGINT,
    action_id BIGINT,
    -- Discord's audit-log entry of an act that was adopted.
    audit_entry_id BIGINT,
    PRIMARY KEY (guild_id, number)
);
CREATE UNIQUE INDEX cases_action ON cases (action_id);
CREATE UNIQUE INDEX cases_audit_entry ON cases (audit_entry_id);
CREATE INDEX cases_target ON cases (guild_id, target_id, number);

CREATE TABLE case_entries (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (guild_id, number, entry)
);

-- A ban or timeout that ends by itself; done only when a read of Discord says so.
CREATE TABLE expiries (
    action_id BIGINT PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX expiries_open ON expiries (next_at) WHERE done_at IS NULL;
CREATE INDEX expiries_user ON expiries (guild_id, user_id);
