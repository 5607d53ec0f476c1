-- Alert rules, where they stand, their ringings, and whom they tell.

CREATE TABLE alert_rules (
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- The rule as it is written, channels by their ids.
    text TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    -- Grows with each change, so that of two who read it only one writes.
    version BIGINT NOT NULL,
    phase TEXT NOT NULL,
    since_at BIGINT,
    read_at BIGINT,
    value DOUBLE PRECISION,
    -- Why there is no value.
    missing TEXT,
    muted_until BIGINT,
    -- The alert that rings.
    alert BIGINT,
    PRIMARY KEY (guild_id, name)
);

-- Gives the alerts of a guild their numbers.
CREATE TABLE alert_heads (
    guild_id BIGINT NOT NULL PRIMARY KEY,
    next_alert BIGINT NOT NULL
);

-- One row for each ringing.
CREATE TABLE alerts (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    rule TEXT NOT NULL,
    text TEXT NOT NULL,
    opened_at BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    says TEXT NOT NULL,
    -- Null until its routes are told.
    told_at BIGINT,
    acked_at BIGINT,
    acked_kind TEXT,
    acked_id BIGINT,
    acked_name TEXT,
    cleared_at BIGINT,
    PRIMARY KEY (guild_id, number)
);
CREATE INDEX alerts_rule ON alerts (guild_id, rule, number);

-- What goes to webhooks and commands, written with the ringing itself.
CREATE TABLE alert_posts (
    id BIGSERIAL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    alert BIGINT NOT NULL,
    -- `webhook` or `command`, and its name.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- `rang` or `cleared`.
    what TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    tries BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    done_at BIGINT,
    error TEXT
);
CREATE INDEX alert_posts_open ON alert_posts (due_at) WHERE done_at IS NULL;
CREATE INDEX alert_posts_alert ON alert_posts (guild_id, alert);

-- Webhooks that guilds set, and those of the configuration that do not work.
CREATE TABLE alert_webhooks (
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    -- Its address, sealed; null if the configuration has it.
    sealed BYTEA,
    disabled_at BIGINT,
    why TEXT,
    PRIMARY KEY (guild_id, name)
);

-- The alert that an item of the inbox is about.
ALTER TABLE inbox_items ADD COLUMN alert BIGINT;
