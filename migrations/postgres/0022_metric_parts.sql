-- A metric has values for its parts, such as channels, beside that of the whole guild. Everything here is computed from
-- facts, so it is dropped and computed anew.
DROP TABLE metric_buckets;
CREATE TABLE metric_buckets (
    guild_id BIGINT NOT NULL,
    metric TEXT NOT NULL,
    -- Empty for the whole guild; else the id of a channel, or the kind of a case.
    part TEXT NOT NULL,
    bucket_at BIGINT NOT NULL,
    value DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (guild_id, metric, part, bucket_at)
);
-- What is about to be computed anew is found by its time.
CREATE INDEX metric_buckets_at ON metric_buckets (guild_id, bucket_at);
DELETE FROM watermarks;
