-- Purpose: drop the board's rows whose station or contest is not of the election any more (all of them without contests).
-- Parameters: election_id; contest_ids (integer[], those that have a board).
-- Columns: none. Grain: none.
-- Index: polling_stations_pkey; reads the board once, when it is built.
-- Caller: data.board.build
DELETE FROM station_board b
WHERE b.election_id = CAST(:election_id AS smallint)
  AND (b.contest_id <> ALL (CAST(:contest_ids AS integer[]))
       OR NOT EXISTS (SELECT 1 FROM polling_stations s JOIN elections e USING (register_id)
                      WHERE s.station_id = b.station_id AND e.election_id = b.election_id AND s.active))
