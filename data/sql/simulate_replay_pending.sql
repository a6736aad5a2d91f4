-- Purpose: current forms of an election that its rehearsal does not have yet, in the order in which they are played.
-- Parameters: source_id, code (of the rehearsal).
-- Columns: form_id; received_at_utc (NULL: the source states none, or it is no counting form: played last).
-- Grain: current form. Index: result_forms_current, result_forms_uid_key. Caller: data.simulate.replay.
SELECT f.form_id, CASE WHEN f.is_counting AND f.received_stated THEN f.received_at_utc END AS received_at_utc
FROM contests c JOIN races r USING (contest_id) JOIN result_forms f USING (race_id)
WHERE c.election_id = :source_id AND f.is_current
  AND NOT EXISTS (SELECT 1 FROM result_forms n WHERE n.uid = CAST(md5(:code || '/' || f.uid) AS uuid))
ORDER BY 2 NULLS LAST, f.is_counting DESC, f.form_id
