-- Purpose: a finding as a review needs it: its form's score, and whether this very review is stored already.
-- Parameters: finding_id; uid (the client's key).
-- Columns: rule; form_uid, open_score (NULL: of an area, or the form has no score); sent (finding of the stored review, NULL: none);
--   sent_reason.
-- Grain: one row a finding that the person may see.
-- Index: anomaly_findings_pkey, form_scores_pkey, anomaly_reviews_uid_key.
-- Caller: data.anomalies.reviews
SELECT f.rule, f.gone_at_utc IS NOT NULL AS gone, r.uid AS form_uid, s.open_score, v.finding_id AS sent, v.reason AS sent_reason
FROM anomaly_findings f
LEFT JOIN form_scores s ON s.form_id = f.form_id
LEFT JOIN result_forms r ON r.form_id = f.form_id
LEFT JOIN anomaly_reviews v ON v.uid = CAST(:uid AS uuid)
WHERE f.finding_id = CAST(:finding_id AS bigint)
