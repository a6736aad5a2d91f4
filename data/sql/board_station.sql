-- Purpose: a station of an election, where the person may see it.
-- Parameters: election_id; code.
-- Columns: station_id; code; name; registered_voters (NULL: unknown); latitude, longitude (NULL: unknown); path_ids; area_id.
-- Grain: at most one row.
-- Index: polling_stations_register_id_code_key, areas_pkey.
-- Caller: data.board.dossier, data.board.contacts
SELECT s.station_id, s.code, s.name, s.registered_voters, ST_Y(s.point::geometry) AS latitude, ST_X(s.point::geometry) AS longitude,
       a.path_ids, a.area_id
FROM polling_stations s
JOIN areas a ON a.area_id = s.area_id
WHERE s.register_id = (SELECT register_id FROM elections WHERE election_id = CAST(:election_id AS smallint))
  AND s.code = CAST(:code AS text)
  AND ((SELECT app_role()) = 'super_admin' OR ((SELECT app_role()) = 'election_manager' AND a.path_ids && (SELECT app_scope())))
