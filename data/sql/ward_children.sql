-- Purpose: the areas directly below one, with the state of the count in a contest and who leads there.
-- Parameters: area_id; level (of the area); register_id; contest_id; race_id (NULL: the area is above the contest's races, nobody
--   leads); area_ids (int[], the area and all below it).
-- Columns: code; name; stations; registered (NULL unknown); reported, counted, disputed (forms); turnout_cast, turnout_registered
--   (NULL unknown); valid; leader (name, NULL none or level); leader_votes. Public sums only.
-- Grain: one row per area, by code.
-- Index: areas_parent, areas_path, polling_stations_area, ward_counts_pkey, ward_tallies_pkey.
-- Caller: data.wards.listing
WITH leaves AS MATERIALIZED (
  SELECT l.area_id, l.path_ids[CAST(:level AS integer) + 2] AS child FROM areas l
  WHERE l.path_ids @> ARRAY[CAST(:area_id AS integer)] AND l.area_id <> :area_id
), sites AS (
  SELECT l.child, count(*) AS stations, sum(p.registered_voters) AS registered
  FROM leaves l JOIN polling_stations p ON p.area_id = l.area_id AND p.register_id = :register_id AND p.active
  GROUP BY l.child
), counts AS (
  SELECT l.child, sum(w.forms_reported) AS reported, sum(w.forms_public) AS counted, sum(w.forms_disputed) AS disputed,
         sum(w.turnout_cast_public) AS turnout_cast, sum(w.turnout_registered_public) AS turnout_registered, sum(w.valid_public) AS valid
  FROM races r JOIN ward_counts w USING (race_id) JOIN leaves l ON l.area_id = w.leaf_area_id
  WHERE r.contest_id = :contest_id AND (CAST(:race_id AS integer) IS NULL OR r.race_id = CAST(:race_id AS integer))
  GROUP BY l.child
), votes AS (
  SELECT l.child, t.candidate_id, sum(t.votes_public) AS votes
  FROM ward_tallies t JOIN leaves l ON l.area_id = t.leaf_area_id
  WHERE t.race_id = CAST(:race_id AS integer) AND t.leaf_area_id = ANY (CAST(:area_ids AS integer[]))
  GROUP BY l.child, t.candidate_id
), ranked AS (
  SELECT v.child, v.candidate_id, v.votes, row_number() OVER w AS place, coalesce(lead(v.votes) OVER w, 0) AS next
  FROM votes v WINDOW w AS (PARTITION BY v.child ORDER BY v.votes DESC, v.candidate_id)
)
SELECT a.code, a.name, coalesce(s.stations, 0) AS stations, s.registered, coalesce(n.reported, 0) AS reported,
       coalesce(n.counted, 0) AS counted, coalesce(n.disputed, 0) AS disputed, n.turnout_cast, n.turnout_registered,
       coalesce(n.valid, 0) AS valid, CASE WHEN k.votes > k.next THEN d.name END AS leader, k.votes AS leader_votes
FROM areas a
JOIN register_areas x ON x.area_id = a.area_id AND x.register_id = :register_id
LEFT JOIN sites s ON s.child = a.area_id
LEFT JOIN counts n ON n.child = a.area_id
LEFT JOIN ranked k ON k.child = a.area_id AND k.place = 1
LEFT JOIN candidates d USING (candidate_id)
WHERE a.parent_id = :area_id
ORDER BY a.code
