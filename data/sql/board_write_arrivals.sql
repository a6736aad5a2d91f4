-- Purpose: say of wards how many forms have arrived and when the middle one did.
-- Parameters: contest_ids, area_ids (wards, parallel arrays); share_pct (of the other stations that must be in).
-- Columns: contest_id; area_id. Never NULL.
-- Grain: one row a contest and ward.
-- Index: station_board_ward, board_arrivals_pkey.
-- Caller: data.board.write
WITH counted AS (
  SELECT w.contest_id, w.area_id, a.level, count(*) AS stations, count(b.received_at_utc) AS arrived,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY b.received_at_utc) AS middle_at_utc
  FROM (SELECT DISTINCT contest_id, area_id
        FROM unnest(CAST(:contest_ids AS integer[]), CAST(:area_ids AS integer[])) AS u (contest_id, area_id)) w
  JOIN areas a ON a.area_id = w.area_id
  JOIN station_board b ON b.leaf_area_id = w.area_id AND b.contest_id = w.contest_id
  GROUP BY w.contest_id, w.area_id, a.level
)
INSERT INTO board_arrivals AS old (contest_id, area_id, level, stations, arrived, middle_at_utc, learnt_at_utc)
SELECT contest_id, area_id, level, stations, arrived, middle_at_utc,
       CASE WHEN arrived >= 3 AND arrived * 100 >= CAST(:share_pct AS integer) * (stations - 1) THEN middle_at_utc END
FROM counted
ON CONFLICT (contest_id, area_id) DO UPDATE SET
  stations = excluded.stations, arrived = excluded.arrived, middle_at_utc = excluded.middle_at_utc, learnt_at_utc = excluded.learnt_at_utc
WHERE (old.stations, old.arrived, old.middle_at_utc, old.learnt_at_utc)
  IS DISTINCT FROM (excluded.stations, excluded.arrived, excluded.middle_at_utc, excluded.learnt_at_utc)
RETURNING contest_id, area_id
