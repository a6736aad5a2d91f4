-- Purpose: stations of an election whose name or code holds some words, up to a number.
-- Parameters: election_id; words (ILIKE); most.
-- Columns: station_id. Never NULL. Grain: station.
-- Index: polling_stations_name_trgm, polling_stations_code_trgm.
-- Caller: data.board.page
SELECT s.station_id FROM polling_stations s
WHERE s.register_id = (SELECT register_id FROM elections WHERE election_id = CAST(:election_id AS smallint))
  AND (s.name ILIKE CAST(:words AS text) OR s.code ILIKE CAST(:words AS text))
LIMIT CAST(:most AS integer)
