"""The fictional observers of a simulation: who stands at which station. Nobody can sign in as one of them.

Called by `setup` once, by `forms` and `trouble_log` for who reports from a station. Their names follow from the seed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sqlalchemy import Connection

from data.engine import sql
from data.simulate.country import Country
from data.simulate.names import Tongue, person
from data.simulate.noise import Ints, generator
from data.simulate.plan import Plan
from data.simulate.stored import Stored

# Streams of one centre that one person can see.
_AT_ONCE = 3


def posts(country: Country) -> Ints:
    """Return for each station the number of its observer, -1 where nobody was found."""
    rng = generator(country.seed, "observers")
    centre = country.stations.centre
    place = np.arange(len(centre)) - np.searchsorted(centre, centre)  # position in its centre
    group = np.unique(centre * 8 + place // _AT_ONCE, return_inverse=True)[1]
    filled = rng.uniform(size=int(group.max()) + 1) < country.preset.observed
    number = np.where(filled, np.cumsum(filled) - 1, -1)
    return np.asarray(number[group], dtype=np.int64)


def store_observers(connection: Connection, plan: Plan, stored: Stored) -> int:
    """Add the observers and their stations; return how many people they are. Again, it changes nothing."""
    post = posts(plan.country)
    count = int(post.max()) + 1
    if count <= 0:
        return 0
    rng = generator(plan.country.seed, "observers", "names")
    tongue, taken = Tongue(rng, set()), set[str]()
    at = post >= 0
    given: dict[str, Any] = {
        "prefix": prefix(stored.code),
        "names": [f"{person(rng, tongue, taken)} (simulated)" for _ in range(min(count, 400))],
        "observers": count,
        "numbers": post[at].tolist(),
        "station_ids": stored.stations[at].tolist(),
    }
    connection.execute(sql("simulate_add_observers"), given)
    connection.execute(sql("simulate_add_posts"), given)
    return count


def prefix(code: str) -> str:
    """Return how the user names of an election's observers begin."""
    return f"sim.{code}."


def read_observers(connection: Connection, stored: Stored) -> Ints:
    """Return for each station of the plan the user id of its fictional observer, 0 without one."""
    found = np.zeros(len(stored.stations), dtype=np.int64)
    given = {"prefix": prefix(stored.code), "election_id": stored.election_id}
    rows = connection.execute(sql("simulate_read_observers"), given).all()
    if rows:
        position = {int(station): place for place, station in enumerate(stored.stations)}
        for row in rows:
            found[position[row.station_id]] = row.user_id
    return found
