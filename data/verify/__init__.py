"""Verification: the second entry, its differences, what a manager decides, sources side by side, the discrepancy board.

Called by `dashboard.office_api` and pages of the office, always on a connection of `Desk.acting(actor)`: the triggers and
policies of the store decide, this package asks first and turns their refusals into clear words. It never publishes.
"""
