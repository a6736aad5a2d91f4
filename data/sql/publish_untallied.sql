-- Purpose: tells whether an election has changes that are not tallied yet. The first statement of a snapshot.
-- Parameters: election_id.
-- Columns: untallied (boolean).
-- Grain: one row.
-- Index: dirty_log is short by nature; races_pkey, contests_pkey.
-- Caller: data.publish.loop
SELECT EXISTS (
  SELECT 1 FROM dirty_log d JOIN races r USING (race_id) JOIN contests c USING (contest_id)
  WHERE c.election_id = :election_id) AS untallied
