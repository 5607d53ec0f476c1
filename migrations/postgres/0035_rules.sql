-- The rule that brought a case about: a rule of Discord's AutoMod, a step of the ladder, or what a file names.
ALTER TABLE audit_entries ADD COLUMN rule TEXT;
ALTER TABLE cases ADD COLUMN rule TEXT;
-- The same in small letters, by which it is found.
ALTER TABLE cases ADD COLUMN rule_key TEXT;
CREATE INDEX cases_rule ON cases (guild_id, rule_key, opened_at) WHERE rule_key IS NOT NULL;
