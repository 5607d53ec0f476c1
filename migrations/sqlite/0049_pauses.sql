-- Until when Discord said last that invites and direct messages are paused: a session that goes on does not say it again.
ALTER TABLE guilds ADD COLUMN invites_paused_until BIGINT;
ALTER TABLE guilds ADD COLUMN dms_paused_until BIGINT;
