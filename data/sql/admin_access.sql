-- Purpose: how people get in: whether they have a password and a second factor, when they were last seen, an open link.
-- Parameters: user_ids (integer[]).
-- Columns: user_id; has_password; second_factor (never NULL); seen_at; locked_until (in the future); link_until (NULL = none).
-- Grain: one row per person asked for. Index: credentials_pkey, second_factors_pkey, sessions_user, refresh_tokens_user, invitations_user.
-- Caller: data.accounts.administration
SELECT asked.user_id, c.user_id IS NOT NULL AS has_password, f.confirmed_at_utc IS NOT NULL AS second_factor,
       greatest((SELECT max(s.seen_at_utc) FROM sessions s WHERE s.user_id = asked.user_id),
                (SELECT max(r.issued_at_utc) FROM refresh_tokens r WHERE r.user_id = asked.user_id)) AS seen_at,
       CASE WHEN c.locked_until_utc > now() THEN c.locked_until_utc END AS locked_until,
       (SELECT max(i.expires_at_utc) FROM invitations i
        WHERE i.user_id = asked.user_id AND i.used_at_utc IS NULL AND i.expires_at_utc > now()) AS link_until
FROM unnest(CAST(:user_ids AS integer[])) AS asked (user_id)
LEFT JOIN credentials c ON c.user_id = asked.user_id
LEFT JOIN second_factors f ON f.user_id = asked.user_id
