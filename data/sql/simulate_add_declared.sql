-- Purpose: the 34B of each constituency whose stations are all counted: the sums of its forms, a few of them wrong.
-- Parameters: election_id; source; slip_pct (0..100); entered_by.
-- Columns: forms (how many were declared). Grain: one row.
-- Index: ward_counts_pkey, polling_stations_area, result_forms_area. Levels of a fictional country: 2 constituency, 3 ward.
--   Every ten seconds of a night, over the contest of the whole country.
-- Caller: data.simulate.copies
WITH race AS (
  SELECT r.race_id, e.register_id FROM elections e JOIN contests c USING (election_id) JOIN races r USING (contest_id)
  WHERE e.election_id = :election_id AND c.level = 0
), counted AS (
  SELECT race.race_id, l.path_ids[3] AS area_id, sum(w.forms_all) AS stations
  FROM race JOIN register_areas ra USING (register_id) JOIN areas l ON l.area_id = ra.area_id AND l.level = 3
  LEFT JOIN ward_counts w ON w.race_id = race.race_id AND w.leaf_area_id = l.area_id
  CROSS JOIN LATERAL (SELECT count(*) AS n FROM polling_stations s WHERE s.area_id = l.area_id AND s.register_id = race.register_id) k
  GROUP BY race.race_id, l.path_ids[3]
  HAVING sum(coalesce(w.forms_all, 0)) = sum(k.n)
), whole AS (
  SELECT * FROM counted h
  WHERE NOT EXISTS (SELECT 1 FROM result_forms f WHERE f.race_id = h.race_id AND f.leaf_area_id = h.area_id
                    AND f.station_id IS NULL AND f.source = :source)
), sums AS (
  SELECT h.race_id, h.area_id, t.candidate_id, sum(t.votes_all)::integer AS votes,
         row_number() OVER (PARTITION BY h.area_id ORDER BY sum(t.votes_all) DESC, t.candidate_id) = 1
           AND ('x' || substr(md5(h.area_id::text), 1, 7))::bit(28)::integer % 100 < :slip_pct AS slips
  FROM whole h JOIN areas l ON l.path_ids[3] = h.area_id AND l.level = 3
  JOIN ward_tallies t ON t.race_id = h.race_id AND t.leaf_area_id = l.area_id
  GROUP BY h.race_id, h.area_id, t.candidate_id
), made AS (
  INSERT INTO result_forms (race_id, leaf_area_id, source, is_counting, valid_votes, received_at_utc, entered_by, stations_total, stations_reported)
  SELECT h.race_id, h.area_id, :source, false, sum(s.votes + CASE WHEN s.slips THEN 100 ELSE 0 END), now(), :entered_by, h.stations, h.stations
  FROM whole h JOIN sums s USING (race_id, area_id) GROUP BY h.race_id, h.area_id, h.stations
  RETURNING form_id, race_id, leaf_area_id
), votes AS (
  INSERT INTO form_votes (form_id, candidate_id, votes)
  SELECT m.form_id, s.candidate_id, s.votes + CASE WHEN s.slips THEN 100 ELSE 0 END
  FROM made m JOIN sums s ON s.race_id = m.race_id AND s.area_id = m.leaf_area_id
)
SELECT count(*) AS forms FROM made
