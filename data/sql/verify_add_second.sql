-- Purpose: stores a second reading; a trigger of the table computes whether it agrees with the first.
-- Parameters: uid; form_id; user_id; registered, valid, rejected, cast (NULL unknown); candidate_ids, votes (int[],
--   parallel); request_sha256.
-- Columns: second_entry_id; agrees; entered_at_utc.
-- Grain: one row.
-- Index: second_entries_form_id_entered_by_key.
-- Caller: data.verify.second
INSERT INTO second_entries (uid, form_id, entered_by, registered_voters, valid_votes, rejected_votes, votes_cast,
  candidate_ids, votes, request_sha256, agrees)
VALUES (:uid, :form_id, :user_id, CAST(:registered AS integer), :valid, CAST(:rejected AS integer), CAST(:cast AS integer),
  CAST(:candidate_ids AS integer[]), CAST(:votes AS integer[]), :request_sha256, false)
RETURNING second_entry_id, agrees, entered_at_utc
