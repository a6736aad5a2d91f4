-- Purpose: how many forms a replay of an election has.
-- Parameters: source_id. Columns: forms. Grain: one row. Index: result_forms_current. Caller: data.simulate.replay.
SELECT count(*) AS forms
FROM contests c JOIN races r USING (contest_id) JOIN result_forms f USING (race_id)
WHERE c.election_id = :source_id AND f.is_current
