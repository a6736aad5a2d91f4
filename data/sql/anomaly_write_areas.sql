-- Purpose: make the scores of some areas exactly those given; an area without a part has none.
-- Parameters: race_ids, area_ids (int[], parallel: the areas judged); scores (JSON text: array of race_id, area_id, election_id,
--   score, parts).
-- Columns: changed (rows written).
-- Grain: one row.
-- Index: area_scores_pkey.
-- Caller: data.anomalies.store
WITH given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(CAST(:scores AS jsonb)) AS g (race_id integer, area_id integer, election_id smallint, score real, parts jsonb)
), gone AS (
  DELETE FROM area_scores s
  USING unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, area_id)
  WHERE s.race_id = k.race_id AND s.area_id = k.area_id
    AND NOT EXISTS (SELECT 1 FROM given g WHERE g.race_id = s.race_id AND g.area_id = s.area_id)
  RETURNING 1
), written AS (
  INSERT INTO area_scores (race_id, area_id, election_id, score, parts)
  SELECT race_id, area_id, election_id, score, parts FROM given ORDER BY race_id, area_id
  ON CONFLICT (race_id, area_id) DO UPDATE SET score = excluded.score, parts = excluded.parts, scored_at_utc = now()
  WHERE (area_scores.score, area_scores.parts) IS DISTINCT FROM (excluded.score, excluded.parts)
  RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) AS changed
