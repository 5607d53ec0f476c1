-- What is to be told in a guild's log channel, written with the fact itself. A post carries one row or several.
CREATE TABLE outbox (
    -- The order of telling.
    seq BIGSERIAL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    -- The guild's log channel, as the configuration names it.
    channel_id BIGINT NOT NULL,
    -- `opened`, `applied`, `failed`, `ended` of a case, or `batch`.
    fact TEXT NOT NULL,
    case_number BIGINT,
    batch_id BIGINT,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- The post that it was last tried with; while no message is known, it may or may not have arrived.
    post_id BIGINT,
    tried_at BIGINT,
    tried_in BIGINT,
    done_at BIGINT,
    message_id BIGINT,
    -- Why Discord does not take it.
    refused TEXT
);
CREATE INDEX outbox_open ON outbox (channel_id, seq) WHERE done_at IS NULL;
CREATE INDEX outbox_post ON outbox (post_id) WHERE post_id IS NOT NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
