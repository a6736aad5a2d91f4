"""Writes rows of the station board as CSV, piece by piece: no request ever holds a country.

Called by `dashboard.office_api.board`. Which rows, is read once, through a cursor of the server; each piece is then dressed
in a short transaction of its own, so that a slow reader holds no connection. Who asked for what is in the audit log.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection

from data.acting import Actor, Desk
from data.audit.trail import record
from data.board.page import Plan, dress, plan
from data.board.places import about
from data.board.query import BoardQuery
from data.elections import OfficeElection
from data.engine import sql
from data.export import Cell, safe_cell
from data.records.board import BoardRow

_PIECE = 1_000
Keys = tuple["array[int]", "array[int]"]


def export_keys(connection: Connection, actor: Actor, election: OfficeElection, query: BoardQuery) -> Keys:
    """Return the rows (stations, contests) that match, by code; leaves `board.export`. Raises as `board_page` does."""
    chosen = plan(connection, election, about(connection, election), query)
    keys = _read(connection, chosen)
    told = {"filters": query.filters(), "rows": len(keys[0])}
    record(connection, actor, "board.export", ("election", election.code), new=told)
    return keys


def export_csv(desk: Desk, actor: Actor, election: OfficeElection, keys: Keys) -> Iterator[bytes]:
    """Yield the CSV of the rows; cells that a spreadsheet would take for a formula begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    levels = election.level_names[1:]
    writer.writerow(
        [
            *("election", "contest"), *levels, *("station_code", "station_name", "state", "late", "received_at"),
            *("expected_at", "expected_from", "sources", "sources_differ", "held_by", "held_because", "findings"),
            *("observers", "last_contact_at", "noted", "noted_at", "form"),
        ]
    )  # fmt: skip
    for start in range(0, len(keys[0]), _PIECE):
        part = list(zip(keys[0][start : start + _PIECE], keys[1][start : start + _PIECE], strict=True))
        with desk.acting(actor) as connection:
            rows = list(dress(connection, election, part))
        for row in rows:
            writer.writerow([safe_cell(cell) for cell in _cells(election, row)])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    yield out.getvalue().encode()


def _read(connection: Connection, chosen: Plan) -> Keys:
    stations, contests = array("i"), array("i")
    asked = {**chosen.filters, "ward_ids": chosen.wards, "station_ids": chosen.stations}
    by_cursor = {"stream_results": True, "yield_per": 5_000}
    for row in connection.execute(sql("board_export"), asked, execution_options=by_cursor):
        stations.append(row.station_id)
        contests.append(row.contest_id)
    return stations, contests


def _cells(election: OfficeElection, row: BoardRow) -> list[Cell]:
    heard = [one.last_contact_at for one in row.observers if one.last_contact_at is not None]
    places = [area.name for area in row.where]
    places += [""] * (len(election.level_names) - 1 - len(places))
    learnt = row.expected_from
    return [
        election.code,
        row.contest,
        *places,
        row.station,
        row.station_name,
        row.state,
        row.late,
        _time(row.received_at),
        _time(row.expected_at),
        f"{learnt.arrived} of {learnt.all} of {learnt.name}" if learnt else None,
        " ".join(row.sources),
        row.sources_differ,
        row.hold_rule,
        row.hold_detail,
        row.findings,
        "; ".join(one.name for one in row.observers),
        _time(max(heard, default=None)),
        row.contact.kind if row.contact else None,
        _time(row.contact.at) if row.contact else None,
        str(row.form) if row.form else None,
    ]


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if at else None
