-- Purpose: the events that a delivery tells, the most severe first.
-- Parameters: delivery_id; rows. Columns: alert_uid; event_kind; kind; severity; at_utc; area_code, area; numbers; everything (how many there are).
-- Grain: one row an event. Index: delivery_items_pkey, alert_events_pkey, alerts_pkey. Caller: data.notify.letter
SELECT a.uid AS alert_uid, v.kind AS event_kind, a.kind, a.severity::text AS severity, v.at_utc, x.code AS area_code, x.name AS area,
       a.numbers, count(*) OVER () AS everything
FROM delivery_items i JOIN alert_events v USING (alert_event_id) JOIN alerts a USING (alert_id) JOIN areas x USING (area_id)
WHERE i.delivery_id = CAST(:delivery_id AS bigint)
ORDER BY a.severity DESC, v.alert_event_id
LIMIT CAST(:rows AS integer)
