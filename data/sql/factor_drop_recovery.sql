-- Purpose: forgets the recovery codes of a person.
-- Parameters: user_id. Columns: none. Grain: one row a code. Index: recovery_codes_pkey.
-- Caller: data.accounts.factors
DELETE FROM recovery_codes WHERE user_id = :user_id
