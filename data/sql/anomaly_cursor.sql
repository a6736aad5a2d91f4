-- Purpose: where the anomalies' watcher is; locks its row, so that two keepers never judge at once.
-- Parameters: none. Columns: changed_id. Grain: one row.
-- Index: watchers_pkey.
-- Caller: data.anomalies.chore
SELECT changed_id FROM watchers WHERE watcher = 'anomalies' FOR UPDATE
