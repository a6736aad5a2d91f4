"""An office with people of two counties over a small election, and forms entered once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from tests.election_factory import Mini, add_form, make_election
from tests.office import Office, SignedIn, add_user, open_office

STATION = "W-1-1-1-1"
FIRST = {"asha": 200, "juma": 100, "neema": 1}


def figures(votes: dict[str, int], **totals: int | None) -> dict[str, Any]:
    """The body of a second entry with the totals that `add_form` stores, unless told otherwise."""
    valid = sum(votes.values())
    return {
        "figures": {
            "votes": votes,
            "valid": valid,
            "rejected": 2,
            "cast": valid + 2,
            "registered": 500,
            **totals,
        }
    }


def body_of(reply: TestResponse) -> dict[str, Any]:
    """The JSON of a reply."""
    found: dict[str, Any] = reply.json  # type: ignore[assignment]
    return found


@dataclass
class Verification:
    """The office, its election and its people, signed in when first named."""

    office: Office
    engine: Engine
    mini: Mini
    ids: dict[str, int]
    clients: dict[str, SignedIn] = field(default_factory=dict)

    def as_(self, name: str) -> SignedIn:
        """The client of a person: `admin`, `m1a`.. (managers of county 1), `m2` (county 2), `obs`."""
        if name not in self.clients:
            self.clients[name] = self.office.sign_in(self.ids[name])
        return self.clients[name]

    def form(self, station: str = STATION, contest: str = "president", **fields: Any) -> UUID:
        """Store a form entered once by the observer."""
        values = {"state": "preliminary", "entered_by": self.ids["obs"], **fields}
        with self.engine.begin() as owner:
            number = add_form(owner, self.mini, station, contest, values.pop("votes", FIRST), **values)
            found = owner.execute(text("SELECT uid FROM result_forms WHERE form_id = :f"), {"f": number})
            return UUID(str(found.scalar_one()))

    def next(self, name: str, **ask: Any) -> dict[str, Any] | None:
        """Claim the next form as a person; its sheet."""
        reply = self.as_(name).post("/api/v1/verify/next", ask)
        assert reply.status_code == 200, reply.text
        found: dict[str, Any] | None = body_of(reply)["sheet"]
        return found

    def second(
        self, name: str, form: UUID | str, body: dict[str, Any], *, key: UUID | None = None
    ) -> TestResponse:
        """Send a second entry."""
        headers = {"Idempotency-Key": str(key or uuid4())}
        return self.as_(name).post(f"/api/v1/verify/{form}/second", body, headers=headers)

    def typed(self, name: str, form: UUID, votes: dict[str, int]) -> TestResponse:
        """Claim a named form and send a second entry for it."""
        claimed = self.as_(name).post(f"/api/v1/verify/{form}/sheet")
        assert claimed.status_code == 200, claimed.text
        reply = self.second(name, form, figures(votes))
        assert reply.status_code == 200, reply.text
        return reply

    def row(self, form: UUID | str) -> Any:
        """The stored form."""
        with self.engine.connect() as owner:
            return owner.execute(text("SELECT * FROM result_forms WHERE uid = :u"), {"u": str(form)}).one()

    def scalars(self, statement: str, **values: Any) -> list[Any]:
        """The first column of a statement, as the owner."""
        with self.engine.connect() as owner:
            return list(owner.execute(text(statement), values).scalars())


@pytest.fixture
def desk(fresh_database_url: str, fresh_database: Engine, tmp_path: Path) -> Iterator[Verification]:
    """The office with an observer, four managers of county 1, one of county 2 and an administrator."""
    with fresh_database.begin() as owner:
        mini = make_election(owner)
    ids = {"obs": add_user(fresh_database, "obs", "observer", stations=[mini.stations[STATION]])}
    for name in ("m1a", "m1b", "m1c", "m1d"):
        ids[name] = add_user(fresh_database, name, "manager", scope=[mini.areas["W-1"]])
    ids["m2"] = add_user(fresh_database, "m2", "manager", scope=[mini.areas["W-2"]])
    ids["admin"] = add_user(fresh_database, "chief", "admin")
    office = open_office(fresh_database_url, tmp_path, RATE_LIMIT_SCALE="0")
    yield Verification(office, fresh_database, mini, ids)
    office.desk.dispose()
