-- Purpose: the turnouts of the other wards of the constituencies (the area above the leaf) that some wards lie in.
-- Parameters: race_ids, area_ids (int[], parallel: the wards).
-- Columns: race_id; parent_id; area_id; peers; turnouts.
-- Grain: race x ward of these constituencies.
-- Index: areas_pkey, areas_parent, anomaly_wards_pkey.
-- Caller: data.anomalies.chore
SELECT w.race_id, p.parent_id, w.area_id, w.peers, w.turnouts
FROM (SELECT DISTINCT k.race_id, a.parent_id
      FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, area_id)
      JOIN areas a ON a.area_id = k.area_id WHERE a.parent_id IS NOT NULL) p
JOIN areas b ON b.parent_id = p.parent_id
JOIN anomaly_wards w ON w.race_id = p.race_id AND w.area_id = b.area_id
ORDER BY w.race_id, w.area_id
