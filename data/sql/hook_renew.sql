-- Purpose: keeps a version hook's address and secret as encrypted with a newer key. Parameters: hook_id; sealed.
-- Columns: none. Grain: one row. Index: version_hooks_pkey. Caller: data.hooks.keep
UPDATE version_hooks SET sealed = :sealed WHERE hook_id = :hook_id
