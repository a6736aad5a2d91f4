-- Purpose: move the anomalies' watcher, and its pulse when rows that pages show have changed.
-- Parameters: changed_id; bump (0 or 1). Columns: none. Grain: one row.
-- Index: watchers_pkey.
-- Caller: data.anomalies.chore
UPDATE watchers
SET changed_id = greatest(changed_id, CAST(:changed_id AS bigint)), worked_at_utc = now(), pulse = pulse + CAST(:bump AS bigint)
WHERE watcher = 'anomalies'
