-- Why a batch paused by itself.
ALTER TABLE batches ADD COLUMN halted TEXT;
