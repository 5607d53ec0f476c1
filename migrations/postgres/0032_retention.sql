-- How long a guild keeps what is kept for a time; without a row it is as the configuration says.

CREATE TABLE retention (
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- As in the configuration: 0 keeps no text, and anything else for good.
    days BIGINT NOT NULL,
    PRIMARY KEY (guild_id, kind)
);

-- What somebody asked for in the last hour.
CREATE INDEX batches_created ON batches (created_at);
