-- Purpose: stores figures of areas; one that is there is replaced where it differs.
-- Parameters: area_ids (int[]), indicators, titles, units, sources (text[]), years (int[]), values (numeric[]), parallel.
-- Columns: none. Grain: area x indicator x year. Index: area_indicators_pkey. Caller: data.wards.indicators
INSERT INTO area_indicators AS i (area_id, indicator, year, title, value, unit, source)
SELECT k.area_id, k.indicator, k.year, k.title, k.value, k.unit, k.source
FROM unnest(CAST(:area_ids AS integer[]), CAST(:indicators AS text[]), CAST(:years AS smallint[]), CAST(:titles AS text[]),
  CAST(:values AS numeric[]), CAST(:units AS text[]), CAST(:sources AS text[])) AS k (area_id, indicator, year, title, value, unit, source)
ON CONFLICT (area_id, indicator, year) DO UPDATE SET title = excluded.title, value = excluded.value, unit = excluded.unit,
  source = excluded.source
WHERE (i.title, i.value, i.unit, i.source) IS DISTINCT FROM (excluded.title, excluded.value, excluded.unit, excluded.source)
