-- Purpose: the second computation's reading: votes of every counting form, straight from the forms.
--   Written apart from the tally statements on purpose: it reads neither ward_counts nor ward_tallies, and joins the other way.
-- Parameters: election_id; leaf_area_ids (int[], NULL: all).
-- Columns: contest_id; area_id (leaf); forms; valid_votes; rejected_votes, rejected_forms; votes_cast, cast_forms
--   (NULL sums where no form states them); candidate_code (NULL: the row of the forms themselves); votes.
-- Grain: one row per contest, leaf area and candidate, and one with candidate_code NULL.
-- Index: result_forms_cell via races, form_votes_pkey.
-- Caller: data.publish.gate
WITH counted AS MATERIALIZED (
  SELECT r.contest_id, f.leaf_area_id, f.form_id, f.valid_votes, f.rejected_votes, f.votes_cast
  FROM elections e, contests c, races r, result_forms f
  WHERE e.election_id = :election_id AND c.election_id = e.election_id AND r.contest_id = c.contest_id
    AND f.race_id = r.race_id AND f.is_current AND f.source = c.counting_source
    AND f.state <> 'disputed' AND f.state = ANY(e.publish_states)
    AND (CAST(:leaf_area_ids AS integer[]) IS NULL OR f.leaf_area_id = ANY(CAST(:leaf_area_ids AS integer[])))
)
SELECT contest_id, leaf_area_id AS area_id, count(*) AS forms, sum(valid_votes) AS valid_votes,
       sum(rejected_votes) AS rejected_votes, count(rejected_votes) AS rejected_forms,
       sum(votes_cast) AS votes_cast, count(votes_cast) AS cast_forms, NULL::text AS candidate_code, NULL::bigint AS votes
FROM counted GROUP BY contest_id, leaf_area_id
UNION ALL
SELECT n.contest_id, n.leaf_area_id, NULL, NULL, NULL, NULL, NULL, NULL, d.code, sum(v.votes)
FROM form_votes v, candidates d, counted n
WHERE v.form_id = n.form_id AND d.candidate_id = v.candidate_id
GROUP BY n.contest_id, n.leaf_area_id, d.code
