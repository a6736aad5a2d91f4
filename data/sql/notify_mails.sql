-- Purpose: the last mails to a person and how they went. Parameters: user_id; rows.
-- Columns: uid; channel; is_test; status; attempts; created_at_utc; next_try_at_utc; settled_at_utc, last_error (NULL none).
-- Grain: one row a mail. Index: deliveries_person. Caller: data.notify.preferences
SELECT uid, channel, is_test, status, attempts, created_at_utc, next_try_at_utc, settled_at_utc, last_error
FROM deliveries WHERE channel = 'email' AND user_id = CAST(:user_id AS integer)
ORDER BY delivery_id DESC LIMIT CAST(:rows AS integer)
