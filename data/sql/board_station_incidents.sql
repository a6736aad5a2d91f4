-- Purpose: incidents at a station that the person may see, newest first.
-- Parameters: election_id; station_id.
-- Columns: uid; category; title; severity; status; reported_at_utc. Never NULL.
-- Grain: incident.
-- Index: incidents_station.
-- Caller: data.board.dossier
SELECT i.uid, i.category, c.title, i.severity::text AS severity, i.status::text AS status, i.reported_at_utc
FROM incidents i JOIN incident_categories c USING (category)
WHERE i.station_id = CAST(:station_id AS integer) AND i.election_id = CAST(:election_id AS smallint)
ORDER BY i.reported_at_utc DESC LIMIT 100
