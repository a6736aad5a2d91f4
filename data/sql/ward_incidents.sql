-- Purpose: the open incidents in an area, the gravest and oldest first; row security leaves out what is not the asker's.
-- Parameters: election_id; area_ids (int[]); rows (at most that many).
-- Columns: uid; category (its English title); severity; status; station_code, station (NULL none); reported_at_utc; assigned; total.
-- Grain: one row per incident; `total` counts all of them.
-- Index: incidents_area, incident_categories_pkey.
-- Caller: data.wards.open
SELECT i.uid, c.title AS category, i.severity::text AS severity, i.status::text AS status, s.code AS station_code, s.name AS station,
       i.reported_at_utc, i.assigned_to IS NOT NULL AS assigned, count(*) OVER () AS total
FROM incidents i
JOIN incident_categories c USING (category)
LEFT JOIN polling_stations s USING (station_id)
WHERE i.election_id = :election_id AND i.area_id = ANY (CAST(:area_ids AS integer[])) AND i.status IN ('reported', 'investigating')
  AND i.merged_into IS NULL
ORDER BY i.severity DESC, i.reported_at_utc
LIMIT CAST(:rows AS integer)
