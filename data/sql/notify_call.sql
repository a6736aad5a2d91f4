-- Purpose: queues a call of each active webhook for one event.
-- Parameters: uids (of webhooks); event_id; election_id. Columns: none. Grain: one row a webhook. Index: webhooks_uid_key.
-- Caller: data.notify.router
WITH made AS (
  INSERT INTO deliveries (channel, webhook_id, election_id)
  SELECT 'webhook', w.webhook_id, CAST(:election_id AS smallint)
  FROM webhooks w WHERE w.uid = ANY (CAST(:uids AS uuid[])) AND w.active
  RETURNING delivery_id
)
INSERT INTO delivery_items (delivery_id, alert_event_id) SELECT delivery_id, CAST(:event_id AS bigint) FROM made
