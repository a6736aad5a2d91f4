-- Purpose: make the open findings of some cells (or, with areas, of some areas) exactly those given: open new ones, refresh those
--   whose score or numbers differ, end the others. An explained finding opens again when its score has grown by 0.05.
-- Parameters: race_ids, area_ids (int[], parallel: the cells judged); areas (boolean: findings of areas, not of forms); findings
--   (JSON text: array of race_id, area_id, election_id, station_id, form_id, rule, score, numbers).
-- Columns: changed (rows written).
-- Grain: one row.
-- Index: anomaly_findings_open.
-- Caller: data.anomalies.store
WITH judged AS (
  SELECT race_id, area_id FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, area_id)
), given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(CAST(:findings AS jsonb)) AS g (race_id integer, area_id integer, election_id smallint,
    station_id integer, form_id bigint, rule text, score real, numbers jsonb)
), gone AS (
  UPDATE anomaly_findings o SET gone_at_utc = now()
  FROM judged j
  WHERE o.race_id = j.race_id AND o.area_id = j.area_id AND o.gone_at_utc IS NULL AND (o.form_id IS NULL) = CAST(:areas AS boolean)
    AND NOT EXISTS (SELECT 1 FROM given g WHERE g.race_id = o.race_id AND g.area_id = o.area_id
                    AND g.form_id IS NOT DISTINCT FROM o.form_id AND g.rule = o.rule)
  RETURNING 1
), written AS (
  INSERT INTO anomaly_findings (election_id, race_id, area_id, station_id, form_id, rule, score, numbers)
  SELECT election_id, race_id, area_id, station_id, form_id, rule, score, numbers FROM given
  ORDER BY race_id, area_id, form_id, rule
  ON CONFLICT (race_id, area_id, form_id, rule) WHERE gone_at_utc IS NULL DO UPDATE
  SET score = excluded.score, numbers = excluded.numbers, changed_at_utc = now(),
      explained_score = CASE WHEN excluded.score < anomaly_findings.explained_score + 0.05 THEN anomaly_findings.explained_score END
  WHERE (anomaly_findings.score, anomaly_findings.numbers) IS DISTINCT FROM (excluded.score, excluded.numbers)
  RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) AS changed
