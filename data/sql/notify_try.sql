-- Purpose: queues a trial mail to a person. Parameters: user_id. Columns: uid (of the delivery). Grain: one row. Index: deliveries_pkey.
-- Caller: data.notify.webhooks
INSERT INTO deliveries (channel, user_id, is_test) VALUES ('email', CAST(:user_id AS integer), true) RETURNING uid
