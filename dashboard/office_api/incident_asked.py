"""Reads what an address asks of incidents: election, filters, box, hours, zoom.

Called by `incident_actions` and `incident_map` of this package. What cannot be read is refused (HTTP 400), never guessed.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from flask import request
from sqlalchemy import Connection

from dashboard.office_api.keys import read_uuid
from dashboard.office_api.replies import BadBody
from data.elections import OfficeElection, office_election
from data.errors import NotThere, UnknownElection
from data.incidents.heat import Box, Window
from data.incidents.places import COARSEST, FINEST
from data.incidents.queue import (
    NAMES,
    SEVERITIES,
    SOURCES,
    VISIBILITIES,
    FilterRefused,
    Filters,
    read_filters,
)

_LONGEST = 300
_WORD: dict[str, Any] = {"type": "string", "maxLength": _LONGEST}
#: The query of whatever takes the filters of the queue.
QUERY: dict[str, dict[str, Any]] = {
    "election": _WORD,
    "area": _WORD,
    "category": {**_WORD, "description": "one or several, with commas"},
    "severity": {**_WORD, "description": f"one or several of {', '.join(SEVERITIES)}"},
    "status": {**_WORD, "description": "open (default), all, or one or several statuses"},
    "assigned": {**_WORD, "description": "me, nobody or the id of a person"},
    "visibility": {"type": "string", "enum": list(VISIBILITIES)},
    "source": {**_WORD, "description": f"one or several of {', '.join(SOURCES)}"},
    "q": {"type": "string", "maxLength": 200},
}
#: What the map's routes take besides.
WINDOW: dict[str, dict[str, Any]] = {
    **{name: QUERY[name] for name in ("election", "category", "severity", "status")},
    "box": {**_WORD, "description": "west,south,east,north in degrees"},
    "from": {"type": "string", "format": "date-time"},
    "to": {"type": "string", "format": "date-time"},
}


def asked_election(connection: Connection) -> OfficeElection:
    """Return the election of the address, or the office's first. Raises `NotThere`."""
    try:
        return office_election(connection, _text("election"))
    except UnknownElection as error:
        raise NotThere(error.message) from error


def asked_filters() -> Filters:
    """Return the filters of the address. Raises `BadBody`."""
    try:
        return read_filters({name: words for name in NAMES if (words := _text(name)) is not None})
    except FilterRefused as error:
        raise BadBody(error.message) from error


def asked_window() -> Window:
    """Return the box and the hours of the address. Raises `BadBody`."""
    return Window(box=_box(), hour_from=_moment("from"), hour_to=_moment("to"))


def asked_number(name: str, default: int | None, *, least: int, most: int) -> int | None:
    """Return a whole number of the address. Raises `BadBody`."""
    words = _text(name)
    if words is None:
        return default
    if not (words.isascii() and words.isdecimal() and len(words) < 19 and least <= int(words) <= most):
        raise BadBody(f"{name} must be a whole number from {least} to {most}.")
    return int(words)


def asked_resolution() -> int:
    """Return the resolution of the hexagons: asked for, or what suits the zoom of a map."""
    zoom = asked_number("zoom", None, least=0, most=22)
    suits = resolution_of(zoom if zoom is not None else 6)
    return asked_number("resolution", suits, least=COARSEST, most=FINEST) or suits


def resolution_of(zoom: int) -> int:
    """Return the finest resolution whose hexagons are still a finger wide at this zoom."""
    return min(FINEST, max(COARSEST, zoom - 3))


def asked_after() -> Any:
    """Return the last incident of the page before. Raises `BadBody`."""
    given = _text("after")
    found = read_uuid(given) if given is not None else None
    if given is not None and found is None:
        raise BadBody("after must be the id of an incident.")
    return found


def _text(name: str) -> str | None:
    words = request.args.get(name) or None
    if words is not None and (len(words) > _LONGEST or "\0" in words):
        raise BadBody(f"{name} has more than {_LONGEST} characters.")
    return words


def _box() -> Box | None:
    words = _text("box")
    if words is None:
        return None
    try:
        west, south, east, north = (float(part) for part in words.split(","))
    except ValueError as error:
        raise BadBody("box must be west,south,east,north in degrees.") from error
    if not all(math.isfinite(part) and -540 <= part <= 540 for part in (west, south, east, north)):
        raise BadBody("box must be in degrees.")
    if west > east or south > north:
        raise BadBody("box must run from west to east and from south to north.")
    return west, south, east, north


def _moment(name: str) -> datetime | None:
    words = _text(name)
    if words is None:
        return None
    try:
        found = datetime.fromisoformat(words.replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError) as error:
        raise BadBody(f"{name} must be a time with its zone.") from error
