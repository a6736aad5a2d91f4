-- Purpose: how many forms of some wards are in the queue.
-- Parameters: race_ids, area_ids, flagged (int[], parallel).
-- Columns: none. Grain: one row a ward.
-- Index: anomaly_wards_pkey.
-- Caller: data.anomalies.store
UPDATE anomaly_wards w SET flagged = k.flagged
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[]), CAST(:flagged AS integer[])) AS k (race_id, area_id, flagged)
WHERE w.race_id = k.race_id AND w.area_id = k.area_id AND w.flagged <> k.flagged
