-- Purpose: tells people something in the office, once.
-- Parameters: ids (users); source_key; alert_id; severity; title (message id); numbers (JSON); href. Columns: none.
-- Grain: one row a person. Index: notifications_user_id_source_key_key. Caller: data.notify.router
INSERT INTO notifications (user_id, source_key, alert_id, severity, title, numbers, href)
SELECT u.id, CAST(:source_key AS text), CAST(:alert_id AS bigint), CAST(:severity AS incident_severity), CAST(:title AS text),
       CAST(:numbers AS jsonb), CAST(:href AS text)
FROM unnest(CAST(:ids AS integer[])) AS u (id)
ON CONFLICT (user_id, source_key) DO NOTHING
