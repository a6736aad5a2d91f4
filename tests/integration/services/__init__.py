"""Tests of the private services and what keeps them running."""
