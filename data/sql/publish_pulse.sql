-- Purpose: one cheap look that tells whether anything happened: the newest tally, the switches, the elections.
-- Parameters: none.
-- Columns: newest_seq (of what is committed: the sequence itself runs ahead); switched (latest change of any switch, request or notice, NULL never);
--   named (latest change of names in other languages, NULL never); elections (count).
-- Grain: one row.
-- Index: ward_counts_seq, other_counts_seq; publications and elections are a handful of rows.
-- Caller: data.publish.loop
SELECT greatest((SELECT coalesce(max(tally_seq), 0) FROM ward_counts), (SELECT coalesce(max(tally_seq), 0) FROM other_counts))
         AS newest_seq,
       (SELECT max(greatest(changed_at_utc, requested_at_utc, touched_at_utc)) FROM publications) AS switched,
       (SELECT max(names_changed_at_utc) FROM elections) AS named,
       (SELECT count(*) FROM elections) AS elections
