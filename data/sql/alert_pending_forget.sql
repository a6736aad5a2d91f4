-- Purpose: forgets causes that went away before they were ripe.
-- Parameters: election_id; kind; keys (those that hold). Columns: none. Grain: one row a cause. Index: alert_pending_pkey.
-- Caller: data.alerts.causes
DELETE FROM alert_pending
WHERE election_id = CAST(:election_id AS smallint) AND kind = CAST(:kind AS text) AND dedupe_key <> ALL (CAST(:keys AS text[]))
