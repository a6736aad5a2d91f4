"""Reads everything about one station: rows of the board, forms, photos, incidents, contacts, findings, alerts, history.

Called by `dashboard.office_api.board` and the page of the dossier in a transaction of the person. Never returns a figure.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.elections import OfficeElection
from data.records.board import StationDossier


def station_dossier(connection: Connection, election: OfficeElection, code: str) -> StationDossier:
    """Return the dossier of the station with this code. Raises `NotThere` where it is not the asker's to see."""
    raise NotImplementedError
