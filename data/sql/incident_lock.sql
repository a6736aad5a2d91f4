-- Purpose: locks incidents that the asker may change, in one order for everybody.
-- Parameters: uids. Columns: uid. Grain: incident. Index: incidents_uid_key.
-- Caller: data.incidents.state
SELECT i.uid FROM incidents i WHERE i.uid = ANY (CAST(:uids AS uuid[])) ORDER BY i.incident_id FOR UPDATE
