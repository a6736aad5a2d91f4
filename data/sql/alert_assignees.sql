-- Purpose: who may be given an alert. Parameters: alert_id. Columns: user_id; username; display_name. Grain: one row a person.
-- Index: alerts_pkey, user_scopes_pkey. Caller: data.alerts.read, data.alerts.work
SELECT user_id, username, display_name FROM alert_assignees(CAST(:alert_id AS bigint))
