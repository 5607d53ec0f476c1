-- When threads were begun, and when a person wrote last in their first seven days: nobody is named here. What is known of
-- the threads that are there is counted here; they were begun when their ids say until Discord says better.

ALTER TABLE channels ADD COLUMN begun_at BIGINT;

CREATE TABLE threads (
    guild_id BIGINT NOT NULL,
    id BIGINT NOT NULL,
    -- The channel that it belongs to.
    parent_id BIGINT NOT NULL,
    begun_at BIGINT NOT NULL,
    -- Of a message that may be deleted by now; none if nobody wrote.
    last_at BIGINT,
    PRIMARY KEY (guild_id, id)
) WITHOUT ROWID;
CREATE INDEX threads_begun ON threads (guild_id, begun_at);

INSERT INTO threads (guild_id, id, parent_id, begun_at)
SELECT guild_id, id, coalesce(parent_id, id), (id >> 22) + 1420070400000 FROM channels WHERE channel_type IN (10, 11, 12);

UPDATE threads SET last_at = found.last_at
FROM (SELECT messages.guild_id, messages.channel_id, max((messages.id >> 22) + 1420070400000) AS last_at
    FROM messages CROSS JOIN threads AS of_it
    WHERE of_it.guild_id = messages.guild_id AND of_it.id = messages.channel_id AND messages.author_kind = 0
        AND messages.id >= of_it.id AND messages.id < of_it.id + 604800000 * CAST(4194304 AS BIGINT)
    GROUP BY messages.guild_id, messages.channel_id) AS found
WHERE found.guild_id = threads.guild_id AND found.channel_id = threads.id;
