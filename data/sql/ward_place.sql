-- Purpose: one area of an election's geography that the asker's scope covers: what it is, what lies below it, how big it is.
-- Parameters: election, area (codes).
-- Columns: election_id; register_id; geography_id; election_title; timezone; status; is_test; election_date; level_names (text[], root
--   first); publish_states (text[]); area_id; code; name; level; path_ids (int[], root to the area itself); path (jsonb, the areas
--   above from the root: code, name, level); area_ids (int[], the area and all below it); leaves (lowest areas below, 1 for a
--   ward); stations; registered (NULL unknown); registered_stations (stations that state theirs).
-- Grain: one row, or none when there is no such area or it is not the asker's.
-- Index: elections_code_key, areas_geography_id_code_key, areas_path, polling_stations_area, register_areas_pkey.
-- Caller: data.wards.place
WITH asked AS (
  SELECT e.election_id, e.register_id, r.geography_id, e.title, e.timezone, e.status::text AS status, e.is_test, e.election_date,
         g.level_names, CAST(e.publish_states AS text[]) AS publish_states,
         a.area_id, a.code, a.name, a.level, a.path_ids, x.registered_voters
  FROM elections e
  JOIN registers r USING (register_id)
  JOIN geographies g USING (geography_id)
  JOIN areas a ON a.geography_id = r.geography_id
  JOIN register_areas x ON x.register_id = e.register_id AND x.area_id = a.area_id
  WHERE e.code = :election AND a.code = :area
    AND ((SELECT app_role()) = 'super_admin' OR a.path_ids && (SELECT app_scope()))
), below AS MATERIALIZED (
  SELECT b.area_id, b.level FROM asked JOIN areas b ON b.path_ids @> ARRAY[asked.area_id]
), sites AS (
  SELECT count(*) AS stations, sum(p.registered_voters) AS registered, count(p.registered_voters) AS stated
  FROM below b CROSS JOIN asked
  JOIN polling_stations p ON p.area_id = b.area_id AND p.register_id = asked.register_id AND p.active
)
SELECT q.election_id, q.register_id, q.geography_id, q.title AS election_title, q.timezone, q.status, q.is_test, q.election_date,
       q.level_names, q.publish_states, q.area_id, q.code, q.name, q.level, q.path_ids,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('code', u.code, 'name', u.name, 'level', q.level_names[u.level + 1]) ORDER BY u.level), '[]')
        FROM areas u WHERE u.area_id = ANY (q.path_ids) AND u.area_id <> q.area_id) AS path,
       (SELECT array_agg(b.area_id) FROM below b) AS area_ids,
       (SELECT count(*) FROM below b WHERE b.level = cardinality(q.level_names) - 1) AS leaves,
       s.stations, CASE WHEN s.stated > 0 THEN s.registered ELSE q.registered_voters END AS registered, s.stated AS registered_stations
FROM asked q CROSS JOIN sites s
