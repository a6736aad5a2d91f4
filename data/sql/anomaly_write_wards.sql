-- Purpose: keep what areas above need of some wards. `flagged` is written after judging, by anomaly_write_flagged.
-- Parameters: wards (JSON text: array of race_id, area_id, election_id, forms, peers, valid, fall, digits, turnouts).
-- Columns: none. Grain: one row a ward.
-- Index: anomaly_wards_pkey, areas_pkey, races_pkey.
-- Caller: data.anomalies.store
INSERT INTO anomaly_wards (race_id, area_id, election_id, path_ids, forms, peers, valid, fall, digits, turnouts)
SELECT g.race_id, g.area_id, g.election_id,
       ARRAY(SELECT x.area_id FROM areas x JOIN areas top ON top.area_id = r.area_id
             WHERE x.area_id = ANY (a.path_ids) AND x.level >= greatest(top.level, 1) ORDER BY x.level),
       g.forms, g.peers, g.valid, g.fall, g.digits, g.turnouts
FROM jsonb_to_recordset(CAST(:wards AS jsonb)) AS g (race_id integer, area_id integer, election_id smallint, forms integer,
  peers integer, valid bigint, fall bigint, digits integer[], turnouts double precision[])
JOIN areas a ON a.area_id = g.area_id JOIN races r ON r.race_id = g.race_id
ON CONFLICT (race_id, area_id) DO UPDATE
SET forms = excluded.forms, peers = excluded.peers, valid = excluded.valid, fall = excluded.fall, digits = excluded.digits,
    turnouts = excluded.turnouts
WHERE (anomaly_wards.forms, anomaly_wards.peers, anomaly_wards.valid, anomaly_wards.fall, anomaly_wards.digits, anomaly_wards.turnouts)
  IS DISTINCT FROM (excluded.forms, excluded.peers, excluded.valid, excluded.fall, excluded.digits, excluded.turnouts)
