"""Part of the managers' room: board."""
