-- Purpose: stores how a person wants mail.
-- Parameters: user_id; mail_from, quiet_from, quiet_until (NULL none); muted_kinds (text[]); digest_min.
-- Columns: none. Grain: one row. Index: notification_preferences_pkey. Caller: data.notify.preferences
INSERT INTO notification_preferences (user_id, mail_from, muted_kinds, quiet_from, quiet_until, digest_min)
VALUES (:user_id, CAST(:mail_from AS incident_severity), CAST(:muted_kinds AS text[]), CAST(:quiet_from AS time),
        CAST(:quiet_until AS time), :digest_min)
ON CONFLICT (user_id) DO UPDATE SET mail_from = excluded.mail_from, muted_kinds = excluded.muted_kinds,
  quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, digest_min = excluded.digest_min, changed_at_utc = now()
