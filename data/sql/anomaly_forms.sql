-- Purpose: the current forms of some cells with everything the rules judge them by.
-- Parameters: race_ids, area_ids (int[], parallel: the cells).
-- Columns: form_id; race_id; leaf_area_id; station_id, station, station_name (NULL: form of the area); source; is_counting; state;
--   votes (int[], ballot order, 0 where the form names no figure); valid_votes; valid_stated; rejected_votes, votes_cast,
--   registered_voters (of the form, else of the register), received_at_utc (if stated), captured_at_utc, distance_m (NULL unknown);
--   before (int[], ballot order), before_valid (of the revision before; NULL: none).
-- Grain: one row a form.
-- Index: result_forms_current, form_votes_pkey, candidates_race_id_code_key, result_forms_race_id_leaf_area_id_station_id_source_revision_key.
-- Caller: data.anomalies.gather
SELECT f.form_id, f.race_id, f.leaf_area_id, f.station_id, s.code AS station, s.name AS station_name, f.source, f.is_counting,
       f.state::text AS state, v.votes, f.valid_votes, f.valid_stated, f.rejected_votes, f.votes_cast,
       coalesce(f.registered_voters, s.registered_voters) AS registered_voters,
       CASE WHEN f.received_stated THEN f.received_at_utc END AS received_at_utc, f.captured_at_utc, f.distance_m,
       o.before, o.before_valid
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN result_forms f ON f.race_id = k.race_id AND f.leaf_area_id = k.leaf_area_id AND f.is_current
LEFT JOIN polling_stations s ON s.station_id = f.station_id
CROSS JOIN LATERAL (
  SELECT array_agg(coalesce(w.votes, 0) ORDER BY d.ballot_order, d.candidate_id) AS votes
  FROM candidates d LEFT JOIN form_votes w ON w.form_id = f.form_id AND w.candidate_id = d.candidate_id
  WHERE d.race_id = f.race_id) v
LEFT JOIN LATERAL (
  SELECT p.valid_votes AS before_valid,
         (SELECT array_agg(coalesce(w.votes, 0) ORDER BY d.ballot_order, d.candidate_id)
          FROM candidates d LEFT JOIN form_votes w ON w.form_id = p.form_id AND w.candidate_id = d.candidate_id
          WHERE d.race_id = f.race_id) AS before
  FROM result_forms p
  WHERE f.revision > 1 AND p.race_id = f.race_id AND p.leaf_area_id = f.leaf_area_id
    AND p.station_id IS NOT DISTINCT FROM f.station_id AND p.source = f.source AND p.revision = f.revision - 1) o ON true
ORDER BY f.form_id
