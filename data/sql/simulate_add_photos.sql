-- Purpose: the rows of fictional photographs whose bytes are stored.
-- Parameters: parallel arrays uids (uuid), sha256 (text), sizes, heights (integer); width; user_id.
-- Columns: none. Grain: photograph; one that is there stays. Index: attachments_uid_key.
-- Caller: data.simulate.papers
INSERT INTO attachments (uid, kind, sha256, bytes, media_type, width, height, view_sha256, view_bytes, uploaded_by)
SELECT DISTINCT ON (p.uid) p.uid, 'form', p.sha256, p.size, 'image/jpeg', :width, p.height, p.sha256, p.size, :user_id
FROM unnest(CAST(:uids AS uuid[]), CAST(:sha256 AS text[]), CAST(:sizes AS integer[]), CAST(:heights AS integer[]))
  AS p (uid, sha256, size, height)
ON CONFLICT (uid) DO NOTHING
