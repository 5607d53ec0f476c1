-- A member as they were right before a change, as JSON: {"name", "global_name", "nick", "roles", "timed_out_until"}.
-- Null where it is not known: at a join, a ban, and in rows that are older than this column.
ALTER TABLE member_changes ADD COLUMN was TEXT;
