-- Purpose: writes verified forms of wards, one each, with their votes: an earlier election as a portal gives it.
-- Parameters: parallel arrays form_ids (bigint), area_ids, registered, valid, rejected, stations_total, stations_reported
--   (integer); votes (integer[], form by form in the order of the ballot), places (candidates on the ballot); contest_id
--   (of one race), source.
-- Columns: none. Grain: form x candidate. Index: races_contest_id_area_id_key. Caller: data.simulate.baseline.
WITH race AS (
  SELECT r.race_id, e.election_date FROM races r JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
  WHERE r.contest_id = :contest_id
), given AS (
  SELECT * FROM unnest(CAST(:form_ids AS bigint[]), CAST(:area_ids AS integer[]), CAST(:registered AS integer[]),
    CAST(:valid AS integer[]), CAST(:rejected AS integer[]), CAST(:stations_total AS integer[]),
    CAST(:stations_reported AS integer[])) WITH ORDINALITY
    AS g (form_id, area_id, registered, valid, rejected, stations_total, stations_reported, number)
), added AS (
  INSERT INTO result_forms (form_id, race_id, leaf_area_id, source, is_counting, state, registered_voters, valid_votes,
    rejected_votes, votes_cast, stations_total, stations_reported, received_at_utc)
  OVERRIDING SYSTEM VALUE
  SELECT g.form_id, race.race_id, g.area_id, :source, true, 'verified', g.registered, g.valid,
    g.rejected, g.valid + g.rejected, g.stations_total, g.stations_reported, race.election_date + interval '3 days'
  FROM given g CROSS JOIN race
  RETURNING form_id
)
INSERT INTO form_votes (form_id, candidate_id, votes)
SELECT added.form_id, k.candidate_id, (CAST(:votes AS integer[]))[(g.number - 1) * :places + k.ballot_order]
FROM added JOIN given g USING (form_id) CROSS JOIN race JOIN candidates k USING (race_id)
