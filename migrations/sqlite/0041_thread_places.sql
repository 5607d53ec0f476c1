-- Threads count to the channel that they belong to: their hours are put to those of it, in which they are counted from now on.

CREATE INDEX threads_parent ON threads (guild_id, parent_id);

INSERT INTO metric_buckets (guild_id, metric, part, bucket_at, value)
SELECT buckets.guild_id, buckets.metric, CAST(threads.parent_id AS TEXT), buckets.bucket_at, sum(buckets.value)
FROM threads CROSS JOIN metric_buckets AS buckets
WHERE buckets.guild_id = threads.guild_id AND buckets.part = CAST(threads.id AS TEXT) AND threads.parent_id <> threads.id
    AND buckets.metric IN ('attachments', 'deletes', 'edits', 'messages', 'reactions', 'replies', 'voice_minutes')
GROUP BY buckets.guild_id, buckets.metric, threads.parent_id, buckets.bucket_at
ON CONFLICT (guild_id, metric, part, bucket_at) DO UPDATE SET value = metric_buckets.value + excluded.value;

DELETE FROM metric_buckets
WHERE metric IN ('attachments', 'deletes', 'edits', 'messages', 'reactions', 'replies', 'voice_minutes')
    AND (guild_id, part) IN (SELECT guild_id, CAST(id AS TEXT) FROM threads WHERE parent_id <> id);
