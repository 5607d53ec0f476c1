-- By which invite each join came, and the inbox in a channel.

-- Of a join: `waiting`, `invite`, `vanity`, `bot` or `unknown`; null in all other rows and in those that are older.
ALTER TABLE member_changes ADD COLUMN came_by TEXT;
ALTER TABLE member_changes ADD COLUMN invite TEXT;
ALTER TABLE member_changes ADD COLUMN inviter_id BIGINT;
CREATE INDEX member_changes_invite ON member_changes (guild_id, invite, user_id) WHERE invite IS NOT NULL;
CREATE INDEX member_changes_waiting ON member_changes (guild_id) WHERE came_by = 'waiting';
CREATE INDEX member_changes_inviter ON member_changes (inviter_id) WHERE inviter_id IS NOT NULL;

-- The invites of each guild and how often they were used, as Discord showed them last. None while that is not known.
CREATE TABLE invites (
    guild_id BIGINT NOT NULL,
    code TEXT NOT NULL,
    inviter_id BIGINT,
    uses BIGINT NOT NULL,
    -- 0 is any number.
    max_uses BIGINT NOT NULL,
    expires_at BIGINT,
    -- The guild's own address.
    vanity BOOLEAN NOT NULL,
    PRIMARY KEY (guild_id, code)
);

-- The item that a row tells of.
ALTER TABLE outbox ADD COLUMN item_number BIGINT;
-- Where an item was posted.
ALTER TABLE inbox_items ADD COLUMN post_channel_id BIGINT;
ALTER TABLE inbox_items ADD COLUMN post_message_id BIGINT;
