-- Purpose: whether a mail address is kept of the person of the transaction. Parameters: none. Columns: has_address. Grain: one row.
-- Index: user_private_pkey. Caller: data.notify.preferences
SELECT app_has_address() AS has_address
