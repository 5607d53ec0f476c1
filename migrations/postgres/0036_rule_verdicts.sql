CREATE INDEX cases_undoes ON cases (guild_id, undoes) WHERE undoes IS NOT NULL;

-- How cases of rules stood when they went into the archive, so that numbers about rules stay as they are. No member is named.
CREATE TABLE rule_verdicts (
    guild_id BIGINT NOT NULL,
    number BIGINT NOT NULL,
    opened_at BIGINT NOT NULL,
    -- `overturned`, `upheld`, or nothing where nobody judged it.
    verdict TEXT NOT NULL,
    PRIMARY KEY (guild_id, number)
);
CREATE INDEX rule_verdicts_opened ON rule_verdicts (guild_id, opened_at);
