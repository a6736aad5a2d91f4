-- Purpose: take stations whose observers, contacts or findings changed, with their cells.
-- Parameters: rows (at most).
-- Columns: station_id; is_news (pages show it, though no row changes); race_id, leaf_area_id, election_id (of the board's rows; NULL: the station is on no board).
-- Grain: one row a station and contest.
-- Index: board_stale_pkey, station_board_pkey.
-- Caller: data.board.watch
WITH taken AS (
  DELETE FROM board_stale
  WHERE stale_id IN (SELECT stale_id FROM board_stale ORDER BY stale_id LIMIT CAST(:rows AS integer) FOR UPDATE SKIP LOCKED)
  RETURNING station_id, is_news
)
SELECT t.station_id, t.is_news, b.race_id, b.leaf_area_id, b.election_id
FROM (SELECT station_id, bool_or(is_news) AS is_news FROM taken GROUP BY station_id) t LEFT JOIN station_board b USING (station_id)
