"""The queue through the API and its page: what is found, whose it is, what stays hidden, and explaining it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.integration.anomalies.conftest import BESIDE, SLIP, SWAPPED, TWIN, WAITING, Room

PATH = "/manage/anomalies"


def test_the_queue_names_what_was_put_in_with_numbers(room: Room) -> None:
    lines = room.queue("admin")
    slip = {found["rule"]: found for found in lines[SLIP]["findings"]}
    assert slip["digit_slip"]["numbers"]["candidate"] == "Asha"
    assert slip["digit_slip"]["numbers"]["written"] == 26
    assert "turnout_outlier" in slip
    swapped = {found["rule"] for found in lines[SWAPPED]["findings"]}
    assert "swapped_candidates" in swapped
    assert {found["rule"] for found in lines[BESIDE]["findings"]} == {"sources_differ"}


def test_the_highest_score_comes_first_and_pages_do_not_repeat(room: Room) -> None:
    first = room.as_("admin").get("/api/v1/anomalies?min_score=0").json
    assert first is not None
    scores = [line["score"] for line in first["lines"]]
    assert scores == sorted(scores, reverse=True)
    assert room.as_("admin").get("/api/v1/anomalies?after=nonsense").status_code == 404


def test_filters_leave_what_they_name(room: Room) -> None:
    assert set(room.queue("admin", rule="swapped_candidates")) == {SWAPPED}
    assert SLIP not in room.queue("admin", area="W-2")
    assert BESIDE in room.queue("admin", area="W-2")
    assert room.queue("admin", contest="governor") == {}
    assert room.queue("admin", alert="1") == {}
    assert room.queue("admin", counting="0") == {}
    assert SLIP in room.queue("admin", counting="1", alert="0")


def test_filters_with_absurd_values_are_refused(room: Room) -> None:
    client = room.as_("admin")
    for query in ("min_score=nan", "min_score=2", "min_score=x", "rule=drop", "alert=yes", "counting=2"):
        assert client.get(f"/api/v1/anomalies?{query}").status_code == 400, query
        assert client.get(f"{PATH}?{query}").status_code == 400, query
    assert client.get("/api/v1/anomalies?area=%27%3B%20DROP%20TABLE%20areas%3B--").json["lines"] == []  # type: ignore[index]
    assert client.get("/api/v1/anomalies?election=nowhere").status_code == 404
    assert client.get("/api/v1/anomalies/areas?level=planet").status_code == 400


def test_a_manager_sees_only_the_own_county(room: Room) -> None:
    assert SLIP in room.queue("m1")
    assert BESIDE not in room.queue("m1")
    assert set(room.queue("m2")) == {BESIDE}
    assert room.queue("m2", area="W-1") == {}
    areas = room.as_("m2").get("/api/v1/anomalies/areas?level=ward").json
    assert areas is not None
    assert all(line["area"]["code"].startswith("W-2") for line in areas["lines"])


def test_observers_and_strangers_see_nothing(room: Room) -> None:
    assert room.as_("obs").get("/api/v1/anomalies").status_code == 403
    assert room.as_("obs").get(PATH).status_code == 403
    assert room.office.stranger().get("/api/v1/anomalies").status_code == 401


def test_numbers_of_a_form_that_waits_are_withheld_from_its_second_typist(room: Room) -> None:
    lines = room.queue("m1")
    waiting, twin = lines[WAITING], lines[TWIN]
    assert waiting["hidden"]
    assert [found["numbers"] for found in waiting["findings"]] == [None] * len(waiting["findings"])
    assert [found["sentence"] for found in waiting["findings"]] == [None] * len(waiting["findings"])
    equal = next(found for found in twin["findings"] if found["rule"] == "identical_forms")
    assert equal["numbers"] is None, "its twin waits: the same figures would tell the second typist"
    page = room.as_("m1").get(f"{PATH}?min_score=0&form={twin['form']}").text
    assert "1 form is left out" in page
    assert WAITING not in page.split('class="an-strip"')[1].split("</figure>")[0]


def test_areas_are_ranked_by_their_score(room: Room) -> None:
    reply = room.as_("admin").get("/api/v1/anomalies/areas?level=ward")
    assert reply.status_code == 200
    found = reply.json
    assert found is not None
    assert found["level"] == "ward"
    scores = [line["score"] for line in found["lines"]]
    assert scores == sorted(scores, reverse=True)


def test_the_page_shows_the_ward_beside_the_chosen_form(room: Room) -> None:
    form = room.queue("m1")[SLIP]["form"]
    page = room.as_("m1").get(f"{PATH}?form={form}&lang=sw")
    assert page.status_code == 200
    assert 'class="an-this"' in page.text
    assert page.text.count('class="an-dot"') == 44, (
        "two strips, drawn wide and narrow, of the eleven other forms"
    )
    far = room.as_("m2").get(f"{PATH}?form={form}")
    assert far.status_code == 200
    assert 'class="an-this"' not in far.text, "the form of another county is not there"
    assert room.as_("m1").get(f"{PATH}?form=nonsense&level=ward").status_code == 200


def test_an_explained_finding_leaves_the_queue_until_its_score_grows(room: Room) -> None:
    finding = room.queue("m2")[BESIDE]["findings"][0]
    sent = {"finding": finding["finding"], "reason": "The observer had read the draft of the form."}
    key = {"Idempotency-Key": str(uuid4())}
    assert room.as_("m1").post("/api/v1/anomalies/reviews", sent, headers=key).status_code == 404
    done = room.as_("m2").post("/api/v1/anomalies/reviews", sent, headers=key)
    assert done.status_code == 201, done.text
    assert done.json == {"finding": finding["finding"], "score": 0.0}
    again = room.as_("m2").post("/api/v1/anomalies/reviews", sent, headers=key)
    assert again.json == done.json
    other = {**sent, "reason": "Something else."}
    assert room.as_("m2").post("/api/v1/anomalies/reviews", other, headers=key).status_code == 409
    assert room.queue("m2") == {}
    with room.engine.connect() as connection:
        logged = connection.execute(
            text("SELECT count(*) FROM audit_log WHERE action = 'anomaly.explain' AND actor = 'm2'")
        ).scalar_one()
    assert logged == 1
    room.judge()
    assert room.queue("m2") == {}, "judging again does not bring it back"
    with room.engine.begin() as owner:
        owner.execute(
            text("UPDATE anomaly_findings SET explained_score = 0.1 WHERE finding_id = :f"),
            {"f": finding["finding"]},
        )
        owner.execute(
            text("INSERT INTO changed_cells (race_id, leaf_area_id, is_counting) VALUES (:r, :a, true)"),
            {"r": room.mini.races["president", "W"], "a": room.mini.areas["W-2-1-1"]},
        )
        owner.execute(
            text("UPDATE anomaly_findings SET score = 0.11 WHERE finding_id = :f"), {"f": finding["finding"]}
        )
    room.judge()
    assert BESIDE in room.queue("m2"), "its score has grown since it was explained"


def test_an_explanation_needs_words_a_token_and_a_key(room: Room) -> None:
    finding = room.queue("m1")[SWAPPED]["findings"][0]["finding"]
    client, path, key = room.as_("m1"), "/api/v1/anomalies/reviews", {"Idempotency-Key": str(uuid4())}
    sent = {"finding": finding, "reason": "as on the paper"}
    assert client.client.post(path, json=sent, headers=key).status_code == 403, "no CSRF token"
    assert client.post(path, sent).status_code == 400, "no key"
    assert client.post(path, {**sent, "reason": "  ?  "}, headers=key).status_code == 409
    assert client.post(path, {**sent, "finding": 10**15}, headers=key).status_code == 404
    assert client.post(path, {**sent, "score": 0}, headers=key).status_code == 400
    assert room.as_("obs").post(path, sent, headers=key).status_code == 403
    hidden = room.queue("m1")[WAITING]["findings"][0]["finding"]
    assert client.post(path, {**sent, "finding": hidden}, headers=key).status_code == 409


def test_explanations_are_never_changed(room: Room) -> None:
    for statement in ("UPDATE anomaly_reviews SET reason = 'x y z'", "DELETE FROM anomaly_reviews"):
        with room.engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(statement))
