-- Imports: jobs with preview, progress and refusals, and remembered column mappings.

SELECT 1;
