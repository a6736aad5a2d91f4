-- Purpose: one word for all that the staged forms would do to the store; by codes, as a bundle's new rows have other ids each time.
-- Parameters: none. Columns: forms, votes (text; NULL: none staged). Grain: one row.
-- Index: races_pkey, areas_pkey, polling_stations_pkey, candidates_pkey. Caller: data.imports.effects.
SELECT (SELECT md5(string_agg(CAST(ROW(s.stage_id, c.code, r.code, l.code, p.code, s.source, s.verdict, s.state, s.registered_voters,
                                        s.valid_votes, s.rejected_votes, s.stations_total, s.stations_reported,
                                        CASE WHEN s.verdict = 'same' THEN 0 ELSE coalesce(s.current_id, 0) END) AS text), ',' ORDER BY s.stage_id))
        FROM ingest_forms s
        JOIN (SELECT race_id, contest_id, code FROM races JOIN areas USING (area_id)) r USING (race_id)
        JOIN contests c USING (contest_id)
        JOIN areas l ON l.area_id = s.leaf_area_id
        LEFT JOIN polling_stations p ON p.station_id = s.station_id) AS forms,
       (SELECT md5(string_agg(concat_ws(':', v.stage_id, k.code, v.votes), ',' ORDER BY v.stage_id, k.code))
        FROM ingest_votes v JOIN candidates k USING (candidate_id)) AS votes
