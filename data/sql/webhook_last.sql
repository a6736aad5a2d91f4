-- Purpose: the last calls of a webhook and how they went. Parameters: webhook_id; rows.
-- Columns: uid; channel; is_test; status; attempts; created_at_utc; next_try_at_utc; settled_at_utc, last_error (NULL none).
-- Grain: one row a call. Index: deliveries_webhook. Caller: data.notify.webhooks
SELECT uid, channel, is_test, status, attempts, created_at_utc, next_try_at_utc, settled_at_utc, last_error
FROM deliveries WHERE channel = 'webhook' AND webhook_id = CAST(:webhook_id AS integer)
ORDER BY delivery_id DESC LIMIT CAST(:rows AS integer)
