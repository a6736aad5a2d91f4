-- Purpose: ties forms to their photographs.
-- Parameters: form_ids (bigint[]), uids (uuid[]), parallel. Columns: none. Grain: form x photograph.
-- Index: attachments_uid_key, form_attachments_pkey. Caller: data.simulate.papers
INSERT INTO form_attachments (form_id, attachment_id)
SELECT p.form_id, a.attachment_id
FROM unnest(CAST(:form_ids AS bigint[]), CAST(:uids AS uuid[])) AS p (form_id, uid) JOIN attachments a USING (uid)
ON CONFLICT DO NOTHING
