-- Purpose: takes the oldest events of alerts that nobody was told of yet; they are gone when the transaction ends well.
-- Parameters: batch (rows). Columns: alert_event_id; event_kind; by_user (NULL by itself); alert_id, alert_uid; alert_kind; severity; numbers;
--   area_id; assigned_to (by this event, NULL nobody); election_id; timezone; route (of the kind's rule); now.
-- Grain: one row an event. Index: alert_outbox_pkey, alert_events_pkey, alerts_pkey. Caller: data.notify.router
WITH due AS MATERIALIZED (
  SELECT alert_event_id FROM alert_outbox ORDER BY alert_event_id LIMIT CAST(:batch AS integer) FOR UPDATE SKIP LOCKED
), taken AS (
  DELETE FROM alert_outbox o USING due WHERE o.alert_event_id = due.alert_event_id RETURNING o.alert_event_id
)
SELECT v.alert_event_id, v.kind AS event_kind, v.user_id AS by_user, a.alert_id, a.uid AS alert_uid, a.kind AS alert_kind,
       a.severity::text AS severity, a.numbers, a.area_id,
       CASE WHEN v.kind = 'assigned' THEN (SELECT u.user_id FROM users u WHERE u.username = v.new_value) END AS assigned_to, e.election_id, e.timezone, r.route, now() AS now
FROM taken JOIN alert_events v USING (alert_event_id) JOIN alerts a USING (alert_id) JOIN elections e USING (election_id)
JOIN alert_rules r ON r.kind = a.kind
ORDER BY v.alert_event_id
