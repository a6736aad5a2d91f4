-- Purpose: queues a trial call of a webhook. Parameters: uid. Columns: uid (of the delivery). Grain: one row, or none. Index: webhooks_uid_key.
-- Caller: data.notify.webhooks
INSERT INTO deliveries (channel, webhook_id, is_test)
SELECT 'webhook', webhook_id, true FROM webhooks WHERE uid = CAST(:uid AS uuid)
RETURNING uid
