-- Purpose: claims the delivery that is due the longest: counts the try and keeps others off until the claim is over.
-- Parameters: channels (text[], those that are configured); lease_s (seconds).
-- Columns: delivery_id; uid; channel; attempts (this one included); is_test; user_id, user_uid, language (NULL a webhook);
--   webhook_uid, sealed (NULL a mail); election, election_title, timezone, is_rehearsal (NULL a trial).
-- Grain: one row, or none. Index: deliveries_due. Caller: data.notify.deliver
WITH due AS MATERIALIZED (
  SELECT delivery_id FROM deliveries
  WHERE status IN ('queued', 'failed') AND next_try_at_utc <= now() AND channel = ANY (CAST(:channels AS text[]))
  ORDER BY next_try_at_utc LIMIT 1 FOR UPDATE SKIP LOCKED
), claimed AS (
  UPDATE deliveries d SET attempts = d.attempts + 1, next_try_at_utc = now() + make_interval(secs => CAST(:lease_s AS integer))
  FROM due WHERE d.delivery_id = due.delivery_id
  RETURNING d.*
), tried AS (
  INSERT INTO delivery_attempts (delivery_id, attempt) SELECT delivery_id, attempts FROM claimed
)
SELECT c.delivery_id, c.uid, c.channel, c.attempts, c.is_test, c.user_id, u.uid AS user_uid, u.language, w.uid AS webhook_uid, w.sealed,
       e.code AS election, e.title AS election_title, e.timezone, e.is_test AS is_rehearsal
FROM claimed c LEFT JOIN users u USING (user_id) LEFT JOIN webhooks w USING (webhook_id) LEFT JOIN elections e USING (election_id)
