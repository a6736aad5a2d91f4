"""Wiring: settings, apps, servers, command line. No charts, no SQL."""
