"""Web, tally worker, PostgreSQL and Redis are killed with SIGKILL while observers send: nothing accepted is lost.

`python -m benchmarks.survive_entry` is the same with 10,000 forms.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.services.postgres import PrivatePostgres
from dashboard.services.redis import PrivateRedis
from tests.integration.entry.chaos import survive

FORMS = 300


@pytest.fixture
def own_redis(own_postgres: PrivatePostgres) -> Iterator[PrivateRedis]:
    made = PrivateRedis(own_postgres.place)
    yield made
    made.stop()


def test_every_accepted_form_is_there_once_whatever_is_killed(
    own_postgres: PrivatePostgres, own_redis: PrivateRedis, tmp_path: Path
) -> None:
    outcome = survive(
        own_postgres, own_redis, tmp_path, forms=FORMS, clients=12, pause_s=1.5, pace_s=0.3, rounds=1
    )
    assert len(outcome.accepted) == FORMS
    assert outcome.stored == {key: json.loads(answer)["receipt"] for key, answer in outcome.accepted.items()}
    assert set(outcome.kills) >= {"web worker", "PostgreSQL", "tally worker", "Redis"}
    assert outcome.resent > 0, "nothing was ever interrupted: the test proved nothing"
    assert outcome.doubled_answers > 0
    assert outcome.votes_wrong == 0
    assert outcome.audits == FORMS
    assert outcome.differences == 0
