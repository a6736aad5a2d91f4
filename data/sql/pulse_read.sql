-- Purpose: one mark a topic of the office, which moves when anything of the topic changes.
-- Parameters: none.
-- Columns: topic; mark (text, NULL while the topic has nothing).
-- Grain: topic.
-- Index: ends of primary keys, a handful of rows of watchers and publications.
-- Caller: data.pulse
SELECT topic, mark FROM app_pulse()
