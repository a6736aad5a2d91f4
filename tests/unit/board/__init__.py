"""The station board, without a database."""
