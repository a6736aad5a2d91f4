-- Purpose: the public results of an area in earlier elections of the same geography.
-- Parameters: geography_id; election_id (this election); path_ids, area_ids (int[]); elections (at most that many).
-- Columns: contest (code); election (code); title; election_date; code, name (of the candidate); party_code, party (NULL none); votes;
--   valid; turnout_cast, turnout_registered (NULL unknown).
-- Grain: one row per earlier election, contest and candidate, newest election first, most votes first.
-- Index: registers and elections are a handful of rows; races_contest_id_area_id_key, ward_counts_pkey, ward_tallies_pkey.
-- Caller: data.wards.results
WITH this AS (
  SELECT election_id, election_date, is_test FROM elections WHERE election_id = :election_id
), earlier AS MATERIALIZED (
  SELECT e.election_id, e.code, e.title, e.election_date
  FROM this JOIN registers g ON g.geography_id = :geography_id JOIN elections e USING (register_id)
  WHERE e.election_date < this.election_date AND e.status NOT IN ('draft', 'cancelled') AND (this.is_test OR NOT e.is_test)
  ORDER BY e.election_date DESC, e.election_id DESC
  LIMIT CAST(:elections AS integer)
), asked AS MATERIALIZED (
  SELECT e.election_id, e.code AS election, e.title, e.election_date, c.code AS contest, r.race_id
  FROM earlier e JOIN contests c USING (election_id)
  JOIN races r ON r.contest_id = c.contest_id AND r.area_id = ANY (CAST(:path_ids AS integer[]))
), counts AS (
  SELECT q.race_id, sum(w.valid_public) AS valid, sum(w.turnout_cast_public) AS turnout_cast,
         sum(w.turnout_registered_public) AS turnout_registered
  FROM asked q JOIN ward_counts w ON w.race_id = q.race_id AND w.leaf_area_id = ANY (CAST(:area_ids AS integer[]))
  GROUP BY q.race_id
), votes AS (
  SELECT t.race_id, t.candidate_id, sum(t.votes_public) AS votes
  FROM asked q JOIN ward_tallies t ON t.race_id = q.race_id AND t.leaf_area_id = ANY (CAST(:area_ids AS integer[]))
  GROUP BY t.race_id, t.candidate_id
)
SELECT q.contest, q.election, q.title, q.election_date, d.code, d.name, p.code AS party_code, p.name AS party, v.votes,
       n.valid, n.turnout_cast, n.turnout_registered
FROM asked q
JOIN counts n USING (race_id)
JOIN votes v USING (race_id)
JOIN candidates d USING (candidate_id)
LEFT JOIN parties p USING (party_id)
WHERE n.valid > 0
ORDER BY q.election_date DESC, q.election, q.contest, v.votes DESC, d.ballot_order, d.code
