-- Purpose: what each contest of an election holds now, for the whole election, and in how many leaf areas it changed since a version.
-- Parameters: election_id; since_seq (bigint: the tally sequence of the public version).
-- Columns: contest_id; code; title; level; counted; disputed; valid; areas. Sums are of public counting forms.
-- Grain: one row a contest, in ballot order.
-- Index: contests_pkey, races by contest, ward_counts_pkey.
-- Caller: data.publish.preview
SELECT c.contest_id, c.code, c.title, c.level,
       coalesce(sum(CASE WHEN NOT w.is_area_form THEN w.forms_public
                         WHEN w.forms_public > 0 THEN coalesce(w.area_stations_reported, 0) ELSE 0 END), 0) AS counted,
       coalesce(sum(w.forms_disputed), 0) AS disputed, coalesce(sum(w.valid_public), 0) AS valid,
       count(*) FILTER (WHERE w.tally_seq > CAST(:since_seq AS bigint)) AS areas
FROM contests c
LEFT JOIN races r USING (contest_id)
LEFT JOIN ward_counts w USING (race_id)
WHERE c.election_id = :election_id
GROUP BY c.contest_id, c.code, c.title, c.level, c.ballot_order
ORDER BY c.ballot_order, c.contest_id
