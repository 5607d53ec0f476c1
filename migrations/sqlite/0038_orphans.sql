-- Evidence of cases that were let go into the archive, which was left behind.
DELETE FROM case_quotes WHERE NOT EXISTS (SELECT 1 FROM case_evidence
    WHERE case_evidence.guild_id = case_quotes.guild_id AND case_evidence.number = case_quotes.number
        AND case_evidence.piece = case_quotes.piece);
DELETE FROM case_files WHERE NOT EXISTS (SELECT 1 FROM case_evidence
    WHERE case_evidence.guild_id = case_files.guild_id AND case_evidence.number = case_files.number
        AND case_evidence.piece = case_files.piece);
