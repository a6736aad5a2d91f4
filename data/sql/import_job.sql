-- Purpose: one import with who asked for it and the earlier one that loaded the same file.
-- Parameters: uid (uuid).
-- Columns: job_id, uid, election, kind, format, status, origin, file_name, file_sha256, file_bytes, created_by, created_at_utc, added,
--   changed, unchanged, refused, preview_sha256, previewed_at_utc, is_outdated, files, approved_by, approved_at_utc, approve_reason, stage,
--   rows_done, rows_total, cancel_asked, attempts, fault, remedy, ended_at_utc, changed_at_utc, earlier_uid, earlier_at_utc (people by name;
--   NULL: nobody, not yet), mapping, findings, election_id, header_sha256.
-- Grain: one row, or none where the person may not see it. Index: import_jobs_uid_key, import_jobs_file. Caller: data.imports.reading.
SELECT j.job_id, j.uid, e.code AS election, CAST(j.kind AS text) AS kind, CAST(j.format AS text) AS format, CAST(j.status AS text) AS status,
       j.origin, j.file_name, j.file_sha256, j.file_bytes, c.username AS created_by, j.created_at_utc, j.added, j.changed, j.unchanged,
       j.refused, j.preview_sha256, j.previewed_at_utc, j.is_outdated, j.files, a.username AS approved_by, j.approved_at_utc, j.approve_reason,
       j.stage, j.rows_done, j.rows_total, j.cancel_asked, j.attempts, j.fault, j.remedy, j.ended_at_utc, j.changed_at_utc,
       b.uid AS earlier_uid, b.ended_at_utc AS earlier_at_utc, j.mapping, j.findings, j.election_id, j.header_sha256
FROM import_jobs j
LEFT JOIN elections e USING (election_id)
LEFT JOIN users c ON c.user_id = j.created_by
LEFT JOIN users a ON a.user_id = j.approved_by
LEFT JOIN LATERAL (
  SELECT o.uid, o.ended_at_utc FROM import_jobs o
  WHERE o.file_sha256 = j.file_sha256 AND o.job_id < j.job_id AND o.status = 'done' AND o.election_id IS NOT DISTINCT FROM j.election_id
  ORDER BY o.job_id DESC LIMIT 1
) b ON true
WHERE j.uid = CAST(:uid AS uuid)
