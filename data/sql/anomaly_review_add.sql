-- Purpose: store why a finding is as it is; a trigger takes it out of the queue and stores it as it was.
-- Parameters: uid (the client's key); finding_id; reason; user_id.
-- Columns: review_id; rule, form_id, area_id (of the finding), score (as it was).
-- Grain: one row; none for a finding that is not there for the person.
-- Index: anomaly_findings_pkey.
-- Caller: data.anomalies.reviews
INSERT INTO anomaly_reviews (uid, finding_id, area_id, score, numbers, reason, reviewed_by)
SELECT CAST(:uid AS uuid), f.finding_id, f.area_id, f.score, f.numbers, CAST(:reason AS text), CAST(:user_id AS integer)
FROM anomaly_findings f
WHERE f.finding_id = CAST(:finding_id AS bigint) AND f.gone_at_utc IS NULL
RETURNING review_id, finding_id, area_id, score
