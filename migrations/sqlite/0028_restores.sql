-- An action that was open in a backup: what became of it is read from Discord, and it is never carried out again.
ALTER TABLE actions ADD COLUMN restored BOOLEAN NOT NULL DEFAULT FALSE;
