"""Tests of simulated countries and nights in a real database."""
