-- Purpose: when the forms of an area arrived in one contest, for its curve.
-- Parameters: contest_id; path_ids, area_ids (int[], the areas above and below).
-- Columns: at_utc (begin of five minutes); forms. Never NULL.
-- Grain: one row per five minutes with a form, oldest first; forms whose time is not stated are left out.
-- Index: races_contest_id_area_id_key, result_forms_cell. Asked for areas of some hundred stations, not for the country.
-- Caller: data.wards.listing
SELECT date_bin('5 minutes', f.received_at_utc, TIMESTAMPTZ '2000-01-01 00:00:00+00') AS at_utc, count(*) AS forms
FROM races r
JOIN result_forms f ON f.race_id = r.race_id AND f.leaf_area_id = ANY (CAST(:area_ids AS integer[])) AND f.is_current AND f.is_counting
WHERE r.contest_id = :contest_id
  AND (r.area_id = ANY (CAST(:path_ids AS integer[])) OR r.area_id = ANY (CAST(:area_ids AS integer[])))
  AND f.received_stated AND f.station_id IS NOT NULL
GROUP BY 1 ORDER BY 1
