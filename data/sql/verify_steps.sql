-- Purpose: what happened to forms after their entry, in order.
-- Parameters: form_ids (bigint[]).
-- Columns: form_id; step; role; at_utc; by (display name, NULL: a rule or the system); detail.
-- Grain: one row a step.
-- Index: form_steps_form.
-- Caller: data.verify.sources, data.board.dossier
SELECT p.form_id, p.step, p.role, p.at_utc, u.display_name AS by, p.detail
FROM form_steps p LEFT JOIN users u USING (user_id)
WHERE p.form_id = ANY (CAST(:form_ids AS bigint[]))
ORDER BY p.form_step_id
