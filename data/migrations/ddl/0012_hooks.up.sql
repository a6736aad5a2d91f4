SELECT 1;  -- Webhooks of the public plane: filled in by the part that needs it.
