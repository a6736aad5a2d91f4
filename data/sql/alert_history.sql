-- Purpose: what happened to an alert, the oldest first. Parameters: alert_id.
-- Columns: at_utc; kind; person (display name, NULL by itself); old_value, new_value, note (NULL none).
-- Grain: one row an event, the last 500. Index: alert_events_alert. Caller: data.alerts.read
SELECT h.at_utc, h.kind, h.person, h.old_value, h.new_value, h.note FROM (
  SELECT v.alert_event_id, v.at_utc, v.kind, u.display_name AS person, v.old_value, v.new_value, v.note
  FROM alert_events v LEFT JOIN users u USING (user_id)
  WHERE v.alert_id = CAST(:alert_id AS bigint)
  ORDER BY v.alert_event_id DESC LIMIT 500) AS h
ORDER BY h.alert_event_id
