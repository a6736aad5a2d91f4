"""The station board over a real database."""
