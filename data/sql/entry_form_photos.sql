-- Purpose: the photos of a form that the asker entered.
-- Parameters: form_id.
-- Columns: uid. Grain: photo. Index: form_attachments_pkey, attachments_pkey.
-- Caller: data.entry.submit
SELECT p.uid FROM form_attachments x JOIN attachments p USING (attachment_id) WHERE x.form_id = :form_id ORDER BY p.uid
