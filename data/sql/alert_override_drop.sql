-- Purpose: an election follows the general rule again. Parameters: election_id; kind. Columns: none. Grain: one row.
-- Index: alert_rule_overrides_pkey. Caller: data.alerts.rules
DELETE FROM alert_rule_overrides WHERE election_id = :election_id AND kind = :kind
