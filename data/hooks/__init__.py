"""Webhooks of the public plane: programs of newsrooms are told of each new version of an election, signed, retried."""
