-- Purpose: whether tallies have moved since the last version of an election that publishes by itself, and whether the publisher is there.
-- Parameters: election_id. Columns: those of every detector (data.alerts.spans.Span.of). Grain: one row, or none.
-- Index: versions_pkey, ward_counts_seq. Caller: data.alerts.detectors.publication
SELECT 'version' AS key, t.area_id, CAST(NULL AS integer) AS place_id, v.published_at_utc AS began_at,
       CAST(NULL AS timestamptz) AS ended_at, CAST(NULL AS text) AS severity, CAST(NULL AS integer) AS station_id,
       CAST(NULL AS bigint) AS form_id, CAST(NULL AS bigint) AS incident_id,
       jsonb_build_object('since_at', v.published_at_utc)
         || CASE WHEN EXISTS (SELECT 1 FROM pg_locks l WHERE l.locktype = 'advisory' AND l.objid = 7305002
                              AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database()))
                 THEN '{}'::jsonb ELSE '{"publisher": "away"}'::jsonb END AS numbers,
       jsonb_build_array(jsonb_build_object('href', '/manage/publish?election=' || e.code, 'what', 'publish')) AS evidence
FROM elections e
JOIN registers r USING (register_id) JOIN areas t ON t.geography_id = r.geography_id AND t.level = 0
LEFT JOIN publications p USING (election_id)
CROSS JOIN LATERAL (SELECT published_at_utc, tally_seq FROM versions WHERE election_id = e.election_id ORDER BY version DESC LIMIT 1) v
WHERE e.election_id = CAST(:election_id AS smallint) AND coalesce(p.mode, 'auto') = 'auto'
  AND EXISTS (SELECT 1 FROM ward_counts w JOIN races x USING (race_id) JOIN contests c USING (contest_id)
              WHERE w.tally_seq > v.tally_seq AND c.election_id = e.election_id)
