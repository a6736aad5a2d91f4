"""Many at once on the running office: the same form from 200 clients, two people at one place, a line that is cut."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from data.engine import make_engine
from tests.conftest import TEMPLATE
from tests.election_factory import make_election
from tests.integration.entry.entering import form_body
from tests.integration.entry.running import (
    Client,
    OfficeProcess,
    Ticket,
    open_session,
    running_office,
    surroundings,
)
from tests.office import add_user
from tests.services import TestServices

CLIENTS = 200


@dataclass
class Strong:
    """One running office for all tests here: each uses a station of its own."""

    office: OfficeProcess
    owner: Engine
    tickets: tuple[Ticket, Ticket]

    def count(self, statement: str, station: str) -> int:
        """Count something of a station as the owner of the database sees it."""
        with self.owner.connect() as connection:
            return int(connection.execute(text(statement), {"station": station}).scalar_one())


FORMS = "SELECT count(*) FROM result_forms JOIN polling_stations USING (station_id) WHERE code = :station"


@pytest.fixture(scope="module")
def strong(
    services: TestServices, worker_name: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Strong]:
    services.start_postgres()
    name = f"strong_{worker_name}"
    services.postgres.create_database(name, template=TEMPLATE)
    url = services.place.database_url(name)
    owner = make_engine(url)
    with owner.begin() as connection:
        mini = make_election(connection)
    stations = [mini.stations[f"W-1-1-1-{number}"] for number in (1, 2, 3)]
    observer = add_user(owner, "asha", "observer", stations=stations)
    clerk = add_user(owner, "pendo", "manager", scope=[mini.areas["W"]])
    tickets = (open_session(url, observer), open_session(url, clerk))
    with running_office(surroundings(url, tmp_path_factory.mktemp("strong")), workers=2) as office:
        yield Strong(office, owner, tickets)
    owner.dispose()
    services.postgres.drop_database(name)


def test_two_hundred_clients_with_one_key_store_exactly_one_form(strong: Strong) -> None:
    station = "W-1-1-1-1"
    key, body, gate = str(uuid4()), form_body(station), threading.Barrier(CLIENTS)

    def send(port: int) -> tuple[int, bytes]:
        client = Client(port, strong.tickets[0])
        gate.wait(60)
        return client.ask("POST", "/api/v1/forms", body, key)

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(send, [strong.office.port] * CLIENTS))
    assert Counter(status for status, _ in answers) == {201: 1, 200: CLIENTS - 1}
    assert len({answer for _, answer in answers}) == 1
    assert strong.count(FORMS, station) == 1
    votes = (
        "SELECT sum(votes) FROM form_votes JOIN result_forms USING (form_id) JOIN polling_stations USING (station_id)"
        " WHERE code = :station"
    )
    assert strong.count(votes, station) == 361
    entered = (
        "SELECT count(*) FROM audit_log a JOIN result_forms f ON a.object_id IN (f.form_id::text, f.uid::text)"
        " JOIN polling_stations USING (station_id) WHERE a.action = 'form.enter' AND code = :station"
    )
    assert strong.count(entered, station) == 1


def test_many_keys_for_one_place_store_one_form_and_show_it_to_its_enterer_only(strong: Strong) -> None:
    """Two people at once in the same slot: one form, and the other learns that it is there, not what it says."""
    station, gate = "W-1-1-1-2", threading.Barrier(40)
    figures = {
        "votes": {"asha": 200, "juma": 150, "neema": 11}
    }  # the same as another station's would be a warning

    def send(number: int) -> tuple[int, int, bytes]:
        client = Client(strong.office.port, strong.tickets[number % 2])
        gate.wait(60)
        status, answer = client.ask(
            "POST", "/api/v1/forms", form_body(station, figures=figures), str(uuid4())
        )
        return number % 2, status, answer

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(send, range(40)))
    assert Counter(status for _, status, _ in answers) == {201: 1, 409: 39}
    (winner,) = (who for who, status, _ in answers if status == 201)
    for who, status, answer in answers:
        if status == 409:
            stored = json.loads(answer)["stored"]
            assert (stored["figures"] is not None) == (who == winner)
    assert strong.count(FORMS, station) == 1


def test_a_client_that_hangs_up_in_the_middle_of_its_form_leaves_nothing(strong: Strong) -> None:
    station, ticket = "W-1-1-1-3", strong.tickets[0]
    connection = http.client.HTTPConnection("127.0.0.1", strong.office.port, timeout=10)
    connection.putrequest("POST", "/api/v1/forms")
    for name, value in {
        "Cookie": f"matokeo_office={ticket.token}",
        "X-CSRF-Token": ticket.csrf,
        "Content-Length": "4000",
        "Idempotency-Key": str(uuid4()),
    }.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(json.dumps(form_body(station)).encode())
    connection.close()
    status, _ = Client(strong.office.port, ticket).ask("GET", "/api/v1/me/stations")
    assert status == 200
    assert strong.count(FORMS, station) == 0
