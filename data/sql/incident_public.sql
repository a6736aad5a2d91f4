-- Purpose: the incidents of an election that everybody may see, with no place finer than the grain.
-- Parameters: election_id; now; delay_min (minutes since the report); grain (name of a level; one that does not exist: the root).
-- Columns: uid; category; title (English); severity; status; hour_utc (in which it happened); area_code, area_name, area_level, level (the
--   area at the grain, or its own where that is coarser); longitude, latitude (the label point of that area, NULL = unknown); public_text.
-- Grain: incident, newest hour first. Index: incidents_public, areas_pkey.
-- Caller: data.incidents.public
SELECT i.uid, i.category, k.title, i.severity::text AS severity, i.status::text AS status,
       date_trunc('hour', i.happened_at_utc, 'UTC') AS hour_utc, b.code AS area_code, b.name AS area_name,
       g.level_names[b.level + 1] AS area_level, b.level, ST_X(b.label_point) AS longitude, ST_Y(b.label_point) AS latitude, i.public_text
FROM incidents i
JOIN incident_categories k USING (category)
JOIN areas a USING (area_id)
JOIN geographies g USING (geography_id)
JOIN areas b ON b.area_id = i.path_ids[least(coalesce(array_position(g.level_names, CAST(:grain AS text)), 1), cardinality(i.path_ids))]
WHERE i.election_id = :election_id AND i.visibility = 'public' AND i.moderated_at_utc IS NOT NULL AND i.status <> 'dismissed'
  AND i.merged_into IS NULL AND i.reported_at_utc <= CAST(:now AS timestamptz) - make_interval(mins => CAST(:delay_min AS integer))
ORDER BY hour_utc DESC, md5(i.uid::text)
