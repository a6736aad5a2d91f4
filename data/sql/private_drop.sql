-- Purpose: forgets a field of a person.
-- Parameters: user_id; field. Columns: none. Grain: one row or none. Index: user_private_pkey.
-- Caller: data.accounts.private
DELETE FROM user_private WHERE user_id = :user_id AND field = :field
