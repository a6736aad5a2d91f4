"""What managers write down about reaching a station: add a note once, list them. Nothing is ever changed.

Called by `dashboard.office_api.board` and `data.board.dossier` in a transaction of the person.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from data.acting import Actor
from data.audit.trail import record
from data.board.places import about
from data.board.query import BoardRefused
from data.elections import OfficeElection
from data.engine import sql
from data.errors import AlreadyThere, NotThere
from data.records.board import ContactSubmission, StationContact
from data.records.words import N_


def add_contact(
    connection: Connection,
    actor: Actor,
    election: OfficeElection,
    *,
    key: UUID,
    sent: ContactSubmission,
) -> tuple[StationContact, bool]:
    """Write a note down; return it and whether it is new: sent again with its key it answers as it did.

    Raises `NotThere` for a station that is not the person's, `BoardRefused` for a promise without its time,
    `AlreadyThere` for a key that another note has.
    """
    if (sent.kind == "promised") != (sent.promised_at is not None):
        raise BoardRefused("promised_at", N_("A promise has a time, and only a promise."))
    asked = {"election_id": election.election_id, "code": sent.station}
    station = connection.execute(sql("board_station"), asked).one_or_none()
    if station is None:
        raise NotThere(N_("There is no such station in your areas."))
    contest_id = None if sent.contest is None else about(connection, election).ids(sent.contest)[0]
    note = (sent.note or "").strip() or None
    row = {
        "election_id": election.election_id, "station_id": station.station_id, "contest_id": contest_id,
        "user_id": actor.user_id, "kind": sent.kind, "note": note,
    }  # fmt: skip
    more = {"uid": key, "area_id": station.area_id, "promised_at": sent.promised_at}
    made = connection.execute(sql("board_add_contact"), {**row, **more}).one_or_none()
    if made is not None:
        told = {"station": sent.station, "kind": sent.kind, "note": note, "contest": sent.contest}
        record(connection, actor, "contact.add", ("station_contact", key), new=told)
        at = made.at_utc
    else:
        stored = connection.execute(sql("board_contact"), {"uid": key}).one_or_none()
        same = stored is not None and all(getattr(stored, name) == value for name, value in row.items())
        if stored is None or not same or stored.promised_at_utc != sent.promised_at:
            raise AlreadyThere("Another note was sent with this key.", sent=None, stored=None)
        at = stored.at_utc
    contact = StationContact(
        at=at, by=actor.display_name, kind=sent.kind, note=note, promised_at=sent.promised_at, contest=sent.contest
    )  # fmt: skip
    return contact, made is not None


def list_contacts(
    connection: Connection, election: OfficeElection, station_id: int
) -> tuple[StationContact, ...]:
    """Return the notes about a station, newest first."""
    asked = {"election_id": election.election_id, "station_id": station_id}
    return tuple(
        StationContact(
            at=row.at_utc,
            by=row.by or "",
            kind=row.kind,
            note=row.note,
            promised_at=row.promised_at_utc,
            contest=row.contest,
        )
        for row in connection.execute(sql("board_station_contacts"), asked)
    )
