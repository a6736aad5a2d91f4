-- Purpose: headers of the cells that changed since a tally sequence, without those with changes not yet tallied.
-- Parameters: election_id; after_seq (bigint).
-- Columns: as ward_counts, with contest_id.
-- Grain: one row per cell (race x leaf area).
-- Index: ward_counts_seq; the dirty log is short by nature.
-- Caller: data.publish.cube
SELECT r.contest_id, w.*
FROM ward_counts w
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
WHERE w.tally_seq > :after_seq AND c.election_id = :election_id
  AND NOT EXISTS (SELECT 1 FROM dirty_log d WHERE d.is_counting AND d.race_id = w.race_id AND d.leaf_area_id = w.leaf_area_id)
