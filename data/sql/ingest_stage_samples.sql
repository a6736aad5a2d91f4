-- Purpose: the first changed forms of each file in words.
-- Parameters: none. Columns: file, sample (one line). Grain: form. Index: none (staging). Caller: data.ingest.load_forms.
SELECT file, sample
FROM (
  SELECT s.file, s.stage_id, row_number() OVER (PARTITION BY s.file ORDER BY s.stage_id) AS place,
         'row ' || s.row_number || ' ' || coalesce(p.code, a.code) || ': '
           || CASE WHEN s.verdict = 'promoted' THEN 'state ' || s.state ELSE 'revision ' || s.revision END AS sample
  FROM ingest_forms s
  JOIN areas a ON a.area_id = s.leaf_area_id
  LEFT JOIN polling_stations p ON p.station_id = s.station_id
  WHERE s.verdict IN ('changed', 'promoted')
) listed
WHERE place <= 20
ORDER BY file, stage_id
