"""Entry through the real API on a real database: forms, photographs, incidents, attacks, survival."""
