-- Purpose: how many alerts of an election are not resolved, by status, by severity (of those that do not sleep), and the person's own.
-- Parameters: election_id. Columns: active; investigating; snoozed; mine; low; medium; high; critical. Grain: one row. Index: alerts_queue.
-- Caller: data.alerts.read
SELECT count(*) FILTER (WHERE status = 'active') AS active, count(*) FILTER (WHERE status = 'investigating') AS investigating,
       count(*) FILTER (WHERE status = 'snoozed') AS snoozed,
       count(*) FILTER (WHERE status <> 'snoozed' AND assigned_to = (SELECT app_user_id())) AS mine,
       count(*) FILTER (WHERE status <> 'snoozed' AND severity = 'low') AS low,
       count(*) FILTER (WHERE status <> 'snoozed' AND severity = 'medium') AS medium,
       count(*) FILTER (WHERE status <> 'snoozed' AND severity = 'high') AS high,
       count(*) FILTER (WHERE status <> 'snoozed' AND severity = 'critical') AS critical
FROM alerts WHERE election_id = CAST(:election_id AS smallint) AND status <> 'resolved'
