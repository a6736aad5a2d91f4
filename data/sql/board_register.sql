-- Purpose: a sum of an election's register that changes when a station is added, closed, renamed or moved.
-- Parameters: election_id.
-- Columns: register (text). Never NULL. Grain: one row.
-- Index: polling_stations_register_id_code_key; reads the register once, so it is asked for now and then only.
-- Caller: data.board.build
SELECT concat_ws('.', count(*), coalesce(sum(hashtextextended(concat_ws('|', s.station_id, s.area_id, s.code, s.name), 0)::numeric), 0)) AS register
FROM elections e JOIN polling_stations s ON s.register_id = e.register_id
WHERE e.election_id = CAST(:election_id AS smallint) AND s.active
