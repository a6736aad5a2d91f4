-- Purpose: stations of other wards whose forms have the same figures as some forms. Small forms are alike by chance and left out.
-- Parameters: form_ids (bigint[]).
-- Columns: form_id; twin_id; station; area (codes).
-- Grain: one row a pair, at most 20 a form, oldest first.
-- Index: result_forms_pkey, result_forms_figures.
-- Caller: data.anomalies.gather
SELECT f.form_id, t.form_id AS twin_id, t.station, t.area
FROM result_forms f
CROSS JOIN LATERAL (
  SELECT g.form_id, s.code AS station, a.code AS area
  FROM result_forms g JOIN polling_stations s ON s.station_id = g.station_id JOIN areas a ON a.area_id = g.leaf_area_id
  WHERE g.race_id = f.race_id AND g.figures_sha256 = f.figures_sha256 AND g.is_current AND g.is_counting
    AND g.leaf_area_id <> f.leaf_area_id
  ORDER BY g.form_id LIMIT 20) t
WHERE f.form_id = ANY (CAST(:form_ids AS bigint[])) AND f.figures_sha256 IS NOT NULL AND f.is_counting
  AND f.station_id IS NOT NULL AND f.valid_votes >= 100
ORDER BY f.form_id, t.form_id
