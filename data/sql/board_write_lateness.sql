-- Purpose: say of every station of some wards that has not reported when its form was to be expected, from what, and
--   whether it is late. The formula is in docs/board.md.
-- Parameters: contest_ids, area_ids (wards, parallel arrays); share_pct; late_after_min; is_open (the election is being
--   counted: else nothing is expected); now; board_seq.
-- Columns: contest_id; area_id (the ward); rows (written). Never NULL.
-- Grain: one row a cell in which anything was written.
-- Index: station_board_ward, board_arrivals_pkey, station_board_pkey.
-- Caller: data.board.write
WITH cells AS MATERIALIZED (
  SELECT u.contest_id, u.area_id, l.of_id, l.of_level, l.learnt_at_utc, g.level_names
  FROM (SELECT DISTINCT contest_id, area_id
        FROM unnest(CAST(:contest_ids AS integer[]), CAST(:area_ids AS integer[])) AS u (contest_id, area_id)) u
  JOIN areas a ON a.area_id = u.area_id
  JOIN geographies g USING (geography_id)
  LEFT JOIN LATERAL (
    SELECT x.area_id AS of_id, x.level AS of_level, x.learnt_at_utc FROM board_arrivals x
    WHERE x.contest_id = u.contest_id AND x.area_id = ANY (a.path_ids) AND x.learnt_at_utc IS NOT NULL
    ORDER BY x.level DESC LIMIT 1) l ON true
), streams AS MATERIALIZED (
  SELECT b.station_id, b.contest_id, b.leaf_area_id, b.centre, b.state, b.received_at_utc,
         c.of_id, c.level_names[c.of_level + 1] AS of_level, c.learnt_at_utc
  FROM cells c JOIN station_board b ON b.leaf_area_id = c.area_id AND b.contest_id = c.contest_id
), centres AS (
  SELECT contest_id, leaf_area_id, centre, count(*) AS stations, count(received_at_utc) AS arrived,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY received_at_utc) AS middle_at_utc
  FROM streams GROUP BY contest_id, leaf_area_id, centre
), learnt AS (
  SELECT s.station_id, s.contest_id,
         CASE WHEN c.arrived >= 2 AND c.arrived * 100 >= CAST(:share_pct AS integer) * (c.stations - 1) THEN c.middle_at_utc
              ELSE s.learnt_at_utc END AS at_utc,
         CASE WHEN c.arrived >= 2 AND c.arrived * 100 >= CAST(:share_pct AS integer) * (c.stations - 1)
                THEN jsonb_build_object('of', 'centre', 'in', c.arrived, 'all', c.stations)
              WHEN s.learnt_at_utc IS NOT NULL THEN jsonb_build_object('of', s.of_level, 'area_id', s.of_id) END AS explained
  FROM streams s
  JOIN centres c ON c.contest_id = s.contest_id AND c.leaf_area_id = s.leaf_area_id AND c.centre = s.centre
  WHERE s.state = 'not_reported'
), wanted AS (
  SELECT station_id, contest_id,
         CASE WHEN CAST(:is_open AS boolean) THEN at_utc END AS expected_at_utc,
         CASE WHEN CAST(:is_open AS boolean) THEN explained END AS expected_from,
         CAST(:is_open AS boolean)
           AND coalesce(at_utc + make_interval(mins => CAST(:late_after_min AS integer)) < CAST(:now AS timestamptz), false) AS is_late
  FROM learnt
), written AS (
  UPDATE station_board b
  SET expected_at_utc = w.expected_at_utc, expected_from = w.expected_from, is_late = w.is_late, board_seq = CAST(:board_seq AS bigint)
  FROM wanted w
  WHERE b.station_id = w.station_id AND b.contest_id = w.contest_id
    AND (b.expected_at_utc, b.expected_from, b.is_late) IS DISTINCT FROM (w.expected_at_utc, w.expected_from, w.is_late)
  RETURNING b.contest_id, b.leaf_area_id
)
SELECT contest_id, leaf_area_id AS area_id, count(*) AS rows FROM written GROUP BY contest_id, leaf_area_id
