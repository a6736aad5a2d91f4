-- Purpose: the webhooks, without address and secret. Parameters: none. Columns: webhook_id; uid; title; host; active; created_at_utc.
-- Grain: one row a webhook. Index: webhooks is a handful of rows. Caller: data.notify.webhooks
SELECT webhook_id, uid, title, host, active, created_at_utc FROM webhooks ORDER BY webhook_id
