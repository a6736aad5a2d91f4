-- Purpose: the figures of areas that are stored already, for an import to compare.
-- Parameters: area_ids (int[]), indicators (text[]), years (int[]), parallel.
-- Columns: area_id; indicator; year; title; value (numeric); unit; source. Never NULL.
-- Grain: one row per figure that is there. Index: area_indicators_pkey. Caller: data.wards.indicators
SELECT i.area_id, i.indicator, i.year, i.title, i.value, i.unit, i.source
FROM unnest(CAST(:area_ids AS integer[]), CAST(:indicators AS text[]), CAST(:years AS smallint[])) AS k (area_id, indicator, year)
JOIN area_indicators i USING (area_id, indicator, year)
