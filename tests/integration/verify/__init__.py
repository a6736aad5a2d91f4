"""Verification over a real database."""
