"""Photographs: read in full and re-encoded, kept by SHA-256 in a directory or an S3 store, linked by rows with rights.

Called by `dashboard.office_api.attachments`, pages of verification and the publication of photos. A file is reached
through its row only: the row decides who may see it.
"""
