-- Purpose: one checksum of all that an election holds, free of ids and times.
-- Parameters: code (of the election).
-- Columns: sum (hex). Grain: one row. Index: whole election, for tests. Caller: data.simulate.checksum.
WITH e AS (
  SELECT e.election_id, e.register_id, r.geography_id FROM elections e JOIN registers r USING (register_id) WHERE e.code = :code
), lines AS (
  SELECT concat_ws('|', 'area', a.level, a.code, a.name, p.code, md5(ST_AsBinary(a.boundary))) AS line
  FROM e JOIN areas a USING (geography_id) LEFT JOIN areas p ON p.area_id = a.parent_id
  UNION ALL
  SELECT concat_ws('|', 'station', s.code, s.name, a.code, s.registered_voters, ST_AsText(s.point))
  FROM e JOIN polling_stations s USING (register_id) JOIN areas a USING (area_id)
  UNION ALL
  SELECT concat_ws('|', 'candidate', c.code, a.code, k.code, k.name, p.code, p.color, k.ballot_order, k.running_mate)
  FROM e JOIN contests c USING (election_id) JOIN races r USING (contest_id) JOIN areas a USING (area_id)
  JOIN candidates k USING (race_id) LEFT JOIN parties p ON p.party_id = k.party_id
  UNION ALL
  SELECT concat_ws('|', 'form', c.code, a.code, s.code, f.source, f.revision, f.is_current, f.state, f.reason,
    f.registered_voters, f.valid_votes, f.rejected_votes, f.votes_cast,
    (SELECT string_agg(concat(k.code, '=', v.votes), ',' ORDER BY k.code)
     FROM form_votes v JOIN candidates k USING (candidate_id) WHERE v.form_id = f.form_id))
  FROM e JOIN contests c USING (election_id) JOIN races r USING (contest_id) JOIN result_forms f USING (race_id)
  JOIN areas a ON a.area_id = f.leaf_area_id LEFT JOIN polling_stations s USING (station_id)
)
SELECT encode(sha256(convert_to(string_agg(md5(line), '' ORDER BY line COLLATE "C"), 'UTF8')), 'hex') AS sum FROM lines
