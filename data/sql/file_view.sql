-- Purpose: the picture of a photograph that the asker may see.
-- Parameters: uid.
-- Columns: view_sha256; kind (form, incident). Never NULL. Grain: one row, or none. Index: attachments_uid_key.
-- Caller: data.files.attachments
SELECT view_sha256, kind FROM attachments WHERE uid = :uid
