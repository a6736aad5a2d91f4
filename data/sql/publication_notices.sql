-- Purpose: the notices of an election as managers see them: shown ones first, then prepared ones, then those that ended.
-- Parameters: election_id; rows.
-- Columns: uid; kind; text_en; text_sw; state; prepared_by, prepared_at_utc; activated_by, activated_at_utc, ended_by, ended_at_utc
--   (NULL not yet).
-- Grain: one row a notice.
-- Index: public_notices_election.
-- Caller: data.publish.notices
SELECT n.uid, n.kind, n.text_en, n.text_sw, n.state, n.prepared_at_utc, n.activated_at_utc, n.ended_at_utc,
       publication_name(n.prepared_by) AS prepared_by, publication_name(n.activated_by) AS activated_by,
       publication_name(n.ended_by) AS ended_by
FROM public_notices n
WHERE n.election_id = :election_id
ORDER BY n.state = 'active' DESC, n.state = 'prepared' DESC, n.notice_id DESC
LIMIT CAST(:rows AS integer)
