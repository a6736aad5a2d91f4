-- Purpose: the forms whose findings nobody has explained, the highest score first; for detectors of the worker.
-- Parameters: election_id; min_score; rows.
-- Columns: form_id; race_id; area_id; station_id (NULL: form of an area); score (of what is not explained); parts (jsonb, by rule).
-- Grain: one row a form.
-- Index: form_scores_queue.
-- Caller: data.anomalies.read
SELECT form_id, race_id, leaf_area_id AS area_id, station_id, open_score AS score, parts
FROM form_scores
WHERE election_id = CAST(:election_id AS smallint) AND open_score >= CAST(:min_score AS real)
ORDER BY open_score DESC, form_id
LIMIT CAST(:rows AS integer)
