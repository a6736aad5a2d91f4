-- Purpose: counts a try of a password or code before it is checked; beyond the free ones it locks, twice as long each time.
-- Parameters: username (text); free (tries without a lock); first_s, longest_s (seconds of the first and longest lock).
-- Columns: user_id; password_hash. Never NULL.
-- Grain: one row, or none: unknown, disabled, without password, or locked.
-- Index: users_username_key, credentials_pkey.
-- Caller: data.accounts.passwords
UPDATE credentials c
SET failed_logins = c.failed_logins + 1,
    locked_until_utc = CASE WHEN c.failed_logins + 1 >= :free
      THEN now() + make_interval(secs => least(CAST(:longest_s AS double precision),
                                               :first_s * power(2, least(c.failed_logins + 1 - :free, 20)))) END
FROM users u
WHERE u.user_id = c.user_id AND u.username = :username AND u.is_active
  AND (c.locked_until_utc IS NULL OR c.locked_until_utc <= now())
RETURNING c.user_id, c.password_hash
