-- Purpose: the first line of an incident's history and the links to its photos, in the transaction of the incident.
-- Parameters: incident_id; attachment_ids; user_id.
-- Columns: uid (of each photo linked). Grain: photo. Index: incident_attachments_pkey, attachments_pkey.
-- Caller: data.incidents.report
WITH start AS (
  INSERT INTO incident_events (incident_id, user_id, kind, new_value)
  VALUES (CAST(:incident_id AS bigint), :user_id, 'reported', 'reported')
), links AS (
  INSERT INTO incident_attachments (incident_id, attachment_id)
  SELECT CAST(:incident_id AS bigint), attachment_id FROM unnest(CAST(:attachment_ids AS bigint[])) AS x (attachment_id)
  RETURNING attachment_id
)
SELECT a.uid FROM links JOIN attachments a USING (attachment_id) ORDER BY a.uid
