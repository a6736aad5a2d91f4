-- Purpose: adds a fictional or rehearsed election; it is a test, whatever the caller wants.
-- Parameters: code, title, day (date), status, register_id, settings (JSON text).
-- Columns: election_id. Grain: one election. Index: elections_code_key. Caller: data.simulate.store_register.
INSERT INTO elections (code, title, election_date, status, is_test, register_id, settings)
VALUES (:code, :title, :day, CAST(:status AS election_status), true, :register_id, CAST(:settings AS jsonb))
RETURNING election_id
