"""Incidents: reported once by an observer, followed by the managers of the area, with a history that only grows.

Called by `dashboard.office_api.incidents` and pages of the office on a connection of `Desk.acting`. Who sees which
incident is row-level security's word.
"""
