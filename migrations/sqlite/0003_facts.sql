-- Facts: exact, because the session's sequence number commits with them. Dated by the event, not by its arrival.

-- A message's time is in its id.
CREATE TABLE messages (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    -- 0 a person, 1 a bot, 2 a webhook.
    author_kind BIGINT NOT NULL,
    attachments BIGINT NOT NULL,
    key_id BIGINT,
    sealed BLOB,
    edited_at BIGINT,
    deleted_at BIGINT,
    PRIMARY KEY (guild_id, id)
) WITHOUT ROWID;
CREATE INDEX messages_author ON messages (author_id, guild_id, id);

-- What a member did in a channel in an hour (`hour` is its first millisecond).
CREATE TABLE activity (
    guild_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    messages BIGINT NOT NULL,
    edits BIGINT NOT NULL,
    deletes BIGINT NOT NULL,
    reactions BIGINT NOT NULL,
    unreactions BIGINT NOT NULL,
    voice_ms BIGINT NOT NULL,
    PRIMARY KEY (guild_id, hour, channel_id, user_id)
) WITHOUT ROWID;
CREATE INDEX activity_user ON activity (guild_id, user_id, hour);

-- Committed events by Discord's name of them; guild 0 for those of no guild.
CREATE TABLE event_counts (
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (guild_id, kind)
);

CREATE TABLE voice_sessions (
    id TEXT NOT NULL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at BIGINT NOT NULL,
    -- Connected, not deafened, not in the AFK channel.
    heard_ms BIGINT NOT NULL,
    -- False if the end is that of the last time we listened.
    exact BOOLEAN NOT NULL
);
CREATE INDEX voice_sessions_user ON voice_sessions (guild_id, user_id, from_at);

CREATE TABLE audit_entries (
    id BIGINT NOT NULL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    action_type BIGINT NOT NULL,
    actor_id BIGINT,
    target_id BIGINT,
    reason TEXT,
    -- JSON: [{"key", "old", "new"}], values as JSON text.
    changes TEXT NOT NULL,
    -- Seen by the actions, which adopt what people did in Discord.
    observed BOOLEAN NOT NULL
);
CREATE INDEX audit_entries_guild ON audit_entries (guild_id, id);
CREATE INDEX audit_entries_open ON audit_entries (id) WHERE NOT observed;
