-- Purpose: alerts of a kind whose cause still holds, open ones and those that a person has settled.
-- Parameters: election_id; kind. Columns: alert_id; dedupe_key; severity; status; numbers; missing_since_utc (NULL seen last time).
-- Grain: one row an alert. Index: alerts_cause. Caller: data.alerts.causes
SELECT alert_id, dedupe_key, severity::text, status::text, numbers, missing_since_utc
FROM alerts
WHERE election_id = CAST(:election_id AS smallint) AND kind = CAST(:kind AS text) AND cause_gone_at_utc IS NULL
