-- Purpose: says whether a webhook is called. Parameters: uid; active. Columns: webhook_id. Grain: one row, or none. Index: webhooks_uid_key.
-- Caller: data.notify.webhooks
UPDATE webhooks SET active = :active WHERE uid = CAST(:uid AS uuid) RETURNING webhook_id
