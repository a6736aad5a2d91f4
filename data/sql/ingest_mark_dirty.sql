-- Purpose: has every tally of an election computed anew (the states that are published changed).
-- Parameters: election_id. Columns: none. Grain: race x leaf area. Index: result_forms_cell.
-- Caller: data.ingest.load_ballot.
INSERT INTO dirty_log (race_id, leaf_area_id)
SELECT DISTINCT f.race_id, f.leaf_area_id
FROM result_forms f
JOIN races USING (race_id)
JOIN contests c USING (contest_id)
WHERE c.election_id = :election_id AND f.is_current AND f.is_counting
