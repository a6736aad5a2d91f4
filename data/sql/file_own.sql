-- Purpose: the photograph that the asker sent under a key.
-- Parameters: uid.
-- Columns: uid; kind; sha256; bytes; view_sha256; width; height (pixels); uploaded_at_utc. Never NULL.
-- Grain: one row, or none. Index: attachments_uid_key.
-- Caller: data.files.attachments
SELECT uid, kind, sha256, bytes, view_sha256, width, height, uploaded_at_utc
FROM attachments WHERE uid = :uid AND uploaded_by = app_user_id()
