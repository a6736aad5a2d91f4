-- Purpose: the new status of an incident, unless somebody changed it since it was read.
-- Parameters: incident_id; old; new. Columns: incident_id. Grain: one row, or none. Index: incidents_pkey.
-- Caller: data.incidents.steps
UPDATE incidents SET status = CAST(:new AS incident_status)
WHERE incident_id = :incident_id AND status = CAST(:old AS incident_status)
RETURNING incident_id
