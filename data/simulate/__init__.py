"""Fictional countries and rehearsals."""
