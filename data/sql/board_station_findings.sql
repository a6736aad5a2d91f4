-- Purpose: open findings of the anomaly rules about forms, the strongest first; never their numbers.
-- Parameters: form_ids (bigint[]).
-- Columns: rule; contest; form (uid); score; found_at_utc. Never NULL.
-- Grain: finding.
-- Index: anomaly_findings_form.
-- Caller: data.board.dossier
SELECT n.rule, c.code AS contest, f.uid AS form, n.score, n.found_at_utc
FROM anomaly_findings n
JOIN result_forms f ON f.form_id = n.form_id
JOIN races r ON r.race_id = n.race_id
JOIN contests c USING (contest_id)
WHERE n.form_id = ANY (CAST(:form_ids AS bigint[])) AND n.gone_at_utc IS NULL AND n.explained_score IS NULL
ORDER BY n.score DESC, n.finding_id
