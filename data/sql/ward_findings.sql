-- Purpose: what the anomaly rules found in an area and still find, the strongest first. A form that waits for its second entry has
--   no rule named: it would tell the second typist what the first one wrote.
-- Parameters: election_id; area_ids (int[]); publish_states (text[]); rows (at most that many).
-- Columns: rule (NULL: not to be told yet); score (0..1); contest (title); station_code, station (NULL of an area); area_code, area;
--   form_uid (NULL of an area); found_at_utc; total.
-- Grain: one row per open finding; `total` counts all of them.
-- Index: anomaly_findings_election, result_forms_pkey.
-- Caller: data.wards.open
SELECT CASE WHEN f.form_id IS NULL OR NOT awaits_second_entry(f.state, f.entered_by, f.verified_by, CAST(:publish_states AS form_state[]))
            THEN n.rule END AS rule,
       n.score, c.title AS contest, s.code AS station_code, s.name AS station, a.code AS area_code, a.name AS area,
       f.uid AS form_uid, n.found_at_utc, count(*) OVER () AS total
FROM anomaly_findings n
JOIN races r USING (race_id) JOIN contests c USING (contest_id)
JOIN areas a ON a.area_id = n.area_id
LEFT JOIN polling_stations s ON s.station_id = n.station_id
LEFT JOIN result_forms f ON f.form_id = n.form_id
WHERE n.election_id = :election_id AND n.area_id = ANY (CAST(:area_ids AS integer[])) AND n.gone_at_utc IS NULL
ORDER BY n.score DESC, n.finding_id
LIMIT CAST(:rows AS integer)
