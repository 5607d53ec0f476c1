-- What acts on channels change, and change back.
ALTER TABLE channels ADD COLUMN slow_mode BIGINT NOT NULL DEFAULT 0;
ALTER TABLE channels ADD COLUMN locked BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE channels ADD COLUMN archived BOOLEAN NOT NULL DEFAULT FALSE;
