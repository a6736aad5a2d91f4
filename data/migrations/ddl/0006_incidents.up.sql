-- Incidents: places as hexagons, moderation, assignment, escalation, merging.
-- Cells are H3 indexes of resolutions 4 to 7 (about 23, 8.5, 3.2 and 1.2 km an edge), set at insert by data.incidents.

ALTER TABLE incidents
  ADD COLUMN cell_4 bigint,
  ADD COLUMN cell_5 bigint,
  ADD COLUMN cell_6 bigint,
  ADD COLUMN cell_7 bigint,
  ADD COLUMN reporter text NOT NULL DEFAULT 'observer' CHECK (reporter IN ('observer', 'manager', 'public', 'feed')),
  ADD COLUMN visibility text NOT NULL DEFAULT 'internal' CHECK (visibility IN ('internal', 'public')),
  ADD COLUMN public_text text CHECK (length(public_text) BETWEEN 1 AND 1000), -- a moderator's words; the reporter's never show
  ADD COLUMN moderated_by integer REFERENCES users,
  ADD COLUMN moderated_at_utc timestamptz,
  ADD COLUMN assigned_to integer REFERENCES users,
  ADD COLUMN escalated_at_utc timestamptz,
  ADD COLUMN escalation_rule text,
  ADD COLUMN merged_into bigint REFERENCES incidents,
  ADD COLUMN changed_at_utc timestamptz NOT NULL DEFAULT now();

GRANT UPDATE (visibility, public_text, moderated_by, moderated_at_utc, assigned_to, escalated_at_utc, escalation_rule, merged_into, changed_at_utc)
  ON incidents TO matokeo_entry;
