-- Purpose: sources of a contest that would hold figures of more than one grain, stored forms included.
-- Parameters: levels (text[], level names, root first).
-- Columns: contest, source, grains (text[]: 'station' or level names), file and row_number of the first staged form.
-- Grain: contest x source. Index: result_forms_current. Caller: data.ingest.load_forms.
WITH staged AS (
  SELECT r.contest_id, s.race_id, s.source, min(s.stage_id) AS stage_id
  FROM ingest_forms s JOIN races r USING (race_id)
  GROUP BY r.contest_id, s.race_id, s.source
), grains AS (
  SELECT g.contest_id, g.source, CASE WHEN f.station_id IS NULL THEN a.level ELSE -1 END AS grain
  FROM staged g
  JOIN result_forms f ON f.race_id = g.race_id AND f.source = g.source AND f.is_current
  JOIN areas a ON a.area_id = f.leaf_area_id
  UNION
  SELECT r.contest_id, s.source, CASE WHEN s.station_id IS NULL THEN a.level ELSE -1 END
  FROM ingest_forms s
  JOIN races r USING (race_id)
  JOIN areas a ON a.area_id = s.leaf_area_id
), mixed AS (
  SELECT contest_id, source,
         array_agg(CASE WHEN grain < 0 THEN 'station' ELSE (CAST(:levels AS text[]))[grain + 1] END ORDER BY grain) AS grains
  FROM grains
  GROUP BY contest_id, source
  HAVING count(*) > 1
)
SELECT c.code AS contest, m.source, m.grains, s.file, s.row_number
FROM mixed m
JOIN contests c USING (contest_id)
JOIN LATERAL (
  SELECT min(stage_id) AS stage_id FROM staged g WHERE g.contest_id = m.contest_id AND g.source = m.source
) first ON true
JOIN ingest_forms s ON s.stage_id = first.stage_id
