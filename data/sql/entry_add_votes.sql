-- Purpose: the votes of a form and the links to its photos, in the transaction of the form.
-- Parameters: form_id; candidate_ids and votes (of equal length); attachment_ids; old_form_id (a correction keeps the photos of the
--   form it corrects; NULL = no correction).
-- Columns: uid (of each photo linked). Grain: photo. Index: form_votes_pkey, form_attachments_pkey.
-- Caller: data.entry.submit
WITH votes AS (
  INSERT INTO form_votes (form_id, candidate_id, votes)
  SELECT CAST(:form_id AS bigint), v.candidate_id, v.votes
  FROM unnest(CAST(:candidate_ids AS integer[]), CAST(:votes AS integer[])) AS v (candidate_id, votes)
), links AS (
  INSERT INTO form_attachments (form_id, attachment_id)
  SELECT CAST(:form_id AS bigint), attachment_id FROM unnest(CAST(:attachment_ids AS bigint[])) AS x (attachment_id)
  UNION
  SELECT CAST(:form_id AS bigint), attachment_id FROM form_attachments WHERE form_id = CAST(:old_form_id AS bigint)
  RETURNING attachment_id
)
SELECT a.uid FROM links JOIN attachments a USING (attachment_id) ORDER BY a.uid
