-- Purpose: one word for all that the staged forms would do to the store.
-- Parameters: none. Columns: forms, votes (text; NULL: none staged). Grain: one row. Index: none (staging). Caller: data.imports.effects.
SELECT (SELECT md5(string_agg(concat_ws(':', stage_id, race_id, leaf_area_id, station_id, source, verdict, state, registered_voters,
                                        valid_votes, rejected_votes, stations_total, stations_reported,
                                        CASE WHEN verdict = 'same' THEN 0 ELSE coalesce(current_id, 0) END), ',' ORDER BY stage_id))
        FROM ingest_forms) AS forms,
       (SELECT md5(string_agg(concat_ws(':', stage_id, candidate_id, votes), ',' ORDER BY stage_id, candidate_id)) FROM ingest_votes) AS votes
