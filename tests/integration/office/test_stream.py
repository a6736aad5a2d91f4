"""The office's stream of marks: who may listen, what it says and what it never says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from dashboard.office_api import stream
from tests.election_factory import Mini, make_election
from tests.office import Office, SignedIn, add_user, open_office


@pytest.fixture
def office(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    monkeypatch.setattr(stream, "LOOK_S", 0.05)
    made = open_office(fresh_database_url, tmp_path)
    yield made
    made.desk.dispose()


@pytest.fixture
def mini(fresh_database: Engine) -> Mini:
    with fresh_database.begin() as connection:
        return make_election(connection)


def _marks(body: Iterator[bytes]) -> dict[str, str]:
    """Read on to the next event."""
    for part in body:
        if part.startswith(b"event: pulse"):
            found = json.loads(part.split(b"data: ", 1)[1])
            assert isinstance(found, dict)
            return found
    raise AssertionError("the stream ended")


def _move(engine: Engine, mini: Mini, user_id: int) -> None:
    values = {
        "uid": uuid4(), "e": mini.election_id, "a": mini.areas["W-1-1-1"], "s": mini.stations["W-1-1-1-1"], "u": user_id
    }  # fmt: skip
    with engine.begin() as connection:
        incident = connection.execute(
            text(
                "INSERT INTO incidents (uid, election_id, category, severity, area_id, station_id, description, happened_at_utc,"
                " reported_by, receipt, request_sha256) VALUES (:uid, :e, 'violence', 'high', :a, :s, 'secret words', now(), :u,"
                " 'R', '\\x00') RETURNING incident_id"
            ),
            values,
        ).scalar_one()
        connection.execute(
            text("INSERT INTO incident_events (incident_id, user_id, kind) VALUES (:i, :u, 'reported')"),
            {"i": incident, "u": user_id},
        )


@contextmanager
def _listening(person: SignedIn, topics: str) -> Iterator[Iterator[bytes]]:
    answer = person.get(f"/api/v1/office/stream?topics={topics}", buffered=False)
    assert answer.status_code == 200
    assert answer.mimetype == "text/event-stream"
    try:
        yield iter(answer.response)  # type: ignore[arg-type]
    finally:
        answer.close()


def test_a_mark_moves_when_something_of_its_topic_does_and_says_nothing_else(
    office: Office, fresh_database: Engine, mini: Mini
) -> None:
    user = add_user(fresh_database, "m1", "manager", scope=[mini.areas["W-1"]])
    with _listening(office.sign_in(user), "board,incidents") as body:
        before = _marks(body)
        _move(fresh_database, mini, user)
        after = _marks(body)
    assert set(before) == set(after) == {"board", "incidents"}
    assert before["board"] == after["board"]
    assert before["incidents"] != after["incidents"]
    assert "secret" not in json.dumps(after)


def test_only_the_topics_asked_for_are_told(office: Office, fresh_database: Engine, mini: Mini) -> None:
    user = add_user(fresh_database, "m1", "manager", scope=[mini.areas["W-1"]])
    with _listening(office.sign_in(user), "publish") as body:
        assert set(_marks(body)) == {"publish"}


@pytest.mark.parametrize("topics", ["", "everything", "board,users", "board;drop table users"])
def test_a_topic_that_does_not_exist_is_refused(
    office: Office, fresh_database: Engine, mini: Mini, topics: str
) -> None:
    user = add_user(fresh_database, "m1", "manager")
    answer = office.sign_in(user).get("/api/v1/office/stream", query_string={"topics": topics})
    assert answer.status_code == 400


def test_a_stranger_and_a_viewer_do_not_listen(office: Office, fresh_database: Engine) -> None:
    assert office.stranger().get("/api/v1/office/stream?topics=board").status_code == 401
    viewer = add_user(fresh_database, "v1", "viewer")
    assert office.sign_in(viewer).get("/api/v1/office/stream?topics=board").status_code == 403


def test_a_stream_ends_by_itself_so_that_an_ended_session_does_not_listen_on(
    office: Office, fresh_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LONGEST_S", 0.2)
    monkeypatch.setattr(stream, "BEAT_S", 0.1)
    user = add_user(fresh_database, "m1", "manager")
    with _listening(office.sign_in(user), "board") as body:
        assert len(list(body)) < 20
