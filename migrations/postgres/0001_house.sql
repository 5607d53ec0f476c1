-- The installation itself: small facts, the event log, gateway sessions, leases, starts and gaps.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE event_head (
    id BIGINT PRIMARY KEY,
    seq BIGINT NOT NULL
);
INSERT INTO event_head (id, seq) VALUES (1, 0);

CREATE TABLE events (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    guild_id BIGINT,
    data TEXT NOT NULL
);
CREATE INDEX events_at ON events (at);

CREATE TABLE gateway_sessions (
    shard_id BIGINT PRIMARY KEY,
    shard_count BIGINT NOT NULL,
    session_id TEXT NOT NULL,
    resume_url TEXT NOT NULL,
    seq BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE TABLE identifies (
    at BIGINT NOT NULL,
    shard_id BIGINT NOT NULL
);
CREATE INDEX identifies_at ON identifies (at);

CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE starts (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    ended_at BIGINT
);

CREATE TABLE gaps (
    id TEXT PRIMARY KEY,
    shard_id BIGINT,
    guild_id BIGINT,
    from_at BIGINT NOT NULL,
    to_at BIGINT,
    reason TEXT NOT NULL,
    events BIGINT,
    reconciled_at BIGINT
);
CREATE INDEX gaps_from_at ON gaps (from_at);

CREATE TABLE undecoded (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    event_kind TEXT NOT NULL,
    frame BYTEA NOT NULL
);
