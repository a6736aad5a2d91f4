-- Purpose: what the publisher must look at: elections with changes, their switch, and a stamp of what else shows in documents.
-- Parameters: none.
-- Columns: election_id; code; mode; pinned_version (NULL none); reason (NULL none); changed_at_utc (of the switch, NULL never);
--   version, tally_seq, manifest_sha256 (of the last version, NULL none); newest_seq (of any tally); due (boolean);
--   stamp (text: status, states, names in other languages, provenance and incident settings, certification);
--   notices (jsonb array of what managers tell the public now, NULL nothing).
-- Grain: one row per election that may be published.
-- Index: versions_pkey, ward_counts_seq, other_counts_seq, public_notices_active.
-- Caller: data.publish.loop
SELECT e.election_id, e.code, coalesce(p.mode, 'auto') AS mode, p.pinned_version, p.reason, nullif(p.changed_at_utc, 'epoch') AS changed_at_utc,
       v.version, v.tally_seq, v.manifest_sha256,
       greatest((SELECT coalesce(max(tally_seq), 0) FROM ward_counts), (SELECT coalesce(max(tally_seq), 0) FROM other_counts))
         AS newest_seq,
       v.version IS NULL OR EXISTS (
         SELECT 1 FROM ward_counts w JOIN races r USING (race_id) JOIN contests c USING (contest_id)
         WHERE w.tally_seq > v.tally_seq AND c.election_id = e.election_id) OR EXISTS (
         SELECT 1 FROM other_counts o JOIN races r USING (race_id) JOIN contests c USING (contest_id)
         WHERE o.tally_seq > v.tally_seq AND c.election_id = e.election_id) AS due,
       concat_ws('|', e.status, e.publish_states, p.requested_at_utc, e.names_changed_at_utc, e.settings -> 'provenance', e.settings -> 'incidents',
         (SELECT string_agg(concat(c.code, c.certified_status), ',' ORDER BY c.contest_id) FROM contests c
          WHERE c.election_id = e.election_id)) AS stamp,
       (SELECT jsonb_agg(jsonb_build_object('kind', n.kind, 'since', n.activated_at_utc, 'en', n.text_en, 'sw', n.text_sw)
                         ORDER BY n.notice_id)
        FROM public_notices n WHERE n.election_id = e.election_id AND n.state = 'active') AS notices
FROM elections e
LEFT JOIN publications p USING (election_id)
LEFT JOIN LATERAL (
  SELECT version, tally_seq, manifest_sha256 FROM versions WHERE election_id = e.election_id ORDER BY version DESC LIMIT 1) v ON true
WHERE e.status <> 'draft'
