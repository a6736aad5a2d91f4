-- Purpose: plays forms of an election into its rehearsal: figures, state and verdict as they stand, times of now.
-- Parameters: form_ids (bigint[], of the original), moments (timestamptz[]), parallel; election_id and code (of the rehearsal);
--   entry, verifier (user ids).
-- Columns: none; one row per form and candidate. A form that is there already is skipped.
-- Grain: form x candidate. Rules that held the original out hold its copy; what they passed they need not see again,
--   since another order of arrival could change their minds and the totals.
-- Index: result_forms_pkey, races_contest_id_area_id_key, candidates_race_id_code_key.
-- Caller: data.simulate.replay
WITH original AS (
  SELECT f.*, nr.race_id AS new_race_id, g.moment, CAST(md5(:code || '/' || f.uid) AS uuid) AS new_uid
  FROM unnest(CAST(:form_ids AS bigint[]), CAST(:moments AS timestamptz[])) AS g (form_id, moment)
  JOIN result_forms f USING (form_id)
  JOIN races r USING (race_id) JOIN contests c USING (contest_id)
  JOIN contests n ON n.election_id = :election_id AND n.code = c.code
  JOIN races nr ON nr.contest_id = n.contest_id AND nr.area_id = r.area_id
), added AS (
  INSERT INTO result_forms (uid, race_id, leaf_area_id, station_id, source, is_counting, state, hold_rule, hold_detail,
    hold_released_by, registered_voters, valid_votes, valid_stated, rejected_votes, votes_cast, stations_total,
    stations_reported, received_at_utc, received_stated, entered_by, verified_by, device_point, distance_m, checked_at_utc)
  SELECT new_uid, new_race_id, leaf_area_id, station_id, source, is_counting, state, hold_rule, hold_detail,
    CASE WHEN hold_released_by IS NOT NULL THEN CAST(:verifier AS integer) END, registered_voters, valid_votes, valid_stated,
    rejected_votes, votes_cast, stations_total, stations_reported, moment, true, :entry,
    CASE WHEN state IN ('verified', 'confirmed') THEN CAST(:verifier AS integer) END, device_point, distance_m,
    CASE WHEN checked_at_utc IS NOT NULL THEN now() END
  FROM original
  ON CONFLICT (uid) DO NOTHING
  RETURNING form_id, uid
)
INSERT INTO form_votes (form_id, candidate_id, votes)
SELECT a.form_id, nk.candidate_id, v.votes
FROM added a JOIN original o ON o.new_uid = a.uid
JOIN form_votes v ON v.form_id = o.form_id
JOIN candidates k ON k.candidate_id = v.candidate_id
JOIN candidates nk ON nk.race_id = o.new_race_id AND nk.code = k.code
