-- Purpose: keeps the secret of a second factor that is not yet proved.
-- Parameters: user_id; secret (bytea, encrypted). Columns: none. Grain: one row, or none when one is there. Index: second_factors_pkey.
-- Caller: data.accounts.factors
INSERT INTO second_factors (user_id, secret) VALUES (:user_id, :secret)
ON CONFLICT (user_id) DO NOTHING
