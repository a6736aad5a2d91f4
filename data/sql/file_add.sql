-- Purpose: the row of a photograph whose bytes are stored; nothing happens when the key is taken.
-- Parameters: uid; kind (form, incident); sha256, bytes, media_type (as it came); width, height (pixels, upright); view_sha256,
--   view_bytes (as shown); user_id.
-- Columns: as file_own. Grain: one row, or none when the key is taken. Index: attachments_uid_key.
-- Caller: data.files.attachments
INSERT INTO attachments (uid, kind, sha256, bytes, media_type, width, height, view_sha256, view_bytes, uploaded_by)
VALUES (:uid, :kind, :sha256, :bytes, :media_type, :width, :height, :view_sha256, :view_bytes, :user_id)
ON CONFLICT (uid) DO NOTHING
RETURNING uid, kind, sha256, bytes, view_sha256, width, height, uploaded_at_utc
