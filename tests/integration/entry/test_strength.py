"""Many at once on the running office: the same form from 200 clients, two people at one place."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, text

from tests.election_factory import Mini
from tests.integration.entry.conftest import People
from tests.integration.entry.entering import form_body
from tests.integration.entry.running import Client, open_session, running_office, surroundings

CLIENTS = 200


def test_two_hundred_clients_with_one_key_store_exactly_one_form(
    fresh_database_url: str, fresh_database: Engine, people: People, mini: Mini, tmp_path: Path
) -> None:
    ticket = open_session(fresh_database_url, people.observer)
    key, body, gate = str(uuid4()), form_body(), threading.Barrier(CLIENTS)

    def send(port: int) -> tuple[int, bytes]:
        client = Client(port, ticket)
        gate.wait(60)
        return client.ask("POST", "/api/v1/forms", body, key)

    with (
        running_office(surroundings(fresh_database_url, tmp_path), workers=2) as office,
        ThreadPoolExecutor(CLIENTS) as pool,
    ):
        answers = list(pool.map(send, [office.port] * CLIENTS))
    assert Counter(status for status, _ in answers) == {201: 1, 200: CLIENTS - 1}
    assert len({answer for _, answer in answers}) == 1
    with fresh_database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM result_forms")).scalar_one() == 1
        assert connection.execute(text("SELECT sum(votes) FROM form_votes")).scalar_one() == 361
        entered = text("SELECT count(*) FROM audit_log WHERE action = 'form.enter'")
        assert connection.execute(entered).scalar_one() == 1


def test_many_keys_for_one_place_store_one_form_and_show_it_to_its_enterer_only(
    fresh_database_url: str, fresh_database: Engine, people: People, tmp_path: Path
) -> None:
    """Two people at once in the same slot: one form, and the other learns that it is there, not what it says."""
    tickets = [open_session(fresh_database_url, user) for user in (people.observer, people.clerk)]
    gate = threading.Barrier(40)

    def send(number: int, port: int) -> tuple[int, int, bytes]:
        client = Client(port, tickets[number % 2])
        gate.wait(60)
        status, answer = client.ask("POST", "/api/v1/forms", form_body(), str(uuid4()))
        return number % 2, status, answer

    with (
        running_office(surroundings(fresh_database_url, tmp_path), workers=2) as office,
        ThreadPoolExecutor(40) as pool,
    ):
        answers = list(pool.map(lambda number: send(number, office.port), range(40)))
    assert Counter(status for _, status, _ in answers) == {201: 1, 409: 39}
    (winner,) = (who for who, status, _ in answers if status == 201)
    for who, status, answer in answers:
        if status == 409:
            stored = json.loads(answer)["stored"]
            assert (stored["figures"] is not None) == (who == winner)
    with fresh_database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM result_forms")).scalar_one() == 1


def test_a_client_that_hangs_up_in_the_middle_of_its_form_leaves_nothing(
    fresh_database_url: str, fresh_database: Engine, people: People, tmp_path: Path
) -> None:
    ticket = open_session(fresh_database_url, people.observer)
    with running_office(surroundings(fresh_database_url, tmp_path)) as office:
        connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=10)
        connection.putrequest("POST", "/api/v1/forms")
        for name, value in {
            "Cookie": f"matokeo_office={ticket.token}",
            "X-CSRF-Token": ticket.csrf,
            "Content-Length": "4000",
            "Idempotency-Key": str(uuid4()),
        }.items():
            connection.putheader(name, value)
        connection.endheaders()
        connection.send(json.dumps(form_body()).encode())
        connection.close()
        status, _ = Client(office.port, ticket).ask("GET", "/api/v1/me/stations")
        assert status == 200
    with fresh_database.connect() as owner:
        assert owner.execute(text("SELECT count(*) FROM result_forms")).scalar_one() == 0
