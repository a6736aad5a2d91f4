-- Purpose: the photos of an incident that the asker reported.
-- Parameters: incident_id.
-- Columns: uid. Grain: photo. Index: incident_attachments_pkey, attachments_pkey.
-- Caller: data.incidents.report
SELECT p.uid FROM incident_attachments x JOIN attachments p USING (attachment_id) WHERE x.incident_id = :incident_id ORDER BY p.uid
