-- What Discord shows of each guild now, and what changed: the state that is loaded before connecting.

CREATE TABLE guilds (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    owner_id BIGINT NOT NULL,
    afk_channel_id BIGINT,
    available BOOLEAN NOT NULL,
    -- The roster is known to be incomplete.
    partial BOOLEAN NOT NULL,
    member_count BIGINT NOT NULL,
    -- When the bot was removed; the guild's data is purged some time after.
    removed_at BIGINT,
    first_seen_at BIGINT NOT NULL,
    -- The key of its texts, wrapped by the master key.
    key_wrapped BYTEA NOT NULL
);

CREATE TABLE roles (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    permissions BIGINT NOT NULL,
    managed BOOLEAN NOT NULL,
    PRIMARY KEY (guild_id, id)
);

CREATE TABLE channels (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    -- Discord's channel type; 10 to 12 are threads.
    channel_type BIGINT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    parent_id BIGINT,
    -- JSON: [{"id", "member", "allow", "deny"}], ids and bits in digits.
    overwrites TEXT NOT NULL,
    last_message_id BIGINT,
    PRIMARY KEY (guild_id, id)
);

CREATE TABLE members (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    global_name TEXT,
    nick TEXT,
    bot BOOLEAN NOT NULL,
    -- Role ids in digits, separated by a blank.
    roles TEXT NOT NULL,
    joined_at BIGINT,
    -- Null while they are a member.
    left_at BIGINT,
    timed_out_until BIGINT,
    PRIMARY KEY (guild_id, user_id)
);
CREATE INDEX members_joined_at ON members (guild_id, joined_at);

-- History: join, leave, nick, name, roles, timeout, ban, unban.
CREATE TABLE member_changes (
    id TEXT NOT NULL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    -- False if it happened at an unknown time within a gap that ended at `at`.
    exact BOOLEAN NOT NULL
);
CREATE INDEX member_changes_user ON member_changes (guild_id, user_id, at);
CREATE INDEX member_changes_kind ON member_changes (guild_id, kind, at);

-- Bans in force, as far as we saw them.
CREATE TABLE bans (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);

-- Who is in a voice channel now.
CREATE TABLE voice_states (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    -- Since when they can hear; null while deafened.
    hearing_since BIGINT,
    heard_ms BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);
