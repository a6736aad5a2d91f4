"""Rehearsals on a schedule: planned by an operator, run by the keeper, announced to newsrooms as a public file."""
