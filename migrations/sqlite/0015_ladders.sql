-- What a warning weighs, and the case whose warning brought an act about.
ALTER TABLE cases ADD COLUMN points BIGINT NOT NULL DEFAULT 0;
ALTER TABLE cases ADD COLUMN caused_by BIGINT;
UPDATE cases SET points = 1 WHERE kind = 'warn';
CREATE INDEX cases_points ON cases (guild_id, target_id, opened_at) WHERE points > 0;
CREATE INDEX cases_caused_by ON cases (guild_id, caused_by) WHERE caused_by IS NOT NULL;

-- What follows when a member's warnings reach so many points within a time.
CREATE TABLE ladders (
    guild_id BIGINT NOT NULL,
    points BIGINT NOT NULL,
    within_ms BIGINT NOT NULL,
    kind TEXT NOT NULL,
    duration_ms BIGINT,
    PRIMARY KEY (guild_id, points)
);
