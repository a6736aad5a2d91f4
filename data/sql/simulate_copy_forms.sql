-- Purpose: party agents' copies of some forms that have just arrived: the same figures, now and then one misread.
-- Parameters: form_ids (bigint[]); share_pct (0..100, of the forms); slip_pct (0..100, of the copies); entered_by.
-- Columns: forms (how many copies). Grain: one row.
-- Index: result_forms_pkey, form_votes_pkey. Which forms are copied follows from their ids: a night that goes on copies none twice.
-- Caller: data.simulate.copies
WITH chosen AS (
  SELECT f.*, ('x' || substr(md5(f.uid::text), 1, 7))::bit(28)::integer AS draw
  FROM result_forms f WHERE f.form_id = ANY (CAST(:form_ids AS bigint[])) AND f.state <> 'disputed'
), copied AS (
  SELECT c.*, c.draw / 100 % 100 < :slip_pct AS slips FROM chosen c WHERE c.draw % 100 < :share_pct
), top AS (
  SELECT DISTINCT ON (v.form_id) v.form_id, v.candidate_id, v.votes
  FROM form_votes v JOIN copied USING (form_id) ORDER BY v.form_id, v.votes DESC, v.candidate_id
), made AS (
  INSERT INTO result_forms (uid, race_id, leaf_area_id, station_id, source, is_counting, registered_voters, valid_votes,
    rejected_votes, votes_cast, received_at_utc, entered_by)
  SELECT md5(c.uid::text || '/agent')::uuid, c.race_id, c.leaf_area_id, c.station_id, 'agent', false, c.registered_voters,
         c.valid_votes + CASE WHEN c.slips THEN 10 ELSE 0 END, c.rejected_votes,
         c.votes_cast + CASE WHEN c.slips THEN 10 ELSE 0 END, c.received_at_utc, :entered_by
  FROM copied c ON CONFLICT DO NOTHING
  RETURNING form_id, uid
), votes AS (
  INSERT INTO form_votes (form_id, candidate_id, votes)
  SELECT m.form_id, v.candidate_id, v.votes + CASE WHEN c.slips AND v.candidate_id = t.candidate_id THEN 10 ELSE 0 END
  FROM made m JOIN copied c ON md5(c.uid::text || '/agent')::uuid = m.uid
  JOIN top t ON t.form_id = c.form_id JOIN form_votes v ON v.form_id = c.form_id
)
SELECT count(*) AS forms FROM made
