-- Who got a case on each day, by which invite those joined who did, and what else the hours hold since. The hours and days
-- are computed anew as far as their facts are here.

-- With at least one and two cases of an offence. Days whose facts are in the archive have empty sets.
ALTER TABLE member_days ADD COLUMN case_one BYTEA NOT NULL DEFAULT '\x3a30000000000000';
ALTER TABLE member_days ADD COLUMN case_two BYTEA NOT NULL DEFAULT '\x3a30000000000000';

CREATE TABLE member_day_invites (
    guild_id BIGINT NOT NULL,
    -- The first millisecond of the day.
    day_at BIGINT NOT NULL,
    -- The code, or `(bot)` or `(unknown)`.
    invite TEXT NOT NULL,
    -- A set of ordinals, as a roaring bitmap.
    joined BYTEA NOT NULL,
    PRIMARY KEY (guild_id, day_at, invite)
);

UPDATE watermarks SET until_at = 0, days_until = 0;
