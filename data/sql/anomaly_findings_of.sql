-- Purpose: the open findings of some forms, or of some areas themselves, with the last explanation of each.
-- Parameters: form_ids (bigint[]); race_ids, area_ids (int[], parallel: findings of these areas).
-- Columns: finding_id; form_id (NULL: of the area); race_id; area_id; rule; score; numbers (jsonb); found_at_utc; explained,
--   explained_by (NULL: nobody has, or it grew since).
-- Grain: one row a finding that the person may see, the highest score first.
-- Index: anomaly_findings_form, anomaly_findings_open, anomaly_reviews_finding, users_pkey.
-- Caller: data.anomalies.queue
SELECT n.finding_id, n.form_id, n.race_id, n.area_id, n.rule, n.score, n.numbers, n.found_at_utc,
       v.reason AS explained, v.display_name AS explained_by
FROM (
  SELECT * FROM anomaly_findings WHERE form_id = ANY (CAST(:form_ids AS bigint[])) AND gone_at_utc IS NULL
  UNION ALL
  SELECT f.* FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, area_id)
  JOIN anomaly_findings f ON f.race_id = k.race_id AND f.area_id = k.area_id AND f.form_id IS NULL AND f.gone_at_utc IS NULL
) n
LEFT JOIN LATERAL (
  SELECT w.reason, u.display_name FROM anomaly_reviews w LEFT JOIN users u ON u.user_id = w.reviewed_by
  WHERE w.finding_id = n.finding_id AND n.explained_score IS NOT NULL ORDER BY w.review_id DESC LIMIT 1) v ON true
ORDER BY n.score DESC, n.rule, n.finding_id
