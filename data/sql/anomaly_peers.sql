-- Purpose: the counting station forms of a form's ward and race, for the picture beside it.
-- Parameters: form_id.
-- Columns: form_id; station, name; ballots, registered (NULL unknown); votes (of the ward's leading candidate); total; candidate.
-- Grain: one row a form of the ward that the person may see.
-- Index: result_forms_pkey, result_forms_cell, form_votes_pkey, ward_tallies_pkey.
-- Caller: data.anomalies.queue
WITH asked AS MATERIALIZED (
  SELECT race_id, leaf_area_id FROM result_forms WHERE form_id = CAST(:form_id AS bigint) AND is_counting AND station_id IS NOT NULL
), leader AS MATERIALIZED (
  SELECT t.candidate_id, d.name FROM asked k JOIN ward_tallies t USING (race_id, leaf_area_id) JOIN candidates d USING (candidate_id)
  ORDER BY t.votes_all DESC, d.ballot_order, d.candidate_id LIMIT 1
)
SELECT f.form_id, s.code AS station, s.name, coalesce(f.votes_cast, f.valid_votes + f.rejected_votes) AS ballots,
       coalesce(f.registered_voters, s.registered_voters) AS registered, coalesce(v.votes, 0) AS votes,
       (SELECT sum(w.votes) FROM form_votes w WHERE w.form_id = f.form_id) AS total, l.name AS candidate
FROM asked k JOIN result_forms f ON f.race_id = k.race_id AND f.leaf_area_id = k.leaf_area_id AND f.is_current AND f.is_counting
JOIN polling_stations s ON s.station_id = f.station_id
CROSS JOIN leader l
LEFT JOIN form_votes v ON v.form_id = f.form_id AND v.candidate_id = l.candidate_id
ORDER BY s.register_order, s.code
