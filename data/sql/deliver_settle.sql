-- Purpose: how a try went. Parameters: delivery_id; attempt; status (sent, failed, given_up, dropped); error (NULL none); wait_s (until the next try).
-- Columns: none. Grain: one row. Index: deliveries_pkey, delivery_attempts_pkey. Caller: data.notify.deliver
WITH done AS (
  UPDATE delivery_attempts SET ended_at_utc = clock_timestamp(), error = CAST(:error AS text)
  WHERE delivery_id = CAST(:delivery_id AS bigint) AND attempt = CAST(:attempt AS smallint)
)
UPDATE deliveries SET status = CAST(:status AS text), last_error = CAST(:error AS text),
  settled_at_utc = CASE WHEN CAST(:status AS text) <> 'failed' THEN clock_timestamp() END,
  next_try_at_utc = clock_timestamp() + make_interval(secs => CAST(:wait_s AS double precision))
WHERE delivery_id = CAST(:delivery_id AS bigint) AND status IN ('queued', 'failed')
