-- Purpose: say the same of the areas above wards, below the root: the middle of their wards' middles, weighted by forms,
--   down to five minutes, so that one arrival does not move every row of a county.
-- Parameters: contest_ids, area_ids (wards that changed, parallel arrays); share_pct.
-- Columns: contest_id; area_id (an area whose learnt time moved). Never NULL.
-- Grain: one row a contest and area above.
-- Index: areas_pkey, areas_parent, board_arrivals_pkey.
-- Caller: data.board.write
WITH RECURSIVE changed AS MATERIALIZED (
  SELECT DISTINCT contest_id, area_id
  FROM unnest(CAST(:contest_ids AS integer[]), CAST(:area_ids AS integer[])) AS u (contest_id, area_id)
), above AS MATERIALIZED (
  SELECT DISTINCT c.contest_id, p.area_id, p.level
  FROM changed c
  JOIN areas a ON a.area_id = c.area_id
  JOIN areas p ON p.area_id = ANY (a.path_ids) AND p.level > 0 AND p.area_id <> a.area_id
), below AS (
  SELECT DISTINCT area_id AS top_id, area_id FROM above
  UNION ALL
  SELECT b.top_id, a.area_id FROM below b JOIN areas a ON a.parent_id = b.area_id
), wards AS (
  SELECT t.contest_id, t.area_id, t.level, w.stations, w.arrived, w.middle_at_utc,
         sum(w.arrived) OVER (PARTITION BY t.contest_id, t.area_id ORDER BY w.middle_at_utc, w.area_id) AS until_here,
         sum(w.arrived) OVER (PARTITION BY t.contest_id, t.area_id) AS of_all
  FROM above t
  JOIN below b ON b.top_id = t.area_id
  JOIN areas leaf ON leaf.area_id = b.area_id AND NOT EXISTS (SELECT 1 FROM areas x WHERE x.parent_id = leaf.area_id)
  JOIN board_arrivals w ON w.contest_id = t.contest_id AND w.area_id = leaf.area_id
), summed AS (
  SELECT contest_id, area_id, level, sum(stations) AS stations, sum(arrived) AS arrived,
         date_bin('5 minutes', min(middle_at_utc) FILTER (WHERE until_here * 2 >= of_all AND arrived > 0), 'epoch') AS middle_at_utc
  FROM wards GROUP BY contest_id, area_id, level
), made AS (
  SELECT *, CASE WHEN arrived >= 3 AND arrived * 100 >= CAST(:share_pct AS integer) * (stations - 1) THEN middle_at_utc END AS learnt_at_utc
  FROM summed
), written AS (
  INSERT INTO board_arrivals AS old (contest_id, area_id, level, stations, arrived, middle_at_utc, learnt_at_utc)
  SELECT contest_id, area_id, level, stations, arrived, middle_at_utc, learnt_at_utc FROM made
  ON CONFLICT (contest_id, area_id) DO UPDATE SET
    stations = excluded.stations, arrived = excluded.arrived, middle_at_utc = excluded.middle_at_utc, learnt_at_utc = excluded.learnt_at_utc
  WHERE (old.stations, old.arrived, old.middle_at_utc, old.learnt_at_utc)
    IS DISTINCT FROM (excluded.stations, excluded.arrived, excluded.middle_at_utc, excluded.learnt_at_utc)
)
SELECT m.contest_id, m.area_id
FROM made m LEFT JOIN board_arrivals o USING (contest_id, area_id)
WHERE m.learnt_at_utc IS DISTINCT FROM o.learnt_at_utc
