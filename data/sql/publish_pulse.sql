-- Purpose: one cheap look that tells whether anything happened: the newest tally, the switches, the elections.
-- Parameters: none.
-- Columns: newest_seq; switched (latest change of any switch, NULL never); elections (count).
-- Grain: one row.
-- Index: publications and elections are a handful of rows.
-- Caller: data.publish.loop
SELECT CASE WHEN t.is_called THEN t.last_value ELSE 0 END AS newest_seq,
       (SELECT max(greatest(changed_at_utc, requested_at_utc)) FROM publications) AS switched,
       (SELECT count(*) FROM elections) AS elections
FROM tally_seq t
