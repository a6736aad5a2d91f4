-- Purpose: remembers since when causes hold that have no alert yet.
-- Parameters: election_id; kind; keys (text[]); now. Columns: none. Grain: one row a cause. Index: alert_pending_pkey.
-- Caller: data.alerts.causes
INSERT INTO alert_pending (election_id, kind, dedupe_key, since_utc)
SELECT CAST(:election_id AS smallint), CAST(:kind AS text), k.key, CAST(:now AS timestamptz)
FROM unnest(CAST(:keys AS text[])) AS k (key)
ON CONFLICT (election_id, kind, dedupe_key) DO NOTHING
