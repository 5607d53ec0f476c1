-- That an alert cleared is held back while nobody is to be told of its rule.

ALTER TABLE alerts ADD COLUMN clear_held BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX alerts_clear_held ON alerts (guild_id, rule) WHERE clear_held;
