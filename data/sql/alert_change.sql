-- Purpose: an alert after a person's step. Parameters: alert_id; status; assigned_to, snoozed_until_utc, resolved_at_utc, resolved_by, outcome (NULL none).
-- Columns: none. Grain: one row. Index: alerts_pkey. Caller: data.alerts.work
UPDATE alerts SET status = CAST(:status AS alert_status), assigned_to = :assigned_to, snoozed_until_utc = :snoozed_until_utc,
  resolved_at_utc = :resolved_at_utc, resolved_by = :resolved_by, outcome = :outcome, changed_at_utc = now()
WHERE alert_id = :alert_id
