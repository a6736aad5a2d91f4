-- Purpose: takes a merge back: the status is what it was before.
-- Parameters: incident_id. Columns: status (as it is again). Grain: one row, or none: it is not merged. Index: incidents_pkey,
--   incident_events_incident.
-- Caller: data.incidents.merging
UPDATE incidents i SET merged_into = NULL, status = coalesce((
  SELECT CAST(v.old_value AS incident_status) FROM incident_events v WHERE v.incident_id = i.incident_id AND v.kind = 'merged'
  ORDER BY v.incident_event_id DESC LIMIT 1), 'reported')
WHERE i.incident_id = :incident_id AND i.merged_into IS NOT NULL
RETURNING i.status::text AS status
