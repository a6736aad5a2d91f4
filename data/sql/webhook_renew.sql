-- Purpose: a webhook encrypted anew. Parameters: webhook_id; sealed. Columns: none. Grain: one row. Index: webhooks_pkey.
-- Caller: data.notify.webhooks
UPDATE webhooks SET sealed = :sealed WHERE webhook_id = :webhook_id
