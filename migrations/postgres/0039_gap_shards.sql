-- Of how many shards the one was that a gap is of; null where that is not known, and all guilds may be concerned.
ALTER TABLE gaps ADD COLUMN shards BIGINT;
