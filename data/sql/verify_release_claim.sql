-- Purpose: gives a form back that a person holds.
-- Parameters: form_id; user_id.
-- Columns: form_id.
-- Grain: one row, none without a claim of the person.
-- Index: form_claims_pkey.
-- Caller: data.verify.claims
DELETE FROM form_claims WHERE form_id = :form_id AND claimed_by = :user_id RETURNING form_id
