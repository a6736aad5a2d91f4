"""Incidents: what managers do with them, what the public sees of them, where they are on the map."""
