-- Purpose: for current area forms that do not count, the sum of the stations' forms below, and whether all stations are in.
-- Parameters: form_ids (bigint[]).
-- Columns: form_id; votes (bigint[], ballot order); complete.
-- Grain: one row an area form with anything below it.
-- Index: result_forms_pkey, areas_parent, ward_counts_pkey, ward_tallies_pkey, polling_stations_area.
-- Caller: data.anomalies.gather
WITH RECURSIVE sheets AS MATERIALIZED (
  SELECT f.form_id, f.race_id, f.leaf_area_id, e.register_id
  FROM result_forms f JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE f.form_id = ANY (CAST(:form_ids AS bigint[])) AND f.station_id IS NULL AND NOT f.is_counting
), below AS (
  SELECT form_id, race_id, register_id, leaf_area_id AS area_id FROM sheets
  UNION ALL
  SELECT b.form_id, b.race_id, b.register_id, a.area_id FROM below b JOIN areas a ON a.parent_id = b.area_id
), cells AS MATERIALIZED (
  SELECT b.form_id, w.race_id, w.leaf_area_id, w.forms_all
  FROM below b JOIN ward_counts w ON w.race_id = b.race_id AND w.leaf_area_id = b.area_id AND NOT w.is_area_form
), votes AS (
  SELECT k.form_id, t.candidate_id, sum(t.votes_all)::bigint AS votes
  FROM cells k JOIN ward_tallies t USING (race_id, leaf_area_id) GROUP BY k.form_id, t.candidate_id
), counts AS (
  SELECT form_id, sum(forms_all) AS forms FROM cells GROUP BY form_id
), stations AS (
  SELECT b.form_id, count(*) AS stations
  FROM below b JOIN polling_stations p ON p.area_id = b.area_id AND p.register_id = b.register_id AND p.active GROUP BY b.form_id
)
SELECT s.form_id, n.forms >= coalesce(p.stations, 0) AS complete,
       (SELECT array_agg(coalesce(v.votes, 0) ORDER BY d.ballot_order, d.candidate_id)
        FROM candidates d LEFT JOIN votes v ON v.form_id = s.form_id AND v.candidate_id = d.candidate_id
        WHERE d.race_id = s.race_id) AS votes
FROM sheets s JOIN counts n USING (form_id) LEFT JOIN stations p USING (form_id)
WHERE n.forms > 0
