-- Purpose: links a form to its photos, in the transaction of the form.
-- Parameters: form_id; attachment_ids; old_form_id (a correction keeps the photos of the form it corrects; NULL = no correction).
-- Columns: uid (of each photo linked). Grain: photo. Index: form_attachments_pkey, attachments_pkey.
-- Caller: data.entry.submit
WITH links AS (
  INSERT INTO form_attachments (form_id, attachment_id)
  SELECT CAST(:form_id AS bigint), attachment_id FROM unnest(CAST(:attachment_ids AS bigint[])) AS x (attachment_id)
  UNION
  SELECT CAST(:form_id AS bigint), attachment_id FROM form_attachments WHERE form_id = CAST(:old_form_id AS bigint)
  RETURNING attachment_id
)
SELECT a.uid FROM links JOIN attachments a USING (attachment_id) ORDER BY a.uid
