-- Purpose: keeps a new version hook. Parameters: uid; title; host; sealed (bytea); election (NULL: every one); created_by.
-- Columns: none. Grain: one row. Index: version_hooks_pkey. Caller: data.hooks.keep
INSERT INTO version_hooks (uid, title, host, sealed, election_code, created_by)
VALUES (:uid, :title, :host, :sealed, CAST(:election AS text), :created_by)
