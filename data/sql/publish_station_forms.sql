-- Purpose: the current counting forms of the stations in some cells, with their votes, for ward documents and arrival.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel; publish_states (form_state[] of the election).
-- Columns: race_id; leaf_area_id; form_id; station_id (NULL: form of the area); state; revision; hold_rule, hold_detail (NULL not
--   held); registered_voters, rejected_votes, votes_cast (NULL unknown); valid_votes; received_at_utc; received_stated;
--   stations_reported (NULL unknown); withheld (a second typist must not see its figures yet);
--   is_read_twice (a second person agreed); candidate_ids, votes (parallel arrays).
-- Grain: one row per form.
-- Index: result_forms_cell, form_votes_pkey.
-- Caller: data.publish.cube
SELECT f.race_id, f.leaf_area_id, f.form_id, f.station_id, f.state::text AS state, f.revision, f.hold_rule, f.hold_detail,
       f.registered_voters, f.rejected_votes, f.votes_cast, f.valid_votes, f.received_at_utc, f.received_stated,
       f.stations_reported,
       awaits_second_entry(f.state, f.entered_by, f.verified_by, CAST(:publish_states AS form_state[])) AS withheld,
       f.verified_by IS NOT NULL AS is_read_twice, v.candidate_ids, v.votes
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN result_forms f ON f.race_id = k.race_id AND f.leaf_area_id = k.leaf_area_id AND f.is_current AND f.is_counting
CROSS JOIN LATERAL (
  SELECT array_agg(candidate_id) AS candidate_ids, array_agg(votes) AS votes FROM form_votes WHERE form_id = f.form_id) v
