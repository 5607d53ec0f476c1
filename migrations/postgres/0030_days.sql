-- Who was there on each day of a guild, in its own time zone; and what people compare by.

ALTER TABLE guilds ADD COLUMN zone TEXT NOT NULL DEFAULT 'UTC';
-- The days of the guild are computed up to here.
ALTER TABLE watermarks ADD COLUMN days_until BIGINT NOT NULL DEFAULT 0;

-- The place of a member in the sets below. Whoever is erased here is nobody in them.
CREATE TABLE member_ordinals (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);
CREATE UNIQUE INDEX member_ordinals_ordinal ON member_ordinals (guild_id, ordinal);

-- Sets of ordinals, as roaring bitmaps.
CREATE TABLE member_days (
    guild_id BIGINT NOT NULL,
    -- The first millisecond of the day.
    day_at BIGINT NOT NULL,
    active BYTEA NOT NULL,
    -- With at least one, two and three messages.
    wrote_one BYTEA NOT NULL,
    wrote_two BYTEA NOT NULL,
    wrote_three BYTEA NOT NULL,
    spoke BYTEA NOT NULL,
    joined BYTEA NOT NULL,
    PRIMARY KEY (guild_id, day_at)
);

-- Moments that people compare by.
CREATE TABLE marks (
    guild_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (guild_id, at, label)
);

-- Who does not want to be listed among those who did most.
CREATE TABLE unlisted (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);
