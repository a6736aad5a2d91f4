-- Purpose: what the staged forms would add and change, in the order of the file, with the figures before and after.
-- Parameters: most (rows).
-- Columns: verdict ('new', 'changed' or 'promoted'), file, row_number, thing (contest, station or area, source), before (NULL: new), after.
-- Grain: form. Index: form_votes_pkey, result_forms_pkey. Caller: data.imports.effects.
SELECT s.verdict, s.file, s.row_number, c.code || ' ' || coalesce(p.code, a.code) || ' ' || s.source AS thing,
       CASE WHEN f.form_id IS NOT NULL THEN jsonb_build_object('state', f.state, 'registered_voters', f.registered_voters,
         'valid_votes', f.valid_votes, 'rejected_votes', f.rejected_votes, 'received_at', f.received_at_utc, 'votes',
         (SELECT jsonb_object_agg(k.code, v.votes) FROM form_votes v JOIN candidates k USING (candidate_id) WHERE v.form_id = f.form_id))
       END AS before,
       jsonb_build_object('state', s.state, 'registered_voters', s.registered_voters, 'valid_votes', s.valid_votes,
         'rejected_votes', s.rejected_votes, 'received_at', CASE WHEN s.received_stated THEN s.received_at_utc END, 'votes',
         (SELECT jsonb_object_agg(k.code, v.votes) FROM ingest_votes v JOIN candidates k USING (candidate_id) WHERE v.stage_id = s.stage_id)) AS after
FROM ingest_forms s
JOIN races r USING (race_id)
JOIN contests c USING (contest_id)
JOIN areas a ON a.area_id = s.leaf_area_id
LEFT JOIN polling_stations p ON p.station_id = s.station_id
LEFT JOIN result_forms f ON f.form_id = s.current_id
WHERE s.verdict <> 'same'
ORDER BY s.stage_id
LIMIT CAST(:most AS integer)
