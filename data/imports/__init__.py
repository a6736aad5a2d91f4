"""Part of the managers' room: imports."""
