-- Purpose: plays forms of an election into its rehearsal: figures, state and verdict as they stand, times of now.
-- Parameters: form_ids (of the originals), new_ids (bigint[]), moments (timestamptz[]), parallel; original_races, new_races
--   (integer[], parallel); code (of the rehearsal); entry, verifier (user ids).
-- Columns: form_id (new, of those that were not there already).
-- Grain: form. Rules that held the original out hold its copy; what they passed they need not see again, since another
--   order of arrival could change their minds and the totals.
-- Index: result_forms_pkey, result_forms_uid_key.
-- Caller: data.simulate.replay
INSERT INTO result_forms (form_id, uid, race_id, leaf_area_id, station_id, source, is_counting, state, hold_rule, hold_detail,
  hold_released_by, registered_voters, valid_votes, valid_stated, rejected_votes, votes_cast, stations_total,
  stations_reported, received_at_utc, received_stated, entered_by, verified_by, device_point, distance_m, checked_at_utc)
OVERRIDING SYSTEM VALUE
SELECT g.new_id, CAST(md5(:code || '/' || f.uid) AS uuid), m.new_race, f.leaf_area_id, f.station_id, f.source, f.is_counting,
  f.state, f.hold_rule, f.hold_detail, CASE WHEN f.hold_released_by IS NOT NULL THEN CAST(:verifier AS integer) END,
  f.registered_voters, f.valid_votes, f.valid_stated, f.rejected_votes, f.votes_cast, f.stations_total,
  f.stations_reported, g.moment, true, :entry,
  CASE WHEN f.state IN ('verified', 'confirmed') THEN CAST(:verifier AS integer) END, f.device_point, f.distance_m,
  CASE WHEN f.checked_at_utc IS NOT NULL THEN now() END
FROM unnest(CAST(:form_ids AS bigint[]), CAST(:new_ids AS bigint[]), CAST(:moments AS timestamptz[])) WITH ORDINALITY
  AS g (form_id, new_id, moment, number)
JOIN result_forms f USING (form_id)
JOIN unnest(CAST(:original_races AS integer[]), CAST(:new_races AS integer[])) AS m (race_id, new_race) USING (race_id)
ORDER BY g.number
ON CONFLICT (uid) DO NOTHING
RETURNING form_id
