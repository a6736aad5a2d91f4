-- Purpose: a person disputes forms: they leave the totals until somebody has looked.
-- Parameters: uids (uuid[]), reason.
-- Columns: form_id. Grain: form. Index: result_forms_uid_key. Caller: data.simulate.night.
UPDATE result_forms SET state = 'disputed', hold_detail = :reason
WHERE uid = ANY(CAST(:uids AS uuid[])) AND is_current AND state = 'preliminary'
RETURNING form_id
