-- Discord's flags: those of the member in the lower 32 bits, the public ones of the user in the upper ones.
ALTER TABLE members ADD COLUMN flags BIGINT NOT NULL DEFAULT 0;
