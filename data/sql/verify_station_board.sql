-- Purpose: forms of stations that stand beside the counting form of their station and state other figures, newest first.
-- Parameters: contest, area (codes, NULL any); most (pairs at most).
-- Columns: form_id; counting_form_id; hidden (one of both waits for a second entry that the person could still give).
-- Grain: one row a form beside.
-- Index: result_forms_other from the newest down, result_forms_current, form_votes_pkey.
-- Caller: data.verify.discrepancy
SELECT o.form_id, n.form_id AS counting_form_id,
       e.status <> 'completed' AND EXISTS (SELECT 1 FROM result_forms f WHERE f.form_id IN (o.form_id, n.form_id)
               AND f.verified_by IS NULL AND f.entered_by IS DISTINCT FROM (SELECT app_user_id())
               AND f.state IN ('preliminary', 'disputed')
               AND NOT EXISTS (SELECT 1 FROM second_entries s WHERE s.form_id = f.form_id)) AS hidden
FROM result_forms o
JOIN result_forms n ON n.race_id = o.race_id AND n.leaf_area_id = o.leaf_area_id AND n.station_id = o.station_id
  AND n.is_current AND n.is_counting
JOIN races r ON r.race_id = o.race_id JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
JOIN areas a ON a.area_id = o.leaf_area_id
WHERE o.is_current AND NOT o.is_counting AND o.station_id IS NOT NULL
  AND e.status IN ('active', 'paused', 'completed') AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
  AND (CAST(:area AS text) IS NULL
       OR EXISTS (SELECT 1 FROM areas x WHERE x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
  AND ((o.valid_votes, o.rejected_votes) IS DISTINCT FROM (n.valid_votes, n.rejected_votes)
       OR EXISTS (SELECT 1 FROM form_votes v LEFT JOIN form_votes w ON w.form_id = n.form_id AND w.candidate_id = v.candidate_id
                  WHERE v.form_id = o.form_id AND v.votes IS DISTINCT FROM w.votes))
ORDER BY o.form_id DESC
LIMIT CAST(:most AS integer)
