-- What is written into cases after they were opened, and one chain per guild whose order is stored.

-- How many links its chain has, and how many entries are older than the chain.
ALTER TABLE guild_heads ADD COLUMN links BIGINT NOT NULL DEFAULT 0;
ALTER TABLE guild_heads ADD COLUMN unchained BIGINT NOT NULL DEFAULT 0;

-- Its place in the guild's chain, from 1; 0 for entries that are older than it. Entries of case 0 are of no case: what
-- was done through Emperione in the guild; those of guild 0 are of the installation.
ALTER TABLE case_entries ADD COLUMN link BIGINT NOT NULL DEFAULT 0;
-- Stays when text and salt are erased.
ALTER TABLE case_entries ADD COLUMN content_hash BYTEA NOT NULL DEFAULT '';
CREATE UNIQUE INDEX case_entries_link ON case_entries (guild_id, link) WHERE link > 0;
CREATE INDEX case_entries_at ON case_entries (at);

UPDATE guild_heads SET chain_hash = decode(repeat('00', 32), 'hex'),
    unchained = (SELECT count(*) FROM case_entries WHERE case_entries.guild_id = guild_heads.guild_id);

ALTER TABLE cases ADD COLUMN closed_at BIGINT;
ALTER TABLE cases ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;
-- Words, each between blanks.
ALTER TABLE cases ADD COLUMN labels TEXT NOT NULL DEFAULT '';
-- Numbers of other cases, each between blanks.
ALTER TABLE cases ADD COLUMN links TEXT NOT NULL DEFAULT '';
-- What a search finds it by, in small letters: the target's name, the reason, the entries.
ALTER TABLE cases ADD COLUMN search TEXT NOT NULL DEFAULT '';
ALTER TABLE cases ADD COLUMN import_id BIGINT;
-- What an imported case is recognised by.
ALTER TABLE cases ADD COLUMN content_key TEXT;
UPDATE cases SET search = lower(target_name || ' ' || coalesce(reason, ''));
CREATE INDEX cases_opened ON cases (guild_id, opened_at, number);
CREATE INDEX cases_kind ON cases (guild_id, kind, opened_at);
CREATE INDEX cases_actor ON cases (guild_id, actor_id, opened_at);
CREATE INDEX cases_import ON cases (import_id) WHERE import_id IS NOT NULL;
CREATE UNIQUE INDEX cases_content_key ON cases (guild_id, content_key);

CREATE TABLE case_imports (
    id BIGINT NOT NULL PRIMARY KEY,
    guild_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    source TEXT NOT NULL,
    undone_at BIGINT
);

-- A message with what was said around it, sealed; it outlives the message.
CREATE TABLE case_evidence (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    item BIGINT NOT NULL,
    at BIGINT NOT NULL,
    channel_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    -- Whose words it holds: ids in digits, each between blanks.
    authors TEXT NOT NULL,
    key_id BIGINT,
    -- Null once it is erased.
    sealed BYTEA,
    PRIMARY KEY (guild_id, number, item)
);
