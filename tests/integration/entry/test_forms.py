"""Forms through the API: stored once, checked, refused by name, blind to those who must not see them."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from tests.figures import figures_in
from tests.integration.entry.conftest import People
from tests.integration.entry.entering import VOTES, Entering, form_body
from tests.office import Office


def test_a_form_is_stored_with_everything_it_states(entering: Entering) -> None:
    key = str(uuid4())
    body = form_body(
        note="posted at the door", device_point={"latitude": -1.2, "longitude": 36.8},
        captured_at="2031-05-04T18:00:00+03:00",
    )  # fmt: skip
    answer = entering.send(body, key)
    assert answer.status_code == 201, answer.text
    receipt = answer.get_json()
    assert receipt["form"] == key
    assert re.fullmatch(
        r"[0-9A-HJKMNP-TV-Z]{2}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{2}", receipt["receipt"]
    )
    row = entering.one("SELECT to_jsonb(f) FROM result_forms f")
    assert (row["valid_votes"], row["valid_stated"], row["rejected_votes"], row["votes_cast"]) == (
        361,
        True,
        4,
        365,
    )
    assert (row["state"], row["is_counting"], row["source"], row["revision"]) == (
        "preliminary",
        True,
        "34a",
        1,
    )
    assert row["receipt"] == receipt["receipt"]
    assert row["note"] == "posted at the door"
    assert "W201" in row["checks_passed"]
    assert entering.one("SELECT sum(votes) FROM form_votes") == 361
    audit = entering.one("SELECT to_jsonb(a) FROM audit_log a WHERE action = 'form.enter'")
    assert (audit["actor"], audit["object_id"]) == ("asha", key)
    assert audit["new_value"]["receipt"] == receipt["receipt"]
    assert entering.one("SELECT count(*) FROM dirty_log") == 1


def test_sending_again_answers_the_same_and_stores_nothing(entering: Entering) -> None:
    key, body = str(uuid4()), form_body()
    first = entering.send(body, key)
    reordered = {name: body[name] for name in reversed(body)}
    again = entering.send(reordered, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.data == again.data
    assert entering.one("SELECT count(*) FROM result_forms") == 1
    assert entering.one("SELECT count(*) FROM audit_log WHERE action = 'form.enter'") == 1


def test_the_same_key_with_another_body_is_a_conflict_with_both(entering: Entering) -> None:
    key = str(uuid4())
    entering.send(form_body(), key)
    answer = entering.send(form_body(figures={"rejected": 5, "cast": 366}), key)
    assert answer.status_code == 409
    told = answer.get_json()
    assert told["sent"]["figures"]["rejected"] == 5
    assert told["stored"]["figures"]["rejected"] == 4
    assert entering.one("SELECT count(*) FROM result_forms") == 1


def test_a_form_that_is_there_is_a_conflict_that_shows_others_no_figures(
    entering: Entering, office: Office, people: People
) -> None:
    stored = entering.send(form_body()).get_json()
    own = entering.send(form_body(figures={"rejected": 5, "cast": 366})).get_json()
    assert own["stored"]["figures"]["votes"] == VOTES
    clerk = Entering(office.sign_in(people.clerk), entering.mini, entering.engine)
    answer = clerk.send(form_body(figures={"rejected": 5, "cast": 366}))
    assert answer.status_code == 409
    told = answer.get_json()["stored"]
    assert told["receipt"] == stored["receipt"]
    assert told["figures"] is None
    assert told["state"] == "preliminary"


def test_a_key_of_somebody_else_is_a_conflict_that_tells_nothing(
    entering: Entering, office: Office, people: People
) -> None:
    key = str(uuid4())
    entering.send(form_body(), key)
    other = Entering(office.sign_in(people.other), entering.mini, entering.engine)
    answer = other.send(form_body("W-2-1-1-1", accepted_warnings=["W401"]), key)
    assert answer.status_code == 409
    assert answer.get_json()["stored"] is None
    clerk = Entering(office.sign_in(people.clerk), entering.mini, entering.engine)
    assert clerk.send(form_body(), key).status_code == 409


@pytest.mark.parametrize(
    ("figures", "code", "field"),
    [
        ({"votes": {"asha": 1, "juma": 2}}, "F101", "votes.neema"),
        ({"votes": {**VOTES, "nobody": 1}}, "F103", "votes.nobody"),
        ({"rejected": -1}, "F102", "rejected"),
        ({"votes": {**VOTES, "asha": 100_000}}, "F104", "votes.asha"),
        ({"cast": 7_001}, "F302", "cast"),
    ],
)
def test_errors_must_be_mended(entering: Entering, figures: dict[str, Any], code: str, field: str) -> None:
    answer = entering.send(form_body(figures=figures, accepted_warnings=[code]))
    assert answer.status_code == 422
    assert (code, field) in {(e["code"], e["field"]) for e in answer.get_json()["errors"]}
    assert entering.one("SELECT count(*) FROM result_forms") == 0
    assert entering.one("SELECT count(*) FROM audit_log") == 0


def test_a_warning_passes_when_it_is_accepted_and_is_kept(entering: Entering) -> None:
    body = form_body(figures={"valid": 360, "cast": 364})
    refused = entering.send(body)
    assert refused.status_code == 422
    assert [w["code"] for w in refused.get_json()["warnings"]] == ["W201"]
    key = str(uuid4())
    answer = entering.send({**body, "accepted_warnings": ["W999", "W201"]}, key)
    assert answer.status_code == 201
    assert answer.get_json()["accepted_warnings"] == ["W201"]
    again = entering.send({**body, "accepted_warnings": ["W201", "W999"]}, key)
    assert (again.status_code, again.data) == (200, answer.data)
    assert entering.one("SELECT valid_votes FROM result_forms") == 360


def test_blank_figures_stay_unknown(entering: Entering) -> None:
    body = form_body(figures={"valid": None, "rejected": None, "cast": None, "registered": None})
    assert entering.send(body).status_code == 201
    row = entering.one("SELECT to_jsonb(f) FROM result_forms f")
    assert (row["valid_votes"], row["valid_stated"]) == (361, False)
    assert (row["rejected_votes"], row["votes_cast"], row["registered_voters"]) == (None, None, None)


def test_the_same_figures_at_another_station_are_a_warning(entering: Entering) -> None:
    entering.send(form_body())
    answer = entering.send(form_body("W-1-1-1-2"))
    (warning,) = answer.get_json()["warnings"]
    assert (warning["code"], warning["values"]) == ("W401", {"station": "W-1-1-1-1"})


def test_a_device_far_from_the_station_is_a_warning(entering: Entering) -> None:
    with entering.engine.begin() as connection:
        connection.execute(text("UPDATE polling_stations SET point = ST_MakePoint(36.8, -1.2)::geography"))
    near = {"latitude": -1.2001, "longitude": 36.8}
    far = {"latitude": -1.3, "longitude": 36.8, "accuracy_m": 50}
    answer = entering.send(form_body(device_point=far))
    (warning,) = answer.get_json()["warnings"]
    assert warning["code"] == "W402"
    assert 10_000 < warning["values"]["distance"] < 12_000
    assert entering.send(form_body(device_point=near)).status_code == 201
    assert entering.one("SELECT distance_m BETWEEN 5 AND 20 FROM result_forms")


def test_a_dry_run_says_what_would_be_said_and_stores_nothing(entering: Entering) -> None:
    answer = entering.person.post("/api/v1/forms/check", form_body(figures={"cast": 370}))
    assert answer.status_code == 200
    verdict = answer.get_json()
    assert [w["code"] for w in verdict["warnings"]] == ["W202"]
    assert "W201" in verdict["passed"]
    assert entering.one("SELECT count(*) FROM result_forms") == 0


def test_a_required_photo_is_asked_for(entering: Entering) -> None:
    with entering.engine.begin() as connection:
        connection.execute(text("""UPDATE elections SET settings = '{"entry": {"photo": "required"}}'"""))
    errors = entering.send(form_body()).get_json()["errors"]
    assert [e["code"] for e in errors] == ["F105"]
    errors = entering.send(form_body(attachments=[str(uuid4())])).get_json()["errors"]
    assert [e["code"] for e in errors] == ["F106"]


def test_an_observer_enters_only_at_assigned_stations(entering: Entering) -> None:
    assert entering.send(form_body("W-1-1-1-3")).status_code == 403
    assert entering.send(form_body("W-2-1-1-1")).status_code == 403
    assert entering.send(form_body("nowhere")).status_code == 404
    assert entering.send(form_body(source="transmitted")).status_code == 403
    assert entering.send(form_body(source="34b")).status_code == 404
    assert entering.send({**form_body(), "station": None, "area": "W-1-1"}).status_code == 403


def test_a_manager_enters_in_the_own_area_only(office: Office, people: People, entering: Entering) -> None:
    far = Entering(office.sign_in(people.far), entering.mini, entering.engine)
    assert far.send(form_body()).status_code == 403
    assert far.send(form_body("W-2-1-1-1")).status_code == 201


def test_a_closed_election_takes_no_form(entering: Entering) -> None:
    with entering.engine.begin() as connection:
        connection.execute(text("UPDATE elections SET status = 'completed'"))
    answer = entering.send(form_body())
    assert answer.status_code == 409
    assert "does not take forms" in answer.get_json()["message"]


def test_an_election_closed_a_moment_ago_takes_no_form_either(entering: Entering) -> None:
    """The place is remembered for some seconds; the database is not deceived by that."""
    assert entering.send(form_body()).status_code == 201
    with entering.engine.begin() as connection:
        connection.execute(text("UPDATE elections SET status = 'completed'"))
    answer = entering.send(form_body(contest="governor"))
    assert answer.status_code == 403
    assert entering.one("SELECT count(*) FROM result_forms") == 1


def test_an_observer_corrects_an_own_unchecked_form_with_a_reason(entering: Entering) -> None:
    first = entering.send(form_body()).get_json()
    changed = form_body(figures={"rejected": 5, "cast": 366}, corrects=first["form"])
    refused = entering.send(changed)
    assert [e["code"] for e in refused.get_json()["errors"]] == ["F107"]
    key = str(uuid4())
    answer = entering.send({**changed, "reason": "read a 4 for a 5"}, key)
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["revision"] == 2
    again = entering.send({**changed, "reason": "read a 4 for a 5"}, key)
    assert (again.status_code, again.data) == (200, answer.data)
    late = entering.send({**changed, "reason": "once more"})
    assert late.status_code == 409
    assert entering.one("SELECT count(*) FROM result_forms WHERE is_current") == 1
    assert entering.one("SELECT rejected_votes FROM result_forms WHERE is_current") == 5


def test_a_form_that_somebody_checked_is_corrected_by_a_manager_only(
    entering: Entering, office: Office, people: People
) -> None:
    first = entering.send(form_body()).get_json()
    with entering.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO second_entries (uid, form_id, entered_by, registered_voters, valid_votes, rejected_votes,"
                " votes_cast, candidate_ids, votes, request_sha256, agrees)"
                " SELECT gen_random_uuid(), form_id, :m, 500, 361, 4, 365,"
                " array_agg(candidate_id), array_agg(votes), '', true FROM result_forms"
                " JOIN form_votes USING (form_id) GROUP BY 2"
            ),
            {"m": people.manager},
        )
    changed = form_body(figures={"rejected": 5, "cast": 366}, corrects=first["form"], reason="misread")
    answer = entering.send(changed)
    assert answer.status_code == 403
    assert "only a manager" in answer.get_json()["message"]
    manager = Entering(office.sign_in(people.clerk), entering.mini, entering.engine)
    assert manager.send(changed).status_code == 201


def test_a_correction_of_another_place_is_refused(entering: Entering) -> None:
    first = entering.send(form_body()).get_json()
    answer = entering.send(form_body("W-1-1-1-2", corrects=first["form"], reason="x"))
    assert answer.status_code == 409
    assert entering.send(form_body(corrects=str(uuid4()), reason="x")).status_code == 404


def test_managers_enter_forms_of_an_area_at_its_level(
    office: Office, people: People, entering: Entering
) -> None:
    clerk = Entering(office.sign_in(people.clerk), entering.mini, entering.engine)
    body = {**form_body(), "station": None, "area": "W-1-1", "source": "34b"}
    body["figures"] = {"votes": {"asha": 21_000, "juma": 12_000, "neema": 3_100}, "rejected": 400}
    answer = clerk.send(body)
    assert answer.status_code == 201, answer.text
    row = entering.one("SELECT to_jsonb(f) FROM result_forms f")
    assert (row["station_id"], row["leaf_area_id"]) == (None, entering.mini.areas["W-1-1"])
    assert row["is_counting"] is False
    assert clerk.send({**body, "area": "W-1"}).status_code == 404
    assert clerk.send({**body, "source": "34a"}).status_code == 404


def test_no_figures_for_whoever_could_be_the_second_typist(
    entering: Entering, office: Office, people: People
) -> None:
    uid = entering.send(form_body()).get_json()["form"]
    own = entering.person.get(f"/api/v1/forms/{uid}").get_json()
    assert own["figures"]["votes"] == VOTES
    clerk = office.sign_in(people.clerk)
    seen = clerk.get(f"/api/v1/forms/{uid}").get_json()
    assert (seen["withheld"], seen["figures"], seen["checks_passed"]) == (True, None, None)
    assert "210" not in figures_in(clerk.get(f"/api/v1/forms/{uid}").text)
    assert office.sign_in(people.far).get(f"/api/v1/forms/{uid}").status_code == 404
    assert office.sign_in(people.other).get(f"/api/v1/forms/{uid}").status_code == 404
    assert office.stranger().get(f"/api/v1/forms/{uid}").status_code == 401


@pytest.mark.parametrize("key", ["", "x", "1234", "00000000-0000-0000-0000-00000000000g"])
def test_a_form_needs_a_key_that_is_a_uuid(entering: Entering, key: str) -> None:
    answer = entering.person.post("/api/v1/forms", form_body(), headers={"Idempotency-Key": key})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "verified"}, {"verified_by": 1}, {"entered_by": 1}, {"is_counting": True}, {"revision": 7},
        {"accepted_warnings": "W201"}, {"station": 5}, {"figures": None}, {"attachments": ["x"]},
        {"attachments": [str(uuid4()) for _ in range(11)]}, {"note": "x" * 1001}, {"note": "a\x00b"},
        {"captured_at": "2031-05-04T18:00:00"}, {"device_point": {"latitude": 91, "longitude": 0}},
    ],
)  # fmt: skip
def test_what_a_form_may_not_say_is_refused_whole(entering: Entering, wrong: dict[str, Any]) -> None:
    answer = entering.send({**form_body(), **wrong})
    assert answer.status_code == 400, answer.text
    assert entering.one("SELECT count(*) FROM result_forms") == 0


def test_my_stations_show_what_is_entered(entering: Entering, fresh_database: Engine) -> None:
    receipt = entering.send(form_body()).get_json()["receipt"]
    stations = entering.person.get("/api/v1/me/stations").get_json()["stations"]
    assert [s["code"] for s in stations] == ["W-1-1-1-1", "W-1-1-1-2"]
    president, governor = stations[0]["contests"]
    assert (president["code"], president["state"], president["receipt"]) == (
        "president",
        "preliminary",
        receipt,
    )
    assert governor["state"] is None


def test_a_station_shows_its_ballots_to_its_people_only(
    entering: Entering, office: Office, people: People
) -> None:
    answer = entering.person.get("/api/v1/entry/wendera-2031/stations/W-1-1-1-1")
    station = answer.get_json()
    assert [c["code"] for c in station["contests"]] == ["president", "governor"]
    assert [c["code"] for c in station["contests"][0]["candidates"]] == ["asha", "juma", "neema"]
    assert [step["code"] for step in station["path"]] == ["W", "W-1", "W-1-1", "W-1-1-1"]
    assert station["contests"][0]["max_votes"] == 700
    assert entering.person.get("/api/v1/entry/wendera-2031/stations/W-2-1-1-1").status_code == 404
    assert office.sign_in(people.far).get("/api/v1/entry/wendera-2031/stations/W-1-1-1-1").status_code == 404
    assert entering.person.get("/api/v1/entry/wendera-2031/stations/%00").status_code in (400, 404)


def test_text_of_a_person_stays_text(entering: Entering) -> None:
    note = "<script>alert(1)</script>'; DROP TABLE users; --"
    uid = entering.send(form_body(note=note)).get_json()["form"]
    answer = entering.person.get(f"/api/v1/forms/{uid}")
    assert answer.get_json()["note"] == note
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_change_of_state_needs_the_token_of_the_session(entering: Entering) -> None:
    answer = entering.person.client.post(
        "/api/v1/forms", json=form_body(), headers={"Idempotency-Key": str(uuid4())}
    )
    assert answer.status_code == 403
    assert entering.one("SELECT count(*) FROM result_forms") == 0
