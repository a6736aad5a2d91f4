-- Purpose: where the publication of an election stands, and what the asker may do about it.
-- Parameters: election_id.
-- Columns: code; mode; reason (NULL none); changed_at_utc, changed_by (NULL never switched); newest_version, newest_at_utc, newest_seq
--   (NULL nothing published); public_version, public_at_utc, public_seq (of the version that readers see, NULL none); mark;
--   may_switch; two_people.
-- Grain: one row.
-- Index: elections_pkey, publications_pkey, versions_pkey.
-- Caller: data.publish.standing
SELECT e.code, coalesce(p.mode, 'auto') AS mode, p.reason, nullif(p.changed_at_utc, 'epoch') AS changed_at_utc, p.changed_by,
       n.version AS newest_version, n.published_at_utc AS newest_at_utc, n.tally_seq AS newest_seq,
       v.version AS public_version, v.published_at_utc AS public_at_utc, v.tally_seq AS public_seq,
       publication_mark(e.election_id) AS mark, app_may_publish(e.election_id) AS may_switch, needs_two(e.election_id) AS two_people
FROM elections e
LEFT JOIN publications p USING (election_id)
LEFT JOIN LATERAL (
  SELECT version, published_at_utc, tally_seq FROM versions WHERE election_id = e.election_id ORDER BY version DESC LIMIT 1) n ON true
LEFT JOIN versions v ON v.election_id = e.election_id AND v.version = coalesce(p.pinned_version, n.version)
WHERE e.election_id = :election_id
