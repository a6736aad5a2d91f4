-- Purpose: marks own notifications read. Parameters: ids (bigint[]); until (everything up to this id, NULL only ids).
-- Columns: none. Grain: one row a notification. Index: notifications_unread. Caller: data.notify.inapp
UPDATE notifications SET read_at_utc = now()
WHERE user_id = (SELECT app_user_id()) AND read_at_utc IS NULL
  AND (notification_id = ANY (CAST(:ids AS bigint[])) OR notification_id <= CAST(:until AS bigint))
