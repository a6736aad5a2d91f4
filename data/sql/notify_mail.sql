-- Purpose: queues a mail about an event, or adds the event to the mail that waits for the same person anyway (digest, quiet hours).
-- Parameters: user_id; election_id; event_id; urgent; due (when it may go). Columns: none. Grain: one row an event and person.
-- Index: deliveries_person, deliveries_due. Caller: data.notify.router
WITH waiting AS MATERIALIZED (
  SELECT d.delivery_id FROM deliveries d
  WHERE d.channel = 'email' AND d.user_id = CAST(:user_id AS integer) AND d.election_id = CAST(:election_id AS smallint)
    AND d.status = 'queued' AND d.attempts = 0 AND NOT d.is_test AND d.urgent = CAST(:urgent AS boolean)
  ORDER BY d.delivery_id LIMIT 1 FOR UPDATE SKIP LOCKED
), sooner AS (
  UPDATE deliveries d SET next_try_at_utc = least(d.next_try_at_utc, CAST(:due AS timestamptz))
  FROM waiting WHERE d.delivery_id = waiting.delivery_id
), made AS (
  INSERT INTO deliveries (channel, user_id, election_id, urgent, next_try_at_utc)
  SELECT 'email', CAST(:user_id AS integer), CAST(:election_id AS smallint), CAST(:urgent AS boolean), CAST(:due AS timestamptz)
  WHERE NOT EXISTS (SELECT 1 FROM waiting)
  RETURNING delivery_id
)
INSERT INTO delivery_items (delivery_id, alert_event_id)
SELECT delivery_id, CAST(:event_id AS bigint) FROM (SELECT delivery_id FROM waiting UNION ALL SELECT delivery_id FROM made) AS d
ON CONFLICT DO NOTHING
