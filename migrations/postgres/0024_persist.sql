-- What a guild says again and again, and what it gives back to members who return.

-- Reasons with names.
CREATE TABLE templates (
    guild_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (guild_id, name)
);

-- What members are told by direct message, with placeholders; without a row what Emperione says by itself.
CREATE TABLE notices (
    guild_id BIGINT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (guild_id, kind)
);

-- What comes back with a member.
CREATE TABLE persist_settings (
    guild_id BIGINT NOT NULL PRIMARY KEY,
    -- `none`, `all` or `only`.
    which TEXT NOT NULL,
    -- With `only`: ids in digits, separated by a blank.
    roles TEXT NOT NULL,
    nick BOOLEAN NOT NULL
);

-- A member who came back, and what they had when they left. It stays owed until it was given back.
CREATE TABLE returns (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    left_at BIGINT NOT NULL,
    -- False if they left at an unknown time within a gap that ended then.
    left_exact BOOLEAN NOT NULL,
    -- The join that it is for: the same one twice changes nothing. Null if they are away, and it was forgotten.
    joined_at BIGINT,
    -- Role ids in digits, separated by a blank.
    roles TEXT NOT NULL,
    nick TEXT,
    timed_out_until BIGINT,
    -- `open`, `away`, `done` or `forgotten`.
    progress TEXT NOT NULL,
    -- What was not given back, and why: JSON, a list of texts.
    why TEXT NOT NULL,
    -- How many actions failed for it: the next ones need new names.
    failures BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    next_at BIGINT,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
);
CREATE INDEX returns_due ON returns (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX returns_list ON returns (guild_id, changed_at, user_id);
