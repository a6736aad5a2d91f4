-- Purpose: counting forms that the plausibility rules have not seen, in the races that changed.
-- Parameters: race_ids (int[]).
-- Columns: form_id; race_id; leaf_area_id; station_id (NULL: form of an area); valid_votes, rejected_votes, votes_cast
--   (ballots, NULL unknown); registered_voters (of the form, else of the station, NULL unknown); max_votes_per_station
--   (NULL no limit); candidate_ids, votes (parallel arrays).
-- Grain: one row per form.
-- Index: result_forms_unchecked, form_votes_pkey.
-- Caller: data.tally.worker
SELECT f.form_id, f.race_id, f.leaf_area_id, f.station_id, f.valid_votes, f.rejected_votes, f.votes_cast,
       coalesce(f.registered_voters, s.registered_voters) AS registered_voters, c.max_votes_per_station,
       v.candidate_ids, v.votes
FROM result_forms f
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
LEFT JOIN polling_stations s ON s.station_id = f.station_id
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(candidate_id ORDER BY candidate_id), '{}') AS candidate_ids,
         coalesce(array_agg(votes ORDER BY candidate_id), '{}') AS votes
  FROM form_votes WHERE form_id = f.form_id) v
WHERE f.race_id = ANY(CAST(:race_ids AS integer[])) AND f.checked_at_utc IS NULL AND f.is_current AND f.is_counting
  AND f.state <> 'disputed' AND f.hold_released_by IS NULL
