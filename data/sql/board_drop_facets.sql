-- Purpose: drop counts of wards that have no row of the board any more.
-- Parameters: election_id.
-- Columns: none. Grain: none.
-- Index: board_facets_election, station_board_ward.
-- Caller: data.board.build
DELETE FROM board_facets f
WHERE f.election_id = CAST(:election_id AS smallint)
  AND NOT EXISTS (SELECT 1 FROM station_board b WHERE b.leaf_area_id = f.leaf_area_id AND b.contest_id = f.contest_id)
