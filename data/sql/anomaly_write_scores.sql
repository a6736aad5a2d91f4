-- Purpose: make the scores of the forms of some cells exactly those given; a form without a finding has none. To be run after
--   anomaly_write_findings, which knows what is explained.
-- Parameters: race_ids, area_ids (int[], parallel: the cells judged); scores (JSON text: array of form_id, election_id, race_id,
--   area_id, station_id, is_counting, score, parts).
-- Columns: changed (rows written).
-- Grain: one row.
-- Index: form_scores_cell, form_scores_pkey, anomaly_findings_form.
-- Caller: data.anomalies.store
WITH given AS MATERIALIZED (
  SELECT g.*, open_score_of(g.form_id) AS open_score
  FROM jsonb_to_recordset(CAST(:scores AS jsonb)) AS g (form_id bigint, election_id smallint, race_id integer, area_id integer,
    station_id integer, is_counting boolean, score real, parts jsonb)
), gone AS (
  DELETE FROM form_scores s
  USING unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, area_id)
  WHERE s.race_id = k.race_id AND s.leaf_area_id = k.area_id AND NOT EXISTS (SELECT 1 FROM given g WHERE g.form_id = s.form_id)
  RETURNING 1
), written AS (
  INSERT INTO form_scores (form_id, election_id, race_id, leaf_area_id, station_id, is_counting, score, open_score, parts)
  SELECT form_id, election_id, race_id, area_id, station_id, is_counting, score, open_score, parts FROM given ORDER BY form_id
  ON CONFLICT (form_id) DO UPDATE
  SET score = excluded.score, open_score = excluded.open_score, parts = excluded.parts, scored_at_utc = now()
  WHERE (form_scores.score, form_scores.open_score, form_scores.parts)
    IS DISTINCT FROM (excluded.score, excluded.open_score, excluded.parts)
  RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) AS changed
