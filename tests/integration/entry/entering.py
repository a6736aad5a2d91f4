"""What tests of entry send: forms of Wendera's stations, by the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from tests.election_factory import Mini
from tests.office import SignedIn

VOTES = {"asha": 210, "juma": 120, "neema": 31}


def form_body(station: str = "W-1-1-1-1", contest: str = "president", **more: Any) -> dict[str, Any]:
    """Return a form with nothing wrong; `figures` replaces single figures."""
    figures = {"votes": VOTES, "valid": 361, "rejected": 4, "cast": 365, "registered": 500}
    if contest == "governor":
        figures |= {"votes": {"pendo": 200, "baraka": 161}}
    figures |= more.pop("figures", {})
    return {"election": "wendera-2031", "contest": contest, "station": station, "figures": figures, **more}


@dataclass
class Entering:
    """A signed-in person who sends forms."""

    person: SignedIn
    mini: Mini
    engine: Engine

    def send(self, body: dict[str, Any], key: str | None = None, **more: Any) -> TestResponse:
        return self.person.post(
            "/api/v1/forms", body, headers={"Idempotency-Key": key or str(uuid4()), **more}
        )

    def one(self, statement: str, **values: Any) -> Any:
        """Return one value as the owner of the database sees it."""
        with self.engine.connect() as connection:
            return connection.execute(text(statement), values).scalar_one()
