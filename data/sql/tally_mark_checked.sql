-- Purpose: remembers that the plausibility rules have seen these forms and found nothing.
-- Parameters: form_ids (bigint[]).
-- Columns: none.
-- Grain: one row per form.
-- Index: result_forms_pkey.
-- Caller: data.tally.worker
UPDATE result_forms SET checked_at_utc = now() WHERE form_id = ANY(CAST(:form_ids AS bigint[]))
