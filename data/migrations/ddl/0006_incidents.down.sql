ALTER TABLE incidents
  DROP COLUMN cell_4, DROP COLUMN cell_5, DROP COLUMN cell_6, DROP COLUMN cell_7, DROP COLUMN reporter, DROP COLUMN visibility,
  DROP COLUMN public_text, DROP COLUMN moderated_by, DROP COLUMN moderated_at_utc, DROP COLUMN assigned_to,
  DROP COLUMN escalated_at_utc, DROP COLUMN escalation_rule, DROP COLUMN merged_into, DROP COLUMN changed_at_utc;
