"""Entry of forms: what a station's person sees, what is checked, how a form is stored once and only once.

Called by `dashboard.office_api` and pages of the office on a connection of `Desk.acting`. Rights are the database's
(row-level security); the code here gives its refusals a name and a remedy. It never reads figures for anybody who could
still be a form's second typist.
"""
