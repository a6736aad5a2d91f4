"""What the store already knows of an election, for imports of single files.

Called by `run` inside its transaction; reads only.
"""

from __future__ import annotations

from sqlalchemy import Connection

from data.engine import sql
from data.errors import UnknownElection
from data.ingest.known import Known, KnownContest
from data.ingest.load_register import Place
from data.ingest.problems import Problems
from data.ingest.trail import Trail


def stored_place(
    connection: Connection, election: str, problems: Problems, actor: str | None = None
) -> Place:
    """Return the loaders' place for a stored election; raises `UnknownElection`."""
    row = connection.execute(sql("ingest_election"), {"code": election}).one_or_none()
    if row is None:
        raise UnknownElection(
            f"There is no election {election!r} in the database.",
            remedy="Import its bundle first (`matokeo import bundle DIR`), or mend --election.",
        )
    place = Place(connection, problems, Trail(election, actor))
    place.election_id, place.register_id, place.geography_id = (
        row.election_id,
        row.register_id,
        row.geography_id,
    )
    return place


def stored_known(place: Place, election: str) -> Known:
    """Return levels, areas, stations, contests, parties and races of a stored election; fills `place.area_ids`."""
    connection = place.connection
    given = {
        "election_id": place.election_id,
        "register_id": place.register_id,
        "geography_id": place.geography_id,
    }
    row = connection.execute(sql("ingest_election"), {"code": election}).one()
    known = Known(election, tuple(row.level_names))
    for area in connection.execute(sql("ingest_areas"), given):
        if area.in_register:
            known.add_area(area.code, area.level, area.parent_code)
            place.area_ids[area.code] = area.area_id
    known.stations = {
        station.code: station.area_code for station in connection.execute(sql("ingest_station_areas"), given)
    }
    for contest in connection.execute(sql("ingest_contests"), given):
        known.contests[contest.code] = KnownContest(contest.code, contest.level, contest.counting_source)
    known.parties = {party.code for party in connection.execute(sql("ingest_parties"), given)}
    standing: dict[tuple[str, str], set[str]] = {}
    for candidate in connection.execute(sql("ingest_candidates"), given):
        standing.setdefault((candidate.contest, candidate.area), set()).add(candidate.code)
    known.races = {race: frozenset(codes) for race, codes in standing.items()}
    return known
