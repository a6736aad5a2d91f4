"""One form from the observer's phone to the public's screen, through every person and process on the way.

The office over HTTP, the tally and the publisher as the worker runs them, the results site over the published files.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import Engine, text

from dashboard.public import create_public_app
from data.audit.published_seals import published_seals
from data.audit.verify import verify_log
from data.publish.verify import verify
from data.records import AreaForms, FormRevision
from tests.figures import figures_in
from tests.integration.publish.desk import Desk, open_desk
from tests.integration.verify.conftest import figures
from tests.office import Office, SignedIn, add_user, open_office

STATION, WARD = "W-1-1-1-1", "W-1-1-1"
TYPED = {"asha": 214, "juma": 187, "neema": 6}
SLIP = {"asha": 241, "juma": 187, "neema": 6}


@pytest.fixture
def desk(fresh_database: Engine, tmp_path: Path) -> Desk:
    return open_desk(fresh_database, tmp_path / "store")


@pytest.fixture
def office(desk: Desk, fresh_database_url: str, tmp_path: Path) -> Iterator[Office]:
    made = open_office(fresh_database_url, tmp_path)
    yield made
    made.desk.dispose()


@pytest.fixture
def people(office: Office, desk: Desk) -> dict[str, SignedIn]:
    """An observer of the station and three managers of the country."""
    engine, root = desk.engine, desk.mini.areas["W"]
    ids = {"observer": add_user(engine, "wanjiru", "observer", stations=[desk.mini.stations[STATION]])}
    for name in ("clerk", "third", "manager"):
        ids[name] = add_user(engine, f"{name}-otieno", "manager", scope=[root])
    return {name: office.sign_in(user_id) for name, user_id in ids.items()}


def _form(votes: dict[str, int], **more: Any) -> dict[str, Any]:
    return {"election": "wendera-2031", "contest": "president", "station": STATION, **figures(votes), **more}


def _send(person: SignedIn, body: dict[str, Any]) -> dict[str, Any]:
    answer = person.post("/api/v1/forms", body, headers={"Idempotency-Key": str(uuid4())})
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def _second(person: SignedIn, form: str, votes: dict[str, int]) -> bool:
    claimed = person.post(f"/api/v1/verify/{form}/sheet")
    assert claimed.status_code == 200, claimed.text
    assert "214" not in figures_in(claimed.text), "the second typist sees no figure of the first"
    answer = person.post(
        f"/api/v1/verify/{form}/second", figures(votes), headers={"Idempotency-Key": str(uuid4())}
    )
    assert answer.status_code in (200, 201), answer.text
    return bool(answer.get_json()["agrees"])


def _published(desk: Desk) -> list[FormRevision]:
    """The revisions of the station's presidential form in the newest version."""
    versions = sorted(desk.folder.glob("v*"), key=lambda path: int(path.name[1:]))
    paths = [path / "_forms" / f"{WARD}.json" for path in versions]
    newest = [path for path in paths if path.exists()][-1]
    forms = msgspec.json.decode(newest.read_bytes(), type=AreaForms).forms
    return list(next(f for f in forms if f.contest == "president" and f.station == STATION).revisions)


def test_a_form_goes_from_the_phone_through_four_people_to_the_screen(
    desk: Desk, people: dict[str, SignedIn], office: Office
) -> None:
    sent = _send(people["observer"], _form(TYPED))
    first = desk.publish()[0].version
    waiting = desk.document(first, "president", WARD)
    assert (waiting.stations.preliminary, waiting.stations.counted) == (1, 0), (
        "not public before a second person"
    )

    assert _second(people["clerk"], sent["form"], TYPED)
    confirmed = people["manager"].post(f"/api/v1/verify/{sent['form']}/confirm", {})
    assert confirmed.status_code == 200, confirmed.text
    version = desk.publish()[0].version
    document = desk.document(version, "president", WARD)
    assert {c.code: c.votes for c in document.candidates} == TYPED
    assert document.stations.confirmed == 1

    (revision,) = _published(desk)
    assert revision.receipt == sent["receipt"], "the observer compares it with the public page"
    assert revision.votes == TYPED
    assert [(step.step, step.role) for step in revision.steps] == [
        ("entered", "field_observer"),
        ("agreed", "election_manager"),
        ("verified", "election_manager"),
        ("confirmed", "election_manager"),
    ]
    site = create_public_app(office.settings).server.test_client()
    page = site.get(f"/stations/wendera-2031/{STATION}").text
    assert sent["receipt"] in page
    for name in ("wanjiru", "Wanjiru", "otieno", "Otieno"):
        assert name not in page, "never a person's name in public"


def test_a_slip_is_found_by_the_second_person_and_corrected_by_a_third_in_the_open(
    desk: Desk, people: dict[str, SignedIn]
) -> None:
    sent = _send(people["observer"], _form(SLIP))
    assert not _second(people["clerk"], sent["form"], TYPED)
    desk.publish()
    for name in ("observer", "clerk"):
        refused = people[name].post(
            f"/api/v1/verify/{sent['form']}/resolve", {"choice": "second", "reason": "I say so."}
        )
        assert refused.status_code in (403, 404, 409), name
    done = people["third"].post(
        f"/api/v1/verify/{sent['form']}/resolve", {"choice": "second", "reason": "The paper says 214."}
    )
    assert done.status_code == 200, done.text
    version = desk.publish()[0].version
    document = desk.document(version, "president", WARD)
    assert {c.code: c.votes for c in document.candidates} == TYPED
    old, new = _published(desk)
    assert (old.revision, new.revision) == (1, 2)
    assert (new.state, new.reason, new.votes) == ("verified", "The paper says 214.", TYPED)
    assert new.receipt != old.receipt


def test_a_dispute_takes_the_form_out_and_a_release_brings_it_back(
    desk: Desk, people: dict[str, SignedIn]
) -> None:
    sent = _send(people["observer"], _form(TYPED))
    assert _second(people["clerk"], sent["form"], TYPED)
    desk.publish()
    disputed = people["manager"].post(
        f"/api/v1/verify/{sent['form']}/dispute", {"reason": "A signature is missing."}
    )
    assert disputed.status_code == 200, disputed.text
    out = desk.document(desk.publish()[0].version, "president", WARD)
    assert (out.stations.disputed, out.stations.counted, out.leader) == (1, 0, None)
    released = people["third"].post(
        f"/api/v1/verify/{sent['form']}/release-hold", {"reason": "The signature is on page two."}
    )
    assert released.status_code == 200, released.text
    back = desk.document(desk.publish()[0].version, "president", WARD)
    assert {c.code: c.votes for c in back.candidates} == TYPED
    steps = [step.step for step in _published(desk)[0].steps]
    assert steps[-2:] == ["disputed", "released"]


def test_everything_on_the_way_is_in_the_audit_log_and_in_the_versions(
    desk: Desk, people: dict[str, SignedIn]
) -> None:
    sent = _send(people["observer"], _form(TYPED))
    _second(people["clerk"], sent["form"], TYPED)
    desk.publish()
    with desk.engine.connect() as owner:
        rows = owner.execute(
            text(
                "SELECT actor, action, host(address) FROM audit_log WHERE user_id IS NOT NULL ORDER BY audit_id"
            )
        ).all()
    done = {(row.actor, row.action) for row in rows}
    assert {
        ("wanjiru", "form.enter"),
        ("clerk-otieno", "form.second_entry"),
        ("clerk-otieno", "form.verify"),
    } <= done
    assert {row.host for row in rows} == {"127.0.0.1"}
    with desk.engine.begin() as owner:
        owner.execute(text("SELECT seal_audit()"))
    people["manager"].post(f"/api/v1/verify/{sent['form']}/confirm", {})
    desk.publish()  # the next version names the seal
    seals = list(published_seals(desk.store))
    assert seals
    with desk.engine.connect() as owner:
        verdict = verify_log(owner, seals)
    assert not verdict.problems
    assert not verify(str(desk.folder)).problems
