-- Purpose: every cell of an election's board: its wards in each contest whose forms come by station.
-- Parameters: election_id; area_sources (text[], sources whose forms are of areas).
-- Columns: race_id; area_id (a ward); contest_id. Never NULL.
-- Grain: one row a race and ward.
-- Index: polling_stations_area, races_contest_id_area_id_key.
-- Caller: data.board.build
SELECT r.race_id, w.area_id, r.contest_id
FROM (SELECT DISTINCT s.area_id FROM elections e JOIN polling_stations s ON s.register_id = e.register_id
      WHERE e.election_id = CAST(:election_id AS smallint) AND s.active) w
JOIN areas a ON a.area_id = w.area_id
CROSS JOIN contests c
JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (a.path_ids)
WHERE c.election_id = CAST(:election_id AS smallint) AND c.counting_source <> ALL (CAST(:area_sources AS text[]))
ORDER BY w.area_id, r.race_id
