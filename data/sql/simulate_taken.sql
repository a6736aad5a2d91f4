-- Purpose: which stations have a form of a race already, by whomever.
-- Parameters: race_ids (int[]), station_ids (int[]), parallel; source.
-- Columns: race_id; station_id. Grain: taken pair. Index: result_forms_station.
-- Caller: data.simulate.forms.
SELECT k.race_id, k.station_id
FROM unnest(CAST(:race_ids AS integer[]), CAST(:station_ids AS integer[])) AS k (race_id, station_id)
WHERE EXISTS (SELECT 1 FROM result_forms f
              WHERE f.station_id = k.station_id AND f.race_id = k.race_id AND f.source = :source AND f.is_current)
