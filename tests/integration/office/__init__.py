"""The office over a real database."""
