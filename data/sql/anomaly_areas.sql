-- Purpose: areas of one level with a score, the highest first; to rank wards, constituencies and counties.
-- Parameters: election_id; level (name of the areas' level); contest, area (codes, NULL any); rows.
-- Columns: race_id; area_id; code, name; contest, contest_title; path (jsonb, ancestors from the root down); score; parts (jsonb);
--   flagged (forms of it in the queue that the person may see).
-- Grain: race x area.
-- Index: area_scores_top, areas_pkey, form_scores_cell.
-- Caller: data.anomalies.queue
WITH ranked AS MATERIALIZED (
  SELECT s.race_id, s.area_id, a.code, a.name, a.path_ids, a.level, c.code AS contest, c.title AS contest_title, g.level_names, s.score, s.parts
  FROM area_scores s
  JOIN areas a USING (area_id) JOIN geographies g USING (geography_id)
  JOIN races r ON r.race_id = s.race_id JOIN contests c USING (contest_id)
  WHERE s.election_id = CAST(:election_id AS smallint) AND g.level_names[a.level + 1] = CAST(:level AS text)
    AND (CAST(:contest AS text) IS NULL OR c.code = CAST(:contest AS text))
    AND (CAST(:area AS text) IS NULL OR EXISTS (
          SELECT 1 FROM areas x WHERE x.geography_id = a.geography_id AND x.code = CAST(:area AS text) AND x.area_id = ANY (a.path_ids)))
  ORDER BY s.score DESC, s.race_id, s.area_id
  LIMIT CAST(:rows AS integer)
)
SELECT k.race_id, k.area_id, k.code, k.name, k.contest, k.contest_title, k.score, k.parts,
       (SELECT jsonb_agg(jsonb_build_object('code', x.code, 'name', x.name, 'level', k.level_names[x.level + 1]) ORDER BY x.level)
        FROM areas x WHERE x.area_id = ANY (k.path_ids) AND x.area_id <> k.area_id) AS path,
       (WITH RECURSIVE below AS (
          SELECT k.area_id UNION ALL SELECT a.area_id FROM below b JOIN areas a ON a.parent_id = b.area_id)
        SELECT count(*) FROM below b JOIN form_scores f ON f.race_id = k.race_id AND f.leaf_area_id = b.area_id
        WHERE f.open_score >= CAST(:flagged AS real)) AS flagged
FROM ranked k
ORDER BY k.score DESC, k.race_id, k.area_id
