-- Purpose: recomputes the header of some cells from their current counting forms.
-- Parameters: race_ids (int[]), area_ids (int[]), parallel; tally_seq (bigint).
-- Columns: none.
-- Grain: one row per cell (race x leaf area). `all`: not disputed; `public`: in the election's publish_states.
-- Index: result_forms_cell (LATERAL by key: a join of a temporary table of keys was 20 times slower).
-- Caller: data.tally.worker, data.tally.reconcile
INSERT INTO ward_counts AS w (race_id, leaf_area_id, tally_seq, forms_reported, forms_preliminary, forms_verified,
  forms_confirmed, forms_disputed, forms_all, forms_public, is_area_form, area_stations_total, area_stations_reported,
  valid_all, valid_public, rejected_public, rejected_forms_public, cast_public, cast_forms_public,
  registered_public, registered_forms_public, turnout_cast_public, turnout_registered_public, last_received_at_utc)
SELECT k.race_id, k.leaf_area_id, :tally_seq, f.*
FROM unnest(CAST(:race_ids AS integer[]), CAST(:area_ids AS integer[])) AS k (race_id, leaf_area_id)
JOIN races r USING (race_id) JOIN contests c USING (contest_id) JOIN elections e USING (election_id)
CROSS JOIN LATERAL (
  SELECT count(*), count(*) FILTER (WHERE state = 'preliminary'), count(*) FILTER (WHERE state = 'verified'),
         count(*) FILTER (WHERE state = 'confirmed'), count(*) FILTER (WHERE state = 'disputed'),
         count(*) FILTER (WHERE state <> 'disputed'), count(*) FILTER (WHERE is_public),
         coalesce(bool_or(station_id IS NULL), false),
         sum(stations_total) FILTER (WHERE is_public), sum(stations_reported) FILTER (WHERE is_public),
         coalesce(sum(valid_votes) FILTER (WHERE state <> 'disputed'), 0), coalesce(sum(valid_votes) FILTER (WHERE is_public), 0),
         sum(rejected_votes) FILTER (WHERE is_public), count(rejected_votes) FILTER (WHERE is_public),
         sum(votes_cast) FILTER (WHERE is_public), count(votes_cast) FILTER (WHERE is_public),
         sum(registered) FILTER (WHERE is_public), count(registered) FILTER (WHERE is_public),
         sum(votes_cast) FILTER (WHERE is_public AND registered IS NOT NULL),
         sum(registered) FILTER (WHERE is_public AND votes_cast IS NOT NULL),
         max(received_at_utc) FILTER (WHERE is_public AND received_stated)
  FROM (SELECT g.*, g.state <> 'disputed' AND g.state = ANY(e.publish_states) AS is_public,
               coalesce(g.registered_voters, s.registered_voters) AS registered
        FROM result_forms g LEFT JOIN polling_stations s ON s.station_id = g.station_id
        WHERE g.race_id = k.race_id AND g.leaf_area_id = k.leaf_area_id AND g.is_current AND g.is_counting) forms) f
ON CONFLICT (race_id, leaf_area_id) DO UPDATE SET
  tally_seq = excluded.tally_seq, forms_reported = excluded.forms_reported, forms_preliminary = excluded.forms_preliminary,
  forms_verified = excluded.forms_verified, forms_confirmed = excluded.forms_confirmed, forms_disputed = excluded.forms_disputed,
  forms_all = excluded.forms_all, forms_public = excluded.forms_public, is_area_form = excluded.is_area_form,
  area_stations_total = excluded.area_stations_total, area_stations_reported = excluded.area_stations_reported,
  valid_all = excluded.valid_all, valid_public = excluded.valid_public,
  rejected_public = excluded.rejected_public, rejected_forms_public = excluded.rejected_forms_public,
  cast_public = excluded.cast_public, cast_forms_public = excluded.cast_forms_public,
  registered_public = excluded.registered_public, registered_forms_public = excluded.registered_forms_public,
  turnout_cast_public = excluded.turnout_cast_public, turnout_registered_public = excluded.turnout_registered_public,
  last_received_at_utc = excluded.last_received_at_utc
