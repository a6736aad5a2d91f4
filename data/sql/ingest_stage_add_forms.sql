-- Purpose: stores new forms and revisions.
-- Parameters: none. Columns: none. Grain: form. Index: none. Caller: data.ingest.load_forms.
INSERT INTO result_forms (form_id, race_id, leaf_area_id, station_id, source, revision, is_counting, state, reason,
  registered_voters, valid_votes, valid_stated, rejected_votes, votes_cast, stations_total, stations_reported,
  received_at_utc, received_stated)
OVERRIDING SYSTEM VALUE
SELECT form_id, race_id, leaf_area_id, station_id, source, revision, is_counting, state,
       CASE WHEN verdict = 'changed' THEN 're-import of ' || file || ' row ' || row_number END,
       registered_voters, valid_votes, valid_stated, rejected_votes, votes_cast, stations_total, stations_reported,
       received_at_utc, received_stated
FROM ingest_forms
WHERE form_id IS NOT NULL
ORDER BY form_id
