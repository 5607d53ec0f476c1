-- Evidence of cases: what was said, with what was said around it, sealed; attachments and links. It outlives the
-- messages. And imports of cases from files.
DROP TABLE case_evidence;
DROP TABLE case_imports;
DROP INDEX cases_import;

ALTER TABLE cases ADD COLUMN evidence BIGINT NOT NULL DEFAULT 0;
CREATE INDEX cases_import ON cases (guild_id, import_id) WHERE import_id IS NOT NULL;

-- What is to be kept: a message, or else a link.
CREATE TABLE case_evidence (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    piece BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- `wanted` until it is gathered, then `kept` or `missing`.
    state TEXT NOT NULL,
    channel_id BIGINT,
    message_id BIGINT,
    -- Null for a message, and once it is erased.
    link TEXT,
    -- Why it, or a part of it, is not kept.
    why TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When it is tried next.
    next_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, number, piece)
);
CREATE INDEX case_evidence_wanted ON case_evidence (next_at) WHERE state = 'wanted';
CREATE INDEX case_evidence_at ON case_evidence (guild_id, at);

-- The message of a piece, and those around it.
CREATE TABLE case_quotes (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    piece BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    author_name TEXT NOT NULL,
    edited_at BIGINT,
    key_id BIGINT,
    -- Null if there was no text, and once it is erased.
    sealed BLOB,
    -- Empty once it is erased; the hash stays, which the case's log vouches for.
    salt BLOB NOT NULL,
    content_hash BLOB NOT NULL,
    erased_at BIGINT,
    PRIMARY KEY (guild_id, number, piece, message_id)
);
CREATE INDEX case_quotes_author ON case_quotes (guild_id, author_id);

-- Attachments of those messages.
CREATE TABLE case_files (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    piece BIGINT NOT NULL,
    file BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    author_id BIGINT NOT NULL,
    attachment_id BIGINT NOT NULL,
    size BIGINT NOT NULL,
    key_id BIGINT,
    -- Its name, sealed; null once it is erased.
    name BLOB,
    -- Of its bytes; null if they were not read, and once it is erased.
    sha256 BLOB,
    -- Its bytes, sealed, where the guild allows that.
    content BLOB,
    -- Why bytes or hash are not kept.
    why TEXT NOT NULL,
    salt BLOB NOT NULL,
    content_hash BLOB NOT NULL,
    erased_at BIGINT,
    PRIMARY KEY (guild_id, number, piece, file)
);
CREATE INDEX case_files_author ON case_files (guild_id, author_id);

CREATE TABLE case_imports (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor_kind TEXT NOT NULL,
    actor_id BIGINT NOT NULL,
    actor_name TEXT NOT NULL,
    -- The file's name.
    source TEXT NOT NULL,
    -- Of the file and of what its columns mean, by which one that was interrupted goes on.
    digest TEXT NOT NULL,
    rows_total BIGINT NOT NULL,
    rows_done BIGINT NOT NULL,
    added BIGINT NOT NULL,
    known BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    -- When its undo began.
    undone_at BIGINT,
    withdrawn BIGINT NOT NULL,
    PRIMARY KEY (guild_id, number)
);
