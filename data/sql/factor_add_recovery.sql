-- Purpose: keeps the hash of a recovery code.
-- Parameters: user_id; code_sha256 (bytea). Columns: none. Grain: one row. Index: recovery_codes_pkey.
-- Caller: data.accounts.factors
INSERT INTO recovery_codes (user_id, code_sha256) VALUES (:user_id, :code_sha256)
