-- Purpose: the encrypted address of a mail that is being delivered. Parameters: delivery_id.
-- Columns: address (bytea, NULL: none, or the person may not sign in any more). Grain: one row. Index: deliveries_pkey, user_private_pkey.
-- Caller: data.notify.deliver
SELECT delivery_address(CAST(:delivery_id AS bigint)) AS address
