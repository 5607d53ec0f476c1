-- Reports that are made by themselves, and what became of each.
CREATE TABLE report_schedules (
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    every TEXT NOT NULL,
    -- Whom or what it is about, if it is about a member or a channel.
    user_id BIGINT,
    channel_id BIGINT,
    -- When in the guild's zone: of the day in minutes; of the week 1 for Monday, of the month 1 to 31.
    minute BIGINT NOT NULL,
    day BIGINT NOT NULL,
    format TEXT NOT NULL,
    -- The channel that it is posted to; null for the daemon's folder.
    to_channel BIGINT,
    -- The user of Discord by whose eyes it is made; null if nobody's bound it.
    sees_as BIGINT,
    set_at BIGINT NOT NULL,
    -- What was due before is not made.
    since_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, name)
);

CREATE TABLE report_deliveries (
    id BIGSERIAL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- The report and the first day of its period, such as `weekly-2026-11-23`.
    period TEXT NOT NULL,
    -- 0 when it was due; those that were asked for count on from there.
    run BIGINT NOT NULL,
    -- A time within the period.
    period_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    next_at BIGINT NOT NULL,
    done_at BIGINT,
    -- The row of the outbox.
    post BIGINT,
    -- The file below the folder of reports, and the SHA-256 of what is written into it.
    file TEXT,
    sha256 TEXT,
    error TEXT,
    UNIQUE (guild_id, name, period, run)
);
CREATE INDEX report_deliveries_open ON report_deliveries (id) WHERE done_at IS NULL;

-- What is attached to posts that wait.
CREATE TABLE outbox_files (
    seq BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    body BYTEA NOT NULL
);
