-- What waits for a person: reports by members, and appeals.

-- Gives the items of a guild their numbers.
CREATE TABLE inbox_heads (
    guild_id BIGINT PRIMARY KEY,
    next_item BIGINT NOT NULL
);

CREATE TABLE inbox_items (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Who was reported, or who appeals.
    target_id BIGINT NOT NULL,
    target_name TEXT NOT NULL,
    channel_id BIGINT,
    message_id BIGINT,
    -- The case that is appealed against.
    case_number BIGINT,
    -- What it is about: one waiting item for each. Null once it waits no more.
    open_key TEXT,
    assignee_kind TEXT,
    assignee_id BIGINT,
    assignee_name TEXT,
    opened_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    -- The action that decides it, from before it is asked for.
    action_id BIGINT,
    decision TEXT,
    reason TEXT,
    -- Words for the reporters.
    tell TEXT,
    outcome_case BIGINT,
    merged_into BIGINT,
    resolved_at BIGINT,
    PRIMARY KEY (guild_id, number)
);
CREATE UNIQUE INDEX inbox_items_open ON inbox_items (guild_id, open_key);
CREATE INDEX inbox_items_state ON inbox_items (guild_id, state, number);
CREATE INDEX inbox_items_target ON inbox_items (guild_id, target_id);
CREATE INDEX inbox_items_case ON inbox_items (guild_id, case_number);

-- Who reported or appealed, in which words, and whether they were answered.
CREATE TABLE inbox_reports (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    report BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    user_name TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- The interaction by which it came: one that comes twice makes one report.
    interaction_id BIGINT NOT NULL,
    key_id BIGINT,
    -- Null if there are no words, or once they are erased.
    sealed BLOB,
    answer TEXT NOT NULL,
    PRIMARY KEY (guild_id, number, report)
);
CREATE UNIQUE INDEX inbox_reports_interaction ON inbox_reports (guild_id, interaction_id);
CREATE INDEX inbox_reports_user ON inbox_reports (guild_id, user_id, at);
CREATE INDEX inbox_reports_answer ON inbox_reports (at) WHERE answer IN ('pending', 'sending');

-- A reported message as it was, sealed; it outlives the message.
CREATE TABLE inbox_evidence (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    piece BIGINT NOT NULL,
    at BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    author_name TEXT NOT NULL,
    attachments BIGINT NOT NULL,
    key_id BIGINT,
    sealed BLOB,
    PRIMARY KEY (guild_id, number, piece)
);

-- What happened to an item; only appended.
CREATE TABLE inbox_entries (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    entry BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (guild_id, number, entry)
);
