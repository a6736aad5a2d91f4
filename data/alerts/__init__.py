"""Part of the managers' room: alerts."""
