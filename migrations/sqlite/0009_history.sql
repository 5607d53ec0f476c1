-- A member as they were right before a change, as JSON: {"name", "global_name", "nick", "roles", "timed_out_until"}.
-- Null where it is not known: at a join, a ban, and in rows that are older than this column.
ALTER TABLE member_changes ADD COLUMN was TEXT;

-- SQLite takes the first column of an index for selective unless it is told otherwise, and a guild is not: without this it
-- would read all activity of a guild to find that of one member. The numbers are of a large guild: rows, then rows for
-- each value of the first column, of the first two, and so on. ANALYZE replaces them by measured ones.
ANALYZE sqlite_master;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
    ('activity', 'activity', '20000000 10000000 20000 400 1'),
    ('activity', 'activity_user', '20000000 10000000 40 2'),
    ('messages', 'messages', '50000000 25000000 1'),
    ('messages', 'messages_author', '50000000 100 100 1'),
    ('members', 'sqlite_autoindex_members_1', '2000000 1000000 1'),
    ('members', 'members_joined', '2000000 1000000 2 1'),
    ('members', 'members_present', '1000000 500000 2 1'),
    ('members', 'members_name', '2000000 1000000 2 1'),
    ('members', 'members_global_name', '1000000 500000 2 1'),
    ('members', 'members_nick', '200000 100000 2 1'),
    ('members', 'members_left', '1000000 500000 2 1'),
    ('members', 'members_timed_out', '2000 1000 2 1'),
    ('members', 'members_bot', '2000 1000 1'),
    ('member_roles', 'member_roles', '4000000 2000000 20000 1'),
    ('member_changes', 'member_changes_user', '4000000 2000000 4 1'),
    ('member_changes', 'member_changes_kind', '4000000 2000000 400000 1'),
    ('bans', 'sqlite_autoindex_bans_1', '100000 50000 1'),
    ('cases', 'sqlite_autoindex_cases_1', '200000 100000 1'),
    ('cases', 'cases_target', '200000 100000 2 1'),
    ('cases', 'cases_kind', '200000 100000 20000 1');
ANALYZE sqlite_master;
