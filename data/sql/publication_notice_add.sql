-- Purpose: prepares a notice in both languages; nothing is shown yet.
-- Parameters: election_id; kind; text_en; text_sw; user_id.
-- Columns: uid. Grain: one row. Index: public_notices_pkey.
-- Caller: data.publish.notices
INSERT INTO public_notices (election_id, kind, text_en, text_sw, prepared_by)
VALUES (:election_id, :kind, :text_en, :text_sw, :user_id)
RETURNING uid
