-- Purpose: bring the board's rows of cells up to the register, the forms, the findings and the assignments.
--   Writes only rows that really differ, and rows that are missing. A row that is in loses what was expected of it.
-- Parameters: election_id; race_ids, area_ids (cells, parallel arrays); area_sources (text[], sources whose forms are of areas:
--   their contests have no rows by station); board_seq.
-- Columns: contest_id; area_id (the ward); rows (written). Never NULL.
-- Grain: one row a cell in which anything was written.
-- Index: polling_stations_area, result_forms_cell, result_forms_current, anomaly_findings_form, assignments_station.
-- Caller: data.board.write
WITH cells AS MATERIALIZED (
  SELECT u.race_id, u.area_id, r.contest_id, a.path_ids, e.register_id, e.election_id
  FROM (SELECT DISTINCT race_id, area_id
        FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS u (race_id, area_id)) u
  JOIN races r USING (race_id)
  JOIN contests c USING (contest_id)
  JOIN elections e USING (election_id)
  JOIN areas a ON a.area_id = u.area_id
  WHERE e.election_id = CAST(:election_id AS smallint) AND c.counting_source <> ALL (CAST(:area_sources AS text[]))
), counting AS MATERIALIZED (
  SELECT c.race_id, f.station_id, f.form_id, f.state, f.hold_rule, f.hold_detail, f.source, f.valid_votes, f.rejected_votes,
         CASE WHEN f.received_stated THEN f.received_at_utc END AS received_at_utc
  FROM cells c
  JOIN result_forms f ON f.race_id = c.race_id AND f.leaf_area_id = c.area_id
  WHERE f.is_current AND f.is_counting AND f.station_id IS NOT NULL
), beside AS MATERIALIZED (
  SELECT c.race_id, o.station_id, array_agg(o.source) AS sources,
         coalesce(bool_or(n.form_id IS NOT NULL AND (
           (o.valid_votes, o.rejected_votes) IS DISTINCT FROM (n.valid_votes, n.rejected_votes)
           OR EXISTS (SELECT 1 FROM form_votes v LEFT JOIN form_votes w ON w.form_id = n.form_id AND w.candidate_id = v.candidate_id
                      WHERE v.form_id = o.form_id AND v.votes IS DISTINCT FROM w.votes))), false) AS differ
  FROM cells c
  JOIN result_forms o ON o.race_id = c.race_id AND o.leaf_area_id = c.area_id
  LEFT JOIN counting n ON n.race_id = c.race_id AND n.station_id = o.station_id
  WHERE o.is_current AND NOT o.is_counting AND o.station_id IS NOT NULL
  GROUP BY c.race_id, o.station_id
), written AS (
  INSERT INTO station_board AS b (station_id, contest_id, election_id, race_id, leaf_area_id, path_ids, station_code, station_name,
    centre, has_observer, state, form_id, received_at_utc, hold_rule, hold_detail, findings, sources, sources_differ, board_seq)
  SELECT s.station_id, c.contest_id, c.election_id, c.race_id, c.area_id, c.path_ids, s.code, s.name,
         coalesce(nullif(regexp_replace(s.name, '\s+(stream\s*)?\d+(\s*(of|/)\s*\d+)?\s*$', '', 'i'), ''), s.name),
         EXISTS (SELECT 1 FROM assignments x WHERE x.station_id = s.station_id AND x.ended_at_utc IS NULL),
         CAST(CASE WHEN f.form_id IS NULL THEN 'not_reported'
                   WHEN f.state = 'disputed' AND f.hold_rule IS NOT NULL AND f.hold_rule <> 'manager' THEN 'held'
                   ELSE f.state::text END AS board_state),
         f.form_id, f.received_at_utc, f.hold_rule, f.hold_detail,
         CASE WHEN f.form_id IS NULL THEN 0
              ELSE (SELECT least(count(*), 999) FROM anomaly_findings n WHERE n.form_id = f.form_id AND n.gone_at_utc IS NULL AND n.explained_score IS NULL) END,
         ARRAY(SELECT DISTINCT z FROM unnest(o.sources || f.source) AS z WHERE z IS NOT NULL ORDER BY z),
         coalesce(o.differ, false), CAST(:board_seq AS bigint)
  FROM cells c
  JOIN polling_stations s ON s.area_id = c.area_id AND s.register_id = c.register_id AND s.active
  LEFT JOIN counting f ON f.race_id = c.race_id AND f.station_id = s.station_id
  LEFT JOIN beside o ON o.race_id = c.race_id AND o.station_id = s.station_id
  ON CONFLICT (station_id, contest_id) DO UPDATE SET
    race_id = excluded.race_id, leaf_area_id = excluded.leaf_area_id, path_ids = excluded.path_ids,
    station_code = excluded.station_code, station_name = excluded.station_name, centre = excluded.centre,
    has_observer = excluded.has_observer, state = excluded.state, form_id = excluded.form_id,
    received_at_utc = excluded.received_at_utc, hold_rule = excluded.hold_rule, hold_detail = excluded.hold_detail,
    findings = excluded.findings, sources = excluded.sources, sources_differ = excluded.sources_differ,
    is_late = b.is_late AND excluded.state = 'not_reported',
    expected_at_utc = CASE WHEN excluded.state = 'not_reported' THEN b.expected_at_utc END,
    expected_from = CASE WHEN excluded.state = 'not_reported' THEN b.expected_from END,
    board_seq = excluded.board_seq
  WHERE (b.race_id, b.leaf_area_id, b.path_ids, b.station_code, b.station_name, b.centre, b.has_observer, b.state, b.form_id,
         b.received_at_utc, b.hold_rule, b.hold_detail, b.findings, b.sources, b.sources_differ)
    IS DISTINCT FROM (excluded.race_id, excluded.leaf_area_id, excluded.path_ids, excluded.station_code, excluded.station_name,
         excluded.centre, excluded.has_observer, excluded.state, excluded.form_id, excluded.received_at_utc, excluded.hold_rule,
         excluded.hold_detail, excluded.findings, excluded.sources, excluded.sources_differ)
  RETURNING contest_id, leaf_area_id
)
SELECT contest_id, leaf_area_id AS area_id, count(*) AS rows FROM written GROUP BY contest_id, leaf_area_id
