-- Purpose: a second entry by the client's id: what was stored for this key.
-- Parameters: uid.
-- Columns: uid; form (uuid); entered_by (user id); entered_at_utc; request_sha256; agrees.
-- Grain: at most one row, none where the person may not see the form.
-- Index: second_entries_uid_key.
-- Caller: data.verify.second
SELECT s.uid, f.uid AS form, s.entered_by, s.entered_at_utc, s.request_sha256, s.agrees
FROM second_entries s JOIN result_forms f USING (form_id)
WHERE s.uid = :uid
