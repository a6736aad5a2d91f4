-- Purpose: shows a prepared notice to the public, or ends one; a trigger says who and when, and refuses what may not follow.
-- Parameters: uid; state (active, ended).
-- Columns: election (code); kind; text_en; text_sw; before (the state until now). No row: not there, or not the asker's to move.
-- Grain: one row.
-- Index: public_notices_uid_key.
-- Caller: data.publish.notices
WITH old AS (SELECT notice_id, state FROM public_notices WHERE uid = CAST(:uid AS uuid))
UPDATE public_notices n SET state = CAST(:state AS text)
FROM old, elections e
WHERE n.notice_id = old.notice_id AND e.election_id = n.election_id
RETURNING e.code AS election, n.kind, n.text_en, n.text_sw, old.state AS before
