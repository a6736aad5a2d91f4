-- Purpose: the moment of the transaction. Parameters: none. Columns: now. Grain: one row. Index: none needed.
-- Caller: data.alerts.chore, data.alerts.causes
SELECT now()
