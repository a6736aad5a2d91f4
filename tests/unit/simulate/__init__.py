"""Tests of simulated countries and nights without a database."""
