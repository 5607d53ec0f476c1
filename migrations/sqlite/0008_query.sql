-- What the member query language looks for.

-- The roles of `members.roles`, one a row. Triggers keep them: whoever writes a member's row need not know of this.
CREATE TABLE member_roles (
    guild_id BIGINT NOT NULL,
    role_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    PRIMARY KEY (guild_id, role_id, user_id)
) WITHOUT ROWID;

INSERT INTO member_roles (guild_id, role_id, user_id)
SELECT DISTINCT guild_id, value, user_id FROM members, json_each('[' || replace(members.roles, ' ', ',') || ']');

CREATE TRIGGER member_roles_insert AFTER INSERT ON members WHEN new.roles <> '' BEGIN
    INSERT OR IGNORE INTO member_roles (guild_id, role_id, user_id)
    SELECT new.guild_id, value, new.user_id FROM json_each('[' || replace(new.roles, ' ', ',') || ']');
END;

CREATE TRIGGER member_roles_update AFTER UPDATE OF roles ON members WHEN new.roles <> old.roles BEGIN
    DELETE FROM member_roles WHERE guild_id = old.guild_id AND user_id = old.user_id
        AND role_id IN (SELECT value FROM json_each('[' || replace(old.roles, ' ', ',') || ']'));
    INSERT OR IGNORE INTO member_roles (guild_id, role_id, user_id)
    SELECT new.guild_id, value, new.user_id FROM json_each('[' || replace(new.roles, ' ', ',') || ']');
END;

CREATE TRIGGER member_roles_delete AFTER DELETE ON members WHEN old.roles <> '' BEGIN
    DELETE FROM member_roles WHERE guild_id = old.guild_id AND user_id = old.user_id
        AND role_id IN (SELECT value FROM json_each('[' || replace(old.roles, ' ', ',') || ']'));
END;

-- The order of lists; an unknown join comes last.
DROP INDEX members_joined_at;
CREATE INDEX members_joined ON members (guild_id, coalesce(joined_at, 0), user_id);
CREATE INDEX members_present ON members (guild_id, coalesce(joined_at, 0), user_id) WHERE left_at IS NULL;

CREATE INDEX members_name ON members (guild_id, lower(name), user_id);
CREATE INDEX members_global_name ON members (guild_id, lower(global_name), user_id) WHERE global_name IS NOT NULL;
CREATE INDEX members_nick ON members (guild_id, lower(nick), user_id) WHERE nick IS NOT NULL;
CREATE INDEX members_left ON members (guild_id, left_at, user_id) WHERE left_at IS NOT NULL;
CREATE INDEX members_timed_out ON members (guild_id, timed_out_until, user_id) WHERE timed_out_until IS NOT NULL;
CREATE INDEX members_bot ON members (guild_id, user_id) WHERE bot;
