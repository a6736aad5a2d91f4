-- Purpose: a page of the own notifications, the newest first.
-- Parameters: before (notification id, NULL the newest); only_unread; rows.
-- Columns: notification_id; kind (of the alert, NULL no alert); severity; title; numbers; href; area (name, NULL); timezone (NULL);
--   created_at_utc; read_at_utc (NULL unread). Grain: one row a notification. Index: notifications_person. Caller: data.notify.inapp
SELECT n.notification_id, l.kind, n.severity::text AS severity, n.title, n.numbers, n.href, a.name AS area, e.timezone,
       n.created_at_utc, n.read_at_utc
FROM notifications n
LEFT JOIN alerts l USING (alert_id) LEFT JOIN areas a ON a.area_id = l.area_id LEFT JOIN elections e ON e.election_id = l.election_id
WHERE n.user_id = (SELECT app_user_id())
  AND (CAST(:before AS bigint) IS NULL OR n.notification_id < CAST(:before AS bigint))
  AND (CAST(:only_unread AS boolean) IS NOT TRUE OR n.read_at_utc IS NULL)
ORDER BY n.notification_id DESC
LIMIT CAST(:rows AS integer)
