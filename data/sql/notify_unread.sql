-- Purpose: how much the person of the transaction has not read. Parameters: most (counted so far). Columns: n. Grain: one row.
-- Index: notifications_unread. Caller: data.notify.inapp
SELECT count(*) AS n FROM (
  SELECT 1 FROM notifications WHERE user_id = (SELECT app_user_id()) AND read_at_utc IS NULL LIMIT CAST(:most AS integer)) AS unread
