-- Purpose: who is told of an alert in an area: active people of some roles whose areas cover it, with how they want mail.
-- Parameters: area_id; roles (text[]); only (user id, NULL everybody); besides (user id of who did it, NULL nobody).
-- Columns: user_id; chosen (they have preferences); mail_from, quiet_from, quiet_until (NULL none); muted_kinds; digest_min.
-- Grain: one row a person. Index: user_scopes is small; users_pkey. Caller: data.notify.router
SELECT u.user_id, p.user_id IS NOT NULL AS chosen, p.mail_from::text AS mail_from, p.muted_kinds, p.quiet_from, p.quiet_until, p.digest_min
FROM users u LEFT JOIN notification_preferences p USING (user_id)
WHERE u.is_active AND u.role::text = ANY (CAST(:roles AS text[]))
  AND (CAST(:only AS integer) IS NULL OR u.user_id = CAST(:only AS integer))
  AND u.user_id IS DISTINCT FROM CAST(:besides AS integer)
  AND (u.role = 'super_admin' OR EXISTS (
    SELECT 1 FROM user_scopes s WHERE s.user_id = u.user_id
      AND s.area_id = ANY ((SELECT a.path_ids FROM areas a WHERE a.area_id = CAST(:area_id AS integer))::integer[])))
ORDER BY u.user_id
