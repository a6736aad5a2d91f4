-- Purpose: the alerts about an area that nobody has resolved, the gravest and oldest first.
-- Parameters: election_id; area_ids (int[]); rows (at most that many).
-- Columns: uid; kind; severity; status; station_code, station (NULL none); area; opened_at_utc; assigned; total.
-- Grain: one row per alert; `total` counts all of them.
-- Index: alerts_open.
-- Caller: data.wards.open
SELECT x.uid, x.kind, x.severity::text AS severity, x.status::text AS status, s.code AS station_code, s.name AS station,
       a.name AS area, x.opened_at_utc, x.assigned_to IS NOT NULL AS assigned, count(*) OVER () AS total
FROM alerts x
JOIN areas a ON a.area_id = x.area_id
LEFT JOIN polling_stations s USING (station_id)
WHERE x.election_id = :election_id AND x.status <> 'resolved' AND x.area_id = ANY (CAST(:area_ids AS integer[]))
ORDER BY x.severity DESC, x.opened_at_utc
LIMIT CAST(:rows AS integer)
