-- Purpose: notes that the cause of alerts was not seen this time. Parameters: ids (bigint[]); now. Columns: none.
-- Grain: one row an alert. Index: alerts_pkey. Caller: data.alerts.causes
UPDATE alerts SET missing_since_utc = CAST(:now AS timestamptz)
WHERE alert_id = ANY (CAST(:ids AS bigint[])) AND missing_since_utc IS NULL AND status <> 'resolved'
