-- Purpose: tells whether a form of a source that does not count was added.
-- Parameters: none.
-- Columns: newest (form_id, 0 when there is none).
-- Grain: one row.
-- Index: result_forms_other (its last entry).
-- Caller: data.publish.cube
SELECT coalesce(max(form_id), 0) AS newest FROM result_forms WHERE is_current AND NOT is_counting
