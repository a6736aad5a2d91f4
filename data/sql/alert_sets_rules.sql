-- Purpose: whether the person of the transaction may set rules. Parameters: none. Columns: may. Grain: one row.
-- Index: user_scopes_pkey. Caller: data.alerts.rules
SELECT app_sets_rules() AS may
