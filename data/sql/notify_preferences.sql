-- Purpose: how a person wants mail. Parameters: user_id. Columns: chosen (true); mail_from, quiet_from, quiet_until (NULL none);
--   muted_kinds; digest_min. Grain: one row, or none. Index: notification_preferences_pkey. Caller: data.notify.preferences
SELECT true AS chosen, mail_from::text AS mail_from, muted_kinds, quiet_from, quiet_until, digest_min
FROM notification_preferences WHERE user_id = CAST(:user_id AS integer)
