SELECT 1;  -- Names in other languages: filled in by the part that needs it.
