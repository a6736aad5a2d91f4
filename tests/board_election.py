"""A night on the station board, for its tests: "Wendera" with one ward large enough for several blocks, some forms, and the
board as the keeper builds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from data.board.chore import BoardChore
from tests.election_factory import Mini, add_form, make_election

WARD = "W-1-1-1"
VOTES = {"asha": 120, "juma": 80, "neema": 10}


@dataclass
class Night:
    """The election, and what has been done in it."""

    engine: Engine
    mini: Mini
    stations: list[str]

    def form(self, station: str, *, state: str = "verified", minutes: int = 90, **fields: object) -> int:
        """Let a form for the president arrive so many minutes ago; `keep` shows it on the board."""
        at = datetime.now(UTC) - timedelta(minutes=minutes)
        with self.engine.begin() as connection:
            form = add_form(
                connection, self.mini, station, "president", VOTES, state=state, received_at_utc=at, **fields
            )
            connection.execute(
                text("INSERT INTO changed_cells (race_id, leaf_area_id, is_counting) VALUES (:r, :a, true)"),
                {
                    "r": self.mini.races["president", "W"],
                    "a": self.mini.areas[self.mini.station_area[station]],
                },
            )
        return form

    def keep(self) -> None:
        """Do the keeper's work until there is none."""
        chore = BoardChore()
        for _ in range(100):
            if not chore.work(self.engine):
                return
        raise AssertionError("the board's chore does not come to an end")


def make_night(engine: Engine, *, more: int = 0) -> Night:
    """Make the election with `more` stations in one ward; half of another ward's stations are in, one form is held."""
    with engine.begin() as connection:
        mini = make_election(connection)
        register = connection.execute(text("SELECT register_id FROM elections")).scalar_one()
        codes = [f"{WARD}-{number:04}" for number in range(100, 100 + more)]
        if codes:
            made = connection.execute(
                text(
                    "INSERT INTO polling_stations (register_id, area_id, code, name, registered_voters, register_order)"
                    " SELECT :r, :a, code, 'Hall ' || code, 500, 100 + nr FROM unnest(CAST(:codes AS text[]))"
                    " WITH ORDINALITY AS made (code, nr) RETURNING code, station_id"
                ),
                {"r": register, "a": mini.areas[WARD], "codes": codes},
            )
            mini.stations |= {row.code: row.station_id for row in made}
            mini.station_area |= dict.fromkeys(codes, WARD)
    night = Night(engine, mini, sorted(mini.stations))
    for station in ("W-1-2-1-1", "W-1-2-1-2", "W-1-2-1-3"):
        night.form(station, minutes=170)
    night.form("W-2-1-1-1", state="preliminary", minutes=20)
    night.form("W-2-1-1-2", state="disputed", minutes=15, hold_rule="all_zero")
    night.keep()
    return night
