-- Purpose: forms with findings that nobody has explained, the highest score first, a page at a time.
-- Parameters: election_id; contest, area (codes), rule (NULL any); min_score; alert, counting (boolean, NULL any); after_score,
--   after_form (last row of the page before, NULL: the first); form_id (NULL any: only this form, whatever its score); rows.
-- Columns: form_id; open_score; alert (uid, NULL: no open alert).
-- Grain: one row a form that the person may see.
-- Index: form_scores_queue, form_scores_pkey, areas_geography_id_code_key, anomaly_findings_form, alerts_queue.
-- Caller: data.anomalies.queue
WITH alerting AS MATERIALIZED (
  SELECT form_id, min(uid::text)::uuid AS uid FROM alerts
  WHERE election_id = CAST(:election_id AS smallint) AND status <> 'resolved' AND form_id IS NOT NULL GROUP BY form_id
)
SELECT s.form_id, s.open_score, l.uid AS alert
FROM form_scores s
JOIN races r ON r.race_id = s.race_id JOIN contests c USING (contest_id) JOIN areas a ON a.area_id = s.leaf_area_id
LEFT JOIN alerting l ON l.form_id = s.form_id
WHERE s.election_id = CAST(:election_id AS smallint)
  AND (CAST(:form_id AS bigint) IS NULL AND s.open_score >= CAST(:min_score AS real) AND s.open_score > 0
       OR s.form_id = CAST(:form_id AS bigint))
  AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
  AND (CAST(:area AS text) IS NULL OR EXISTS (
        SELECT 1 FROM areas x WHERE x.geography_id = a.geography_id AND x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
  AND (CAST(:rule AS text) IS NULL OR EXISTS (
        SELECT 1 FROM anomaly_findings n WHERE n.form_id = s.form_id AND n.gone_at_utc IS NULL AND n.explained_score IS NULL
          AND n.rule = CAST(:rule AS text)))
  AND (CAST(:alert AS boolean) IS NULL OR (l.uid IS NOT NULL) = CAST(:alert AS boolean))
  AND (CAST(:counting AS boolean) IS NULL OR s.is_counting = CAST(:counting AS boolean))
  AND (CAST(:after_score AS real) IS NULL OR s.open_score < CAST(:after_score AS real)
       OR (s.open_score = CAST(:after_score AS real) AND s.form_id > CAST(:after_form AS bigint)))
ORDER BY s.open_score DESC, s.form_id
LIMIT CAST(:rows AS integer)
