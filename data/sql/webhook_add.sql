-- Purpose: keeps a new webhook. Parameters: uid; title; host; sealed (bytea); user_id. Columns: none. Grain: one row. Index: webhooks_pkey.
-- Caller: data.notify.webhooks
INSERT INTO webhooks (uid, title, host, sealed, created_by) VALUES (:uid, :title, :host, :sealed, :user_id)
