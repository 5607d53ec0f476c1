-- Since when a guild is away, and no longer only that it is: what happened there meanwhile is a gap.
ALTER TABLE guilds ADD COLUMN away_since BIGINT;
UPDATE guilds SET away_since = coalesce(removed_at, (SELECT max(updated_at) FROM gateway_sessions), 0) WHERE NOT available;
ALTER TABLE guilds DROP COLUMN available;
