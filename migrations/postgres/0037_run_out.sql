-- The timeouts that others made, until Discord ends them.
CREATE INDEX cases_run_out ON cases (until_at)
    WHERE kind = 'timeout' AND state = 'applied' AND audit_entry_id IS NOT NULL AND until_at IS NOT NULL;
