-- Purpose: the rules, with what one election sets differently.
-- Parameters: election_id (NULL: the general rules). Columns: kind; enabled; severity; thresholds; own_thresholds (NULL none);
--   for_min, clear_min (minutes); route; own (names of what the election sets); changed_by (user name, NULL nobody yet); changed_at_utc.
-- Grain: one row a kind. Index: alert_rules_pkey, alert_rule_overrides_pkey.
-- Caller: data.alerts.rules
SELECT r.kind, coalesce(o.enabled, r.enabled) AS enabled, coalesce(o.severity, r.severity)::text AS severity, r.thresholds,
       o.thresholds AS own_thresholds, coalesce(o.for_min, r.for_min) AS for_min, coalesce(o.clear_min, r.clear_min) AS clear_min,
       r.route, u.username AS changed_by, coalesce(o.changed_at_utc, r.changed_at_utc) AS changed_at_utc,
       array_remove(ARRAY[CASE WHEN o.enabled IS NOT NULL THEN 'enabled' END, CASE WHEN o.severity IS NOT NULL THEN 'severity' END,
         CASE WHEN o.thresholds IS NOT NULL THEN 'thresholds' END, CASE WHEN o.for_min IS NOT NULL THEN 'for_min' END,
         CASE WHEN o.clear_min IS NOT NULL THEN 'clear_min' END], NULL) AS own
FROM alert_rules r
LEFT JOIN alert_rule_overrides o ON o.kind = r.kind AND o.election_id = CAST(:election_id AS smallint)
LEFT JOIN users u ON u.user_id = coalesce(o.changed_by, r.changed_by)
