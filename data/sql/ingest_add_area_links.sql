-- Purpose: says which area of the earlier election an area is: by the crosswalk, else by equal code where the two
--   elections have different geographies (in one geography an area is itself, which needs no row).
-- Parameters: contest_id, election_id, baseline_id (election), level (name), codes and earlier_codes (text[], one pair
--   per position). Columns: none. Grain: area. Index: areas_geography_id_code_key. Caller: data.ingest.baseline.
WITH now AS (
  SELECT a.area_id, a.code, r.geography_id
  FROM elections e
  JOIN registers r USING (register_id)
  JOIN geographies g USING (geography_id)
  JOIN areas a USING (geography_id)
  WHERE e.election_id = :election_id AND g.level_names[a.level + 1] = :level
), earlier AS (
  SELECT a.area_id, a.code, r.geography_id
  FROM elections e
  JOIN registers r USING (register_id)
  JOIN areas a USING (geography_id)
  WHERE e.election_id = :baseline_id
), crosswalk AS (
  SELECT code, earlier_code FROM unnest(CAST(:codes AS text[]), CAST(:earlier_codes AS text[])) AS c (code, earlier_code)
)
INSERT INTO baseline_areas (contest_id, area_id, baseline_area_id)
SELECT :contest_id, now.area_id, earlier.area_id
FROM now
LEFT JOIN crosswalk USING (code)
JOIN earlier ON earlier.code = coalesce(crosswalk.earlier_code, now.code)
WHERE earlier.area_id <> now.area_id
