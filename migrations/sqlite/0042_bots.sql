-- Who writes and is no person: bots, whether or not the roster lists them, and webhooks by their ids.

CREATE TABLE bots (
    guild_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, user_id)
) WITHOUT ROWID;

INSERT INTO bots (guild_id, user_id) SELECT DISTINCT guild_id, author_id FROM messages WHERE author_kind IN (1, 2);

-- Where one of them was counted as a member, the hours and days are computed anew as far as their facts are here.
UPDATE watermarks SET until_at = 0, days_until = 0
WHERE guild_id IN (SELECT bots.guild_id FROM bots JOIN member_ordinals
    ON member_ordinals.guild_id = bots.guild_id AND member_ordinals.user_id = bots.user_id);
