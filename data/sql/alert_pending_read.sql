-- Purpose: since when causes hold that have no alert yet.
-- Parameters: election_id; kind. Columns: dedupe_key; since_utc. Grain: one row a cause. Index: alert_pending_pkey.
-- Caller: data.alerts.causes
SELECT dedupe_key, since_utc FROM alert_pending
WHERE election_id = CAST(:election_id AS smallint) AND kind = CAST(:kind AS text)
