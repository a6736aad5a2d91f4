-- Purpose: merges an incident into another one: it is dismissed and seen from there.
-- Parameters: incident_id; into (uid); old (its status). Columns: incident_id. Grain: one row, or none. Index: incidents_pkey.
-- Caller: data.incidents.merging
UPDATE incidents i SET merged_into = t.incident_id, status = 'dismissed'
FROM incidents t
WHERE i.incident_id = :incident_id AND t.uid = CAST(:into AS uuid) AND i.merged_into IS NULL AND i.status = CAST(:old AS incident_status)
RETURNING i.incident_id
