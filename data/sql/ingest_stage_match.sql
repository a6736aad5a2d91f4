-- Purpose: finds the stored form of each staged one; its verdict is 'same' when header figures are equal, else 'changed'.
-- Parameters: none. Columns: none. Grain: form. Index: result_forms_current. Caller: data.ingest.load_forms.
UPDATE ingest_forms s
SET current_id = f.form_id,
    revision = f.revision + 1,
    verdict = CASE
      WHEN (s.registered_voters, s.rejected_votes, s.stations_total, s.stations_reported, s.valid_votes)
           IS DISTINCT FROM (f.registered_voters, f.rejected_votes, f.stations_total, f.stations_reported, f.valid_votes)
        OR (s.received_stated AND s.received_at_utc <> f.received_at_utc)
      THEN 'changed' ELSE 'same' END
FROM result_forms f
WHERE f.is_current
  AND f.race_id = s.race_id
  AND f.leaf_area_id = s.leaf_area_id
  AND f.source = s.source
  AND coalesce(f.station_id, 0) = coalesce(s.station_id, 0)
