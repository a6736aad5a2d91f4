-- Purpose: the newest counting forms of an election that a rule holds or a person disputes, of the areas that the asker sees.
-- Parameters: election_id; since (timestamptz, NULL: nothing is public yet); rows.
-- Columns: uid; contest; contest_title; code, name, level (of the station, or of the area where it is an area's form); hold_rule,
--   hold_detail (NULL: a person's); received_at_utc; fresh (held since then); total.
-- Grain: one row a form.
-- Index: result_forms_held.
-- Caller: data.publish.preview
SELECT f.uid, c.code AS contest, c.title AS contest_title, coalesce(p.code, a.code) AS code, coalesce(p.name, a.name) AS name,
       CASE WHEN p.station_id IS NULL THEN 'area' ELSE 'station' END AS level, f.hold_rule,
       f.hold_detail, f.received_at_utc, count(*) OVER () AS total,
       CAST(:since AS timestamptz) IS NULL OR greatest(f.entered_at_utc, f.checked_at_utc) > CAST(:since AS timestamptz) AS fresh
FROM contests c
JOIN races r USING (contest_id)
JOIN result_forms f USING (race_id)
JOIN areas a ON a.area_id = f.leaf_area_id
LEFT JOIN polling_stations p USING (station_id)
WHERE c.election_id = :election_id AND f.is_current AND f.is_counting AND f.state = 'disputed'
ORDER BY greatest(f.entered_at_utc, f.checked_at_utc) DESC, f.form_id DESC
LIMIT CAST(:rows AS integer)
