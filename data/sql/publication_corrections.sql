-- Purpose: counting forms that were corrected since a version, with their reasons, of the areas that the asker sees.
-- Parameters: election_id; since (timestamptz); rows.
-- Columns: uid; contest_title; code, name, level (as in publication_held); revision; reason; entered_at_utc; total.
-- Grain: one row a revision, newest first.
-- Index: result_forms_revised.
-- Caller: data.publish.preview
SELECT f.uid, c.title AS contest_title, coalesce(p.code, a.code) AS code, coalesce(p.name, a.name) AS name,
       CASE WHEN p.station_id IS NULL THEN 'area' ELSE 'station' END AS level, f.revision, coalesce(f.reason, '') AS reason,
       f.entered_at_utc, count(*) OVER () AS total
FROM result_forms f
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
JOIN areas a ON a.area_id = f.leaf_area_id
LEFT JOIN polling_stations p USING (station_id)
WHERE f.revision > 1 AND f.is_counting AND f.entered_at_utc > CAST(:since AS timestamptz) AND c.election_id = :election_id
ORDER BY f.entered_at_utc DESC, f.form_id DESC
LIMIT CAST(:rows AS integer)
