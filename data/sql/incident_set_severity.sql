-- Purpose: the new severity of an incident, unless somebody changed it since it was read.
-- Parameters: incident_id; old; new. Columns: incident_id. Grain: one row, or none. Index: incidents_pkey.
-- Caller: data.incidents.actions
UPDATE incidents SET severity = CAST(:new AS incident_severity)
WHERE incident_id = :incident_id AND severity = CAST(:old AS incident_severity)
RETURNING incident_id
