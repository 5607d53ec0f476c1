-- More of what a member did in a channel in an hour. Rows of before have zeros where it was not counted; what their
-- messages tell is counted here.
ALTER TABLE activity ADD COLUMN short_messages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN medium_messages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN long_messages BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN attachments BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN replies BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN received BIGINT NOT NULL DEFAULT 0;
ALTER TABLE activity ADD COLUMN first_at BIGINT;
ALTER TABLE activity ADD COLUMN last_at BIGINT;

INSERT INTO activity (guild_id, hour, channel_id, user_id, messages, edits, deletes, reactions, unreactions, voice_ms,
    attachments, first_at, last_at)
SELECT guild_id, at / 3600000 * 3600000, channel_id, author_id, 0, 0, 0, 0, 0, 0, sum(attachments), min(at), max(at)
FROM (SELECT guild_id, (id >> 22) + 1420070400000 AS at, channel_id, author_id, attachments FROM messages) AS dated
WHERE TRUE GROUP BY guild_id, at / 3600000 * 3600000, channel_id, author_id
ON CONFLICT (guild_id, hour, channel_id, user_id) DO UPDATE SET
    attachments = excluded.attachments, first_at = excluded.first_at, last_at = excluded.last_at;

-- How many messages were answered in an hour, by how long they had waited: bin 0 is less than a second, bin n from
-- 2^(n-1) to 2^n seconds.
CREATE TABLE reply_delays (
    guild_id BIGINT NOT NULL,
    hour BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    bin BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (guild_id, hour, channel_id, bin)
) WITHOUT ROWID;
-- The daemon counts the answers of known messages when it starts.
INSERT INTO meta (name, value) VALUES ('answers_due', 'yes');

-- The joins of people, and when the newcomer wrote the first, the third and the tenth message.
CREATE TABLE joins (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    first_at BIGINT,
    third_at BIGINT,
    tenth_at BIGINT,
    PRIMARY KEY (guild_id, user_id, joined_at)
) WITHOUT ROWID;
CREATE INDEX joins_joined ON joins (guild_id, joined_at);

INSERT INTO joins (guild_id, user_id, joined_at)
SELECT guild_id, user_id, at FROM member_changes WHERE kind = 'join' AND NOT EXISTS (SELECT 1 FROM members
    WHERE members.guild_id = member_changes.guild_id AND members.user_id = member_changes.user_id AND members.bot);

CREATE TABLE joined_messages AS SELECT * FROM (
SELECT guild_id, user_id, joined_at, at, row_number() OVER (PARTITION BY guild_id, user_id, joined_at ORDER BY id) AS k
FROM (SELECT joins.guild_id, joins.user_id, joins.joined_at, messages.id, (messages.id >> 22) + 1420070400000 AS at,
        coalesce((SELECT min(later.joined_at) FROM joins AS later WHERE later.guild_id = joins.guild_id
            AND later.user_id = joins.user_id AND later.joined_at > joins.joined_at), 9223372036854775807) AS until_at
    FROM joins JOIN messages ON messages.author_id = joins.user_id AND messages.guild_id = joins.guild_id
    WHERE messages.author_kind = 0) AS written
WHERE at >= joined_at AND at < until_at AND at < joined_at + 7776000000) AS numbered WHERE k IN (1, 3, 10);
CREATE INDEX joined_messages_of ON joined_messages (guild_id, user_id, joined_at, k);
UPDATE joins SET
    first_at = (SELECT at FROM joined_messages AS m WHERE k = 1 AND m.guild_id = joins.guild_id
        AND m.user_id = joins.user_id AND m.joined_at = joins.joined_at),
    third_at = (SELECT at FROM joined_messages AS m WHERE k = 3 AND m.guild_id = joins.guild_id
        AND m.user_id = joins.user_id AND m.joined_at = joins.joined_at),
    tenth_at = (SELECT at FROM joined_messages AS m WHERE k = 10 AND m.guild_id = joins.guild_id
        AND m.user_id = joins.user_id AND m.joined_at = joins.joined_at);
DROP TABLE joined_messages;

-- For how long who left had been a member, where that is known.
ALTER TABLE member_changes ADD COLUMN tenure_ms BIGINT;
UPDATE member_changes SET tenure_ms = at - (SELECT joined_at FROM members WHERE members.guild_id = member_changes.guild_id
    AND members.user_id = member_changes.user_id AND members.left_at = member_changes.at) WHERE kind = 'leave';

-- Kinds of jobs that are paused, and since when: their ticks are not queued.
CREATE TABLE job_pauses (
    name TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);
