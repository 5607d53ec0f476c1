-- What retention lets go, in files outside the database; and whom to leave out of them.

CREATE TABLE archives (
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    -- The first millisecond of the month, UTC.
    month BIGINT NOT NULL,
    -- The file in force; null before the first.
    sha256 TEXT,
    rows BIGINT NOT NULL DEFAULT 0,
    bytes BIGINT NOT NULL DEFAULT 0,
    -- Rows beside the file that were compared with the database; so many of them are deleted there. Then they are
    -- merged into the file.
    part_sha256 TEXT,
    part_rows BIGINT NOT NULL DEFAULT 0,
    part_done BIGINT NOT NULL DEFAULT 0,
    -- The file that is about to take its place.
    next_sha256 TEXT,
    next_rows BIGINT NOT NULL DEFAULT 0,
    -- The database may hold rows of the file too: they were put back, or the database is older than the file.
    shared BOOLEAN NOT NULL DEFAULT FALSE,
    -- So many of its rows were put back into the database, and since when.
    restored BIGINT NOT NULL DEFAULT 0,
    restored_at BIGINT,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, kind, month)
);

-- Everything of a kind before `until_at` may have been let go: nothing is computed anew from it.
CREATE TABLE archive_horizons (
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    until_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, kind)
);

-- What was counted in the rows that are no longer here.
CREATE TABLE archive_sums (
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (guild_id, name)
);

-- Users who were erased: their ids enter no archive. `archived_at` is null until the files were written anew.
CREATE TABLE erasures (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    archived_at BIGINT,
    PRIMARY KEY (guild_id, user_id)
);
CREATE INDEX erasures_open ON erasures (guild_id) WHERE archived_at IS NULL;
