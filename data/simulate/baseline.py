"""The earlier election of a fictional country: presidential figures per ward, as a results portal gives them.

Called by `setup` inside its transaction. The figures are of areas, not of stations, as those of old elections
often are; swing compares with them.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Connection

from data.engine import sql
from data.ingest.transfer import next_ids
from data.simulate.ballot import CONTESTS, Ballot, ContestPlan
from data.simulate.names import Tongue, person, slug
from data.simulate.noise import Field, generator
from data.simulate.plan import Plan
from data.simulate.store_register import (
    NewElection,
    StoredGeography,
    store_ballot,
    store_contest,
    store_election,
    store_parties,
    store_register,
)

SOURCE = "portal"
_YEARS = 5


def store_baseline(
    connection: Connection, plan: Plan, geography: StoredGeography, *, code: str, day: date, contest_id: int
) -> None:
    """Store the election `<code>-earlier` with its figures and link its candidates to those of `contest_id`."""
    country = plan.country
    earlier = f"{code}-earlier"
    election_id = store_election(
        connection,
        NewElection(
            code=earlier,
            title=f"{country.name} general election, {day.year - _YEARS} (simulated)",
            day=day - timedelta(days=round(365.25 * _YEARS)),
            status="completed",
            register_id=store_register(connection, geography, earlier),
            settings={"simulation_of": code},
        ),
    )
    parties = store_parties(connection, election_id, plan.parties)
    contest = CONTESTS[0]
    baseline_id = store_contest(
        connection, election_id, contest, order=1, source=SOURCE, counties=country.preset.counties
    )
    ballot = _earlier_ballot(plan, contest)
    store_ballot(connection, baseline_id, ballot, area_ids=geography.areas[0], party_ids=parties)
    connection.execute(
        sql("simulate_add_area_forms"), _forms(connection, plan, geography, ballot, baseline_id)
    )
    connection.execute(
        sql("simulate_link_baseline"), {"contest_id": contest_id, "baseline_contest_id": baseline_id}
    )


def _earlier_ballot(plan: Plan, contest: ContestPlan) -> Ballot:
    """Return the ballot of five years ago: the same parties, some of the same people, other strengths."""
    now = plan.ballots[0]
    rng = generator(plan.country.seed, "earlier")
    taken = set(now.names[0])
    tongue = Tongue(rng, set())
    names = [name if rng.uniform() < 0.5 else person(rng, tongue, taken) for name in now.names[0]]
    codes = [slug(" ".join(reversed(name.split()))) for name in names]
    mates = [person(rng, tongue, taken) for _ in names]
    centres = np.stack([plan.country.ward_means(plan.country.unit[:, axis]) for axis in (0, 1)], axis=1)
    shares = now.shares.copy()
    serious = np.flatnonzero(shares.mean(axis=0) > 0.05)
    for place in serious.tolist():
        drift = Field(rng, wavelength=1.4, octaves=2)(centres)
        shares[:, place] *= np.exp(rng.normal(0, 0.1) + 0.16 * drift)
    shares /= shares.sum(axis=1, keepdims=True)
    return Ballot(contest, now.party[:1], [codes], [names], [list(mates)], shares)


def _forms(
    connection: Connection, plan: Plan, geography: StoredGeography, ballot: Ballot, contest_id: int
) -> dict[str, Any]:
    """Return the parameters of one form per ward: some stations of a few wards never reported."""
    country = plan.country
    rng = generator(country.seed, "earlier", "votes")
    wards = country.preset.wards
    stations = np.bincount(country.stations.ward, minlength=wards)
    registered = np.bincount(country.stations.ward, country.stations.registered, wards) * 0.88
    missing = np.where(rng.uniform(size=wards) < 0.02, 1, 0)
    reported = np.maximum(stations - missing, 1)
    registered = np.round(registered * reported / stations).astype(np.int64)
    cast = rng.binomial(registered.astype(np.int64), np.clip(rng.normal(0.7, 0.04, wards), 0.4, 0.9))
    rejected = rng.binomial(cast, 0.009)
    votes = rng.multinomial(cast - rejected, ballot.shares)
    return {
        "form_ids": next_ids(connection, "result_forms", "form_id", wards),
        "contest_id": contest_id,
        "source": SOURCE,
        "area_ids": geography.areas[3],
        "registered": registered.tolist(),
        "valid": (cast - rejected).tolist(),
        "rejected": rejected.tolist(),
        "stations_total": stations.tolist(),
        "stations_reported": reported.tolist(),
        "votes": votes.ravel().tolist(),
        "places": ballot.party.shape[1],
    }
