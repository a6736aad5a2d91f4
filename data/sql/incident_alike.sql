-- Purpose: incidents that may be the same as one: of its category, within hours, at its station or near it.
-- Parameters: incident_id; most.
-- Columns: uid; receipt; title; severity; status; happened_at_utc; description; distance_m. Grain: incident, nearest first.
-- Index: incidents_alike (in the function).
-- Caller: data.incidents.case
SELECT i.uid, i.receipt, k.title, i.severity::text AS severity, i.status::text AS status, i.happened_at_utc, i.description, x.distance_m
FROM incident_alike(:incident_id, :most) AS x
JOIN incidents i USING (incident_id)
JOIN incident_categories k USING (category)
ORDER BY x.distance_m, i.incident_id
