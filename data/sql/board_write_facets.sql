-- Purpose: count the board's rows of wards by state, lateness, rule and source: what facets, matrix and map are summed from.
-- Parameters: contest_ids, area_ids (wards, parallel arrays).
-- Columns: contest_id; area_id. Never NULL.
-- Grain: one row a contest and ward whose counts changed.
-- Index: station_board_ward, board_facets_pkey.
-- Caller: data.board.write
WITH rows AS MATERIALIZED (
  SELECT b.contest_id, b.leaf_area_id, b.election_id, b.path_ids, b.state, b.is_late, b.expected_at_utc, b.sources_differ, b.findings, b.has_observer,
         CASE WHEN b.state IN ('held', 'disputed') THEN coalesce(b.hold_rule, 'manager') END AS rule, b.sources
  FROM (SELECT DISTINCT contest_id, area_id
        FROM unnest(CAST(:contest_ids AS integer[]), CAST(:area_ids AS integer[])) AS u (contest_id, area_id)) w
  JOIN station_board b ON b.leaf_area_id = w.area_id AND b.contest_id = w.contest_id
), rules AS (
  SELECT contest_id, leaf_area_id, jsonb_object_agg(rule, forms) AS rules
  FROM (SELECT contest_id, leaf_area_id, rule, count(*) AS forms FROM rows WHERE rule IS NOT NULL GROUP BY 1, 2, 3) r GROUP BY 1, 2
), sources AS (
  SELECT contest_id, leaf_area_id, jsonb_object_agg(source, forms) AS sources
  FROM (SELECT contest_id, leaf_area_id, source, count(*) AS forms FROM rows CROSS JOIN unnest(sources) AS source GROUP BY 1, 2, 3) s GROUP BY 1, 2
), counted AS (
  SELECT contest_id, leaf_area_id, min(election_id) AS election_id, min(path_ids) AS path_ids, count(*) AS stations,
         count(*) FILTER (WHERE state = 'held') AS held, count(*) FILTER (WHERE state = 'disputed') AS disputed,
         count(*) FILTER (WHERE state = 'not_reported') AS not_reported, count(*) FILTER (WHERE state = 'preliminary') AS preliminary,
         count(*) FILTER (WHERE state = 'verified') AS verified, count(*) FILTER (WHERE state = 'confirmed') AS confirmed,
         count(*) FILTER (WHERE is_late) AS late,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY expected_at_utc) FILTER (WHERE is_late) AS late_middle_utc,
         count(*) FILTER (WHERE sources_differ) AS differ,
         count(*) FILTER (WHERE findings > 0) AS findings, count(*) FILTER (WHERE NOT has_observer) AS unobserved
  FROM rows GROUP BY contest_id, leaf_area_id
)
INSERT INTO board_facets AS old (contest_id, leaf_area_id, election_id, path_ids, stations, held, disputed, not_reported, preliminary,
  verified, confirmed, late, late_middle_utc, differ, findings, unobserved, rules, sources)
SELECT c.*, coalesce(r.rules, '{}'), coalesce(s.sources, '{}')
FROM counted c LEFT JOIN rules r USING (contest_id, leaf_area_id) LEFT JOIN sources s USING (contest_id, leaf_area_id)
ON CONFLICT (contest_id, leaf_area_id) DO UPDATE SET
  path_ids = excluded.path_ids, stations = excluded.stations, held = excluded.held, disputed = excluded.disputed,
  not_reported = excluded.not_reported, preliminary = excluded.preliminary, verified = excluded.verified,
  confirmed = excluded.confirmed, late = excluded.late,
  late_middle_utc = excluded.late_middle_utc, differ = excluded.differ, findings = excluded.findings,
  unobserved = excluded.unobserved, rules = excluded.rules, sources = excluded.sources
WHERE old IS DISTINCT FROM excluded
RETURNING contest_id, leaf_area_id AS area_id
