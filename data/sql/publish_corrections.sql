-- Purpose: how many counting forms of an election were corrected (a later revision) since a moment.
-- Parameters: election_id; since (timestamptz).
-- Columns: corrections.
-- Grain: one row.
-- Index: result_forms_revised.
-- Caller: data.publish.publisher
SELECT count(*) AS corrections
FROM result_forms f JOIN races r USING (race_id) JOIN contests c USING (contest_id)
WHERE c.election_id = :election_id AND f.revision > 1 AND f.is_counting AND f.entered_at_utc > :since
