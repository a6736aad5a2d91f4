"""What every answer about a board rests on: its contests and areas, whether it is built, and sums over what the asker sees.

Called by `data.board.page`, `data.board.read` and `data.board.dossier` in a transaction of the person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from data.elections import OfficeElection
from data.engine import sql
from data.errors import NotThere
from data.records import AreaRef
from data.records.board import BoardContest, BoardCounts
from data.records.settings import ElectionSettings
from data.records.words import N_

_COUNTS = msgspec.structs.fields(BoardCounts)


@dataclass(frozen=True, slots=True)
class About:
    """The board as it is now: built or not, the tolerance of lateness, the pulse, the database's time, the contests.

    `everywhere`: the asker sees the whole country.
    """

    built: bool
    tolerance_min: int
    pulse: int
    now: datetime
    everywhere: bool
    contests: dict[int, BoardContest]

    def ids(self, code: str | None) -> list[int]:
        """Return the number of the contest `code`, or of all. Raises `NotThere`."""
        found = [number for number, one in self.contests.items() if code in (None, one.code)]
        if code is not None and not found:
            raise NotThere(N_("This election has no such contest."))
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """An area that was asked for."""

    area_id: int
    level: int
    path_ids: tuple[int, ...]


def about(connection: Connection, election: OfficeElection) -> About:
    """Read what every answer begins with."""
    row = connection.execute(sql("board_about"), {"election_id": election.election_id}).one()
    try:
        settings = ElectionSettings.of(row.settings)
    except msgspec.ValidationError:
        settings = ElectionSettings()
    asked = {"election_id": election.election_id, "area_sources": list(settings.area_sources)}
    contests = {
        found.contest_id: BoardContest(code=found.code, title=found.title)
        for found in connection.execute(sql("board_contests"), asked)
    }
    return About(row.built, settings.board.late_after_min, row.pulse, row.now, row.everywhere, contests)


def find_area(connection: Connection, election: OfficeElection, code: str | None) -> Place | None:
    """Return the area with this code, `None` when none is asked for. Raises `NotThere`."""
    if code is None:
        return None
    asked = {"geography_id": election.geography_id, "code": code}
    row = connection.execute(sql("board_area"), asked).one_or_none()
    if row is None:
        raise NotThere(N_("This election has no such area."))
    return Place(row.area_id, row.level, tuple(row.path_ids))


def name_areas(
    connection: Connection, election: OfficeElection, area_ids: Iterable[int]
) -> dict[int, AreaRef]:
    """Return areas by their number, in the order of the register."""
    return {row.area_id: area_ref(election, row) for row in area_rows(connection, area_ids)}


def area_rows(connection: Connection, area_ids: Iterable[int]) -> list[Row[Any]]:
    """Return areas as the store has them."""
    wanted = sorted(set(area_ids))
    return list(connection.execute(sql("board_areas"), {"area_ids": wanted})) if wanted else []


def area_ref(election: OfficeElection, row: Row[Any]) -> AreaRef:
    """Return an area with the name of its level."""
    return AreaRef(code=row.code, name=row.name, level=election.level_names[row.level])


def wards_in(connection: Connection, place: Place | None, most: int) -> list[int] | None:
    """Return the wards of an area (`None`: the asker's scope) that the asker may see, `None` when more than `most`."""
    asked = {"area_id": place.area_id if place else None, "most": most + 1}
    found = list(connection.execute(sql("board_wards"), asked).scalars())
    return found if len(found) <= most else None


def sums(
    connection: Connection,
    election: OfficeElection,
    contest_ids: list[int],
    *,
    place: Place | None = None,
    level: int | None = None,
) -> list[Row[Any]]:
    """Return counts over what the asker sees, a row a contest and area of `level` (`None`: one a contest)."""
    asked = {
        "election_id": election.election_id,
        "contest_ids": contest_ids,
        "area_id": place.area_id if place else None,
        "level": level,
    }
    return list(connection.execute(sql("board_sum"), asked))


def named_sums(
    connection: Connection, election: OfficeElection, contest_ids: list[int], place: Place | None
) -> dict[tuple[str, str], int]:
    """Return how many forms each rule holds, and for how many rows each source has arrived, by (`rule` or `source`, name)."""
    asked = {
        "election_id": election.election_id,
        "contest_ids": contest_ids,
        "area_id": place.area_id if place else None,
    }
    return {(row.kind, row.name): row.rows for row in connection.execute(sql("board_sum_named"), asked)}


def late_medians(
    connection: Connection,
    election: OfficeElection,
    contest_ids: list[int],
    *,
    place: Place | None = None,
    level: int,
    now: datetime,
) -> dict[tuple[int | None, int], float]:
    """Return how many minutes the middle late row is past its time, by contest (`None`: all) and area of `level`."""
    asked = {
        "election_id": election.election_id,
        "contest_ids": contest_ids,
        "area_id": place.area_id if place else None,
        "level": level,
        "now": now,
    }
    found = connection.execute(sql("board_late_medians"), asked)
    return {(row.contest_id, row.area_id): round(row.minutes, 1) for row in found}


def add_counts(rows: Iterable[Row[Any]]) -> BoardCounts:
    """Return the counts of several rows together."""
    total = dict.fromkeys((field.name for field in _COUNTS), 0)
    for row in rows:
        for name in total:
            total[name] += row.stations if name == "total" else getattr(row, name)
    return BoardCounts(**total)
