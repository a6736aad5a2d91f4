-- Purpose: what is known of an area from elsewhere, the newest year of each indicator.
-- Parameters: area_id.
-- Columns: indicator; title; value (numeric); unit (may be empty); year; source. Never NULL.
-- Grain: one row per indicator, by title.
-- Index: area_indicators_pkey.
-- Caller: data.wards.place
SELECT indicator, title, value, unit, year, source
FROM (
  SELECT DISTINCT ON (indicator) indicator, title, value, unit, year, source
  FROM area_indicators WHERE area_id = :area_id ORDER BY indicator, year DESC) newest
ORDER BY title, indicator
