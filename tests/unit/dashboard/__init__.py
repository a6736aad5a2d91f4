"""Tests of the wiring: settings, logging, command line."""
