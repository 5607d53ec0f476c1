-- What is computed from facts, and how far; and the clock ticks that jobs follow.

-- The value of a metric in the hour that begins at `bucket_at`.
CREATE TABLE metric_buckets (
    guild_id BIGINT NOT NULL,
    metric TEXT NOT NULL,
    bucket_at BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (guild_id, metric, bucket_at)
);

-- Every hour before `until_at` is final, except where a gap is filled later.
CREATE TABLE watermarks (
    guild_id BIGINT NOT NULL PRIMARY KEY,
    until_at BIGINT NOT NULL,
    computed_at BIGINT NOT NULL
);

-- The last tick of each scheduled job that was queued.
CREATE TABLE ticks (
    name TEXT NOT NULL PRIMARY KEY,
    slot_at BIGINT NOT NULL
);
