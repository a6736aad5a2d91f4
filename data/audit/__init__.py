"""The audit log: writing it, sealing it, verifying it, searching it."""
