-- Purpose: recomputes how many forms each source beside the counting one has in some cells, and their valid and rejected votes.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel; tally_seq (bigint).
-- Columns: none.
-- Grain: one row per cell and source; a source that is gone from a cell keeps its row, with 0 forms, so that readers notice.
-- Index: result_forms_race_id_leaf_area_id_station_id_source_revision_key by its first two columns, other_counts_pkey.
-- Caller: data.tally.worker
INSERT INTO other_counts AS o (race_id, leaf_area_id, source, tally_seq, forms, forms_public, is_station, valid_votes, valid_public,
  rejected_votes)
SELECT k.race_id, k.leaf_area_id, s.source, :tally_seq, coalesce(s.forms, 0), coalesce(s.forms_public, 0), s.is_station,
       coalesce(s.valid_votes, 0), coalesce(s.valid_public, 0), s.rejected_votes
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
CROSS JOIN LATERAL (
  SELECT source, f.forms, f.forms_public, coalesce(f.is_station, h.is_station) AS is_station, f.valid_votes, f.valid_public,
         f.rejected_votes
  FROM (
    SELECT g.source, count(*) AS forms, count(*) FILTER (WHERE g.is_open) AS forms_public,
           bool_or(g.station_id IS NOT NULL) AS is_station, sum(g.valid_votes) AS valid_votes,
           sum(g.valid_votes) FILTER (WHERE g.is_open) AS valid_public, sum(g.rejected_votes) FILTER (WHERE g.is_open) AS rejected_votes
    FROM (SELECT f.*, NOT awaits_second_entry(f.state, f.entered_by, f.verified_by, e.publish_states) AS is_open
          FROM result_forms f
          WHERE f.race_id = k.race_id AND f.leaf_area_id = k.leaf_area_id AND f.is_current AND NOT f.is_counting
            AND f.state <> 'disputed') g
    GROUP BY g.source) f
  FULL JOIN (SELECT source, is_station FROM other_counts
             WHERE race_id = k.race_id AND leaf_area_id = k.leaf_area_id) h USING (source)) s
ON CONFLICT (race_id, leaf_area_id, source) DO UPDATE SET
  tally_seq = excluded.tally_seq, forms = excluded.forms, forms_public = excluded.forms_public, is_station = excluded.is_station,
  valid_votes = excluded.valid_votes, valid_public = excluded.valid_public, rejected_votes = excluded.rejected_votes
