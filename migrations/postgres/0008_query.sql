-- What the member query language looks for.

-- The roles of `members.roles`, one a row. Triggers keep them: whoever writes a member's row need not know of this.
CREATE TABLE member_roles (
    guild_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, role_id, user_id)
);

INSERT INTO member_roles (guild_id, role_id, user_id)
SELECT DISTINCT guild_id, role::bigint, user_id FROM members, unnest(string_to_array(roles, ' ')) AS role;

CREATE FUNCTION follow_member_roles() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        DELETE FROM member_roles WHERE guild_id = old.guild_id AND user_id = old.user_id
            AND role_id = ANY (string_to_array(old.roles, ' ')::bigint[]);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO member_roles (guild_id, role_id, user_id)
        SELECT new.guild_id, role, new.user_id FROM unnest(string_to_array(new.roles, ' ')::bigint[]) AS role
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER member_roles_insert AFTER INSERT ON members
    FOR EACH ROW WHEN (new.roles <> '') EXECUTE FUNCTION follow_member_roles();
CREATE TRIGGER member_roles_update AFTER UPDATE OF roles ON members
    FOR EACH ROW WHEN (new.roles <> old.roles) EXECUTE FUNCTION follow_member_roles();
CREATE TRIGGER member_roles_delete AFTER DELETE ON members
    FOR EACH ROW WHEN (old.roles <> '') EXECUTE FUNCTION follow_member_roles();

-- The order of lists; an unknown join comes last.
DROP INDEX members_joined_at;
CREATE INDEX members_joined ON members (guild_id, coalesce(joined_at, 0), user_id);
CREATE INDEX members_present ON members (guild_id, coalesce(joined_at, 0), user_id) WHERE left_at IS NULL;

-- Names are ordered by their bytes, as SQLite does, whatever the locale of the database is.
CREATE INDEX members_name ON members (guild_id, (lower(name) COLLATE "C"), user_id);
CREATE INDEX members_global_name ON members (guild_id, (lower(global_name) COLLATE "C"), user_id)
    WHERE global_name IS NOT NULL;
CREATE INDEX members_nick ON members (guild_id, (lower(nick) COLLATE "C"), user_id) WHERE nick IS NOT NULL;
CREATE INDEX members_left ON members (guild_id, left_at, user_id) WHERE left_at IS NOT NULL;
CREATE INDEX members_timed_out ON members (guild_id, timed_out_until, user_id) WHERE timed_out_until IS NOT NULL;
CREATE INDEX members_bot ON members (guild_id, user_id) WHERE bot;
