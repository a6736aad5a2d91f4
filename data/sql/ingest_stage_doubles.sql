-- Purpose: forms that more than one file of the import holds, the first hundred.
-- Parameters: none. Columns: file, row_number, other_file, contest, place (station or area code), source.
-- Grain: doubled form. Index: none (staging). Caller: data.ingest.load_forms.
SELECT d.file, d.row_number, d.other_file, c.code AS contest, coalesce(s.code, a.code) AS place, d.source
FROM (
  SELECT *, lag(file) OVER (PARTITION BY race_id, leaf_area_id, station_id, source ORDER BY stage_id) AS other_file
  FROM ingest_forms
) d
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
JOIN areas a ON a.area_id = d.leaf_area_id
LEFT JOIN polling_stations s ON s.station_id = d.station_id
WHERE d.other_file IS NOT NULL
ORDER BY d.stage_id
LIMIT 100
