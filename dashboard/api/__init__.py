"""JSON, streams and files as Flask blueprints."""
