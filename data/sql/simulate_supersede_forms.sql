-- Purpose: makes room for the next revision of forms.
-- Parameters: uids (uuid[], of the revisions that end). Columns: uid. Grain: form.
-- Index: result_forms_uid_key. Caller: data.simulate.night.
UPDATE result_forms SET is_current = false
WHERE uid = ANY(CAST(:uids AS uuid[])) AND is_current
RETURNING uid
