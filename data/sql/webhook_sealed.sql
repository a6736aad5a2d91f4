-- Purpose: every webhook as it is encrypted, to encrypt it anew. Parameters: none. Columns: webhook_id; sealed. Grain: one row a webhook.
-- Index: webhooks is a handful of rows. Caller: data.notify.webhooks
SELECT webhook_id, sealed FROM webhooks ORDER BY webhook_id FOR UPDATE
