-- Purpose: sums over the wards below the areas that some wards lie in, those wards among them.
-- Parameters: race_ids, area_ids (int[], parallel: the wards).
-- Columns: race_id; area_id; election_id; forms; flagged; valid; fall; digits (bigint[], 0 to 9).
-- Grain: race x area.
-- Index: anomaly_wards_pkey, anomaly_wards_path.
-- Caller: data.anomalies.store
WITH wanted AS MATERIALIZED (
  SELECT DISTINCT w.race_id, above.area_id
  FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, area_id)
  JOIN anomaly_wards w USING (race_id, area_id) CROSS JOIN unnest(w.path_ids) AS above (area_id)
)
SELECT k.race_id, k.area_id, min(w.election_id) AS election_id, sum(w.forms)::bigint AS forms, sum(w.flagged)::bigint AS flagged,
       sum(w.valid)::bigint AS valid, sum(w.fall)::bigint AS fall,
       ARRAY[sum(w.digits[1]), sum(w.digits[2]), sum(w.digits[3]), sum(w.digits[4]), sum(w.digits[5]),
             sum(w.digits[6]), sum(w.digits[7]), sum(w.digits[8]), sum(w.digits[9]), sum(w.digits[10])]::bigint[] AS digits
FROM wanted k
JOIN anomaly_wards w ON w.path_ids @> ARRAY[k.area_id] AND w.race_id = k.race_id
GROUP BY k.race_id, k.area_id
