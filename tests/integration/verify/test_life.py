"""The life of a form by four people: entered, typed again, resolved, confirmed; and nobody twice."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.conftest import RoleConnection
from tests.figures import figures_in
from tests.integration.verify.conftest import FIRST, STATION, Verification, body_of, figures

OTHER = {"asha": 200, "juma": 110, "neema": 1}


def steps(desk: Verification, form: UUID | str) -> list[str]:
    return desk.scalars(
        "SELECT step FROM form_steps JOIN result_forms USING (form_id) WHERE uid = :u ORDER BY form_step_id",
        u=str(form),
    )


def audited(desk: Verification) -> list[str]:
    return desk.scalars("SELECT action FROM audit_log WHERE action LIKE 'form.%' ORDER BY audit_id")


def test_the_next_form_comes_as_a_sheet_without_any_figure(desk: Verification) -> None:
    form = desk.form(votes={"asha": 211, "juma": 133, "neema": 7})
    reply = desk.as_("m1a").post("/api/v1/verify/next", {})
    assert reply.status_code == 200
    sheet = body_of(reply)["sheet"]
    assert sheet["form"] == str(form)
    assert sheet["place"]["station"]["code"] == STATION
    assert [ref["code"] for ref in sheet["place"]["path"]] == ["W", "W-1", "W-1-1"]
    assert [line["code"] for line in sheet["candidates"]] == ["asha", "juma", "neema"]
    assert sheet["registered"] == 500, "the register's own number is public"
    assert figures_in(reply.text).isdisjoint({"211", "133", "351", "353"})


def test_an_agreeing_second_entry_verifies_at_once(desk: Verification) -> None:
    form = desk.form()
    assert desk.next("m1a") is not None
    reply = desk.second("m1a", form, figures(FIRST))
    assert (reply.status_code, body_of(reply)["agrees"]) == (200, True)
    row = desk.row(form)
    assert (row.state, row.verified_by) == ("verified", desk.ids["m1a"])
    assert steps(desk, form) == ["agreed", "verified"]
    assert audited(desk) == ["form.second_entry", "form.verify"]
    assert desk.scalars("SELECT count(*) FROM form_claims") == [0]


def test_a_differing_second_entry_goes_to_a_third_person_and_tells_the_typist_nothing(
    desk: Verification,
) -> None:
    form = desk.form()
    desk.next("m1a")
    reply = desk.second("m1a", form, figures(OTHER))
    assert body_of(reply)["agrees"] is False
    assert set(body_of(reply)) == {"form", "second", "agrees", "entered_at"}
    assert desk.row(form).state == "preliminary"
    assert desk.next("m1a") is None
    assert desk.next("m1b") is None, "what was typed twice goes to no third typist"
    shown = desk.as_("m1b").get(f"/api/v1/verify/{form}/differences").json or {}
    assert (shown["first"]["figures"]["votes"], shown["seconds"][0]["figures"]["votes"]) == (FIRST, OTHER)
    assert "resolve" in shown["may"]


def test_the_first_reading_found_right_is_verified_by_the_third_person_and_confirmed_by_a_fourth(
    desk: Verification,
) -> None:
    form = desk.form()
    desk.typed("m1a", form, OTHER)
    done = desk.as_("m1b").post(
        f"/api/v1/verify/{form}/resolve", {"choice": "first", "reason": "The paper says 100"}
    )
    assert (done.status_code, body_of(done)["state"]) == (200, "verified"), done.text
    assert desk.row(form).verified_by == desk.ids["m1b"]
    assert desk.as_("m1b").post(f"/api/v1/verify/{form}/confirm").status_code == 409
    assert body_of(desk.as_("m1c").post(f"/api/v1/verify/{form}/confirm"))["state"] == "confirmed"
    assert steps(desk, form) == ["differed", "agreed", "verified", "confirmed"]
    assert audited(desk) == [
        *("form.second_entry", "form.second_entry", "form.verify", "form.resolve", "form.confirm")
    ]


def test_the_second_reading_found_right_becomes_a_revision_verified_by_the_third_person(
    desk: Verification,
) -> None:
    form = desk.form()
    desk.typed("m1a", form, OTHER)
    done = desk.as_("m1b").post(
        f"/api/v1/verify/{form}/resolve", {"choice": "second", "reason": "110 on the paper"}
    )
    assert done.status_code == 200, done.text
    made = desk.row(body_of(done)["form"])
    assert (made.revision, made.state, made.is_current) == (2, "verified", True)
    assert (made.entered_by, made.verified_by) == (desk.ids["m1a"], desk.ids["m1b"])
    assert (made.valid_votes, made.reason) == (311, "110 on the paper")
    assert len(made.receipt) == 10
    assert not desk.row(form).is_current
    assert steps(desk, form) == ["differed", "superseded"]
    assert desk.as_("m1a").post(f"/api/v1/verify/{made.uid}/confirm").status_code == 409, "own figures"
    assert desk.as_("m1c").post(f"/api/v1/verify/{made.uid}/confirm").status_code == 200


def test_when_both_are_wrong_the_correction_is_a_revision_that_waits_for_a_second_entry_again(
    desk: Verification,
) -> None:
    form = desk.form()
    desk.typed("m1a", form, OTHER)
    third = {"asha": 220, "juma": 120, "neema": 1}
    body = {"choice": "correction", "reason": "Both misread", **figures(third)}
    done = desk.as_("m1b").post(f"/api/v1/verify/{form}/resolve", body)
    assert done.status_code == 200, done.text
    made = desk.row(body_of(done)["form"])
    assert (made.revision, made.state, made.entered_by) == (2, "preliminary", desk.ids["m1b"])
    assert desk.next("m1b") is None, "not by the one who entered it"
    sheet = desk.next("m1a")
    assert sheet is not None
    assert (sheet["form"], sheet["revision"]) == (str(made.uid), 2)
    assert body_of(desk.second("m1a", made.uid, figures(third)))["agrees"] is True


@pytest.mark.parametrize("reason", ["", "   "])
def test_every_decision_but_confirming_needs_a_reason(desk: Verification, reason: str) -> None:
    form = desk.form()
    desk.typed("m1a", form, OTHER)
    for path, body in (
        ("resolve", {"choice": "first", "reason": reason}),
        ("resolve", {"choice": "second", "reason": reason}),
        ("resolve", {"choice": "correction", "reason": reason, **figures(FIRST)}),
        ("dispute", {"reason": reason}),
        ("release-hold", {"reason": reason}),
    ):
        reply = desk.as_("m1b").post(f"/api/v1/verify/{form}/{path}", body)
        assert (reply.status_code, "reason" in reply.text) == (409, True), (path, reply.text)
    assert desk.row(form).state == "preliminary"


def test_nobody_checks_an_own_entry_whatever_the_road(desk: Verification) -> None:
    form = desk.form(entered_by=desk.ids["m1a"])
    person = desk.as_("m1a")
    assert desk.next("m1a") is None
    assert person.post(f"/api/v1/verify/{form}/sheet").status_code == 409
    assert desk.second("m1a", form, figures(FIRST)).status_code == 409
    for path, body in (
        ("claim", None),
        ("confirm", None),
        ("dispute", {"reason": "x"}),
        ("release-hold", {"reason": "x"}),
        ("resolve", {"choice": "first", "reason": "x"}),
    ):
        assert person.post(f"/api/v1/verify/{form}/{path}", body).status_code == 409, path
    row = desk.row(form)
    assert (row.state, row.verified_by) == ("preliminary", None)


def test_the_two_who_typed_do_not_resolve(desk: Verification) -> None:
    form = desk.form(entered_by=desk.ids["m1a"])
    desk.typed("m1b", form, OTHER)
    for name in ("m1a", "m1b"):
        reply = desk.as_(name).post(f"/api/v1/verify/{form}/resolve", {"choice": "second", "reason": "mine"})
        assert reply.status_code == 409, name
    assert desk.row(form).verified_by is None


def test_hand_written_sql_of_the_web_role_cannot_check_an_own_entry(
    desk: Verification, role_connection: RoleConnection
) -> None:
    form = desk.form(entered_by=desk.ids["m1a"])
    number = desk.row(form).form_id
    second = (
        "INSERT INTO second_entries (uid, form_id, entered_by, registered_voters, valid_votes, rejected_votes, votes_cast,"
        " candidate_ids, votes, request_sha256, agrees) SELECT gen_random_uuid(), f.form_id, :me, 500, 301, 2, 303,"
        " array_agg(v.candidate_id), array_agg(v.votes), '', true FROM result_forms f JOIN form_votes v USING (form_id)"
        " WHERE f.form_id = :f GROUP BY f.form_id"
    )
    for statement in (
        second,
        "UPDATE result_forms SET state = 'verified', verified_by = :me WHERE form_id = :f",
        "UPDATE result_forms SET state = 'confirmed', confirmed_by = :me WHERE form_id = :f",
        "UPDATE result_forms SET state = 'disputed', hold_rule = 'manager', hold_detail = 'x' WHERE form_id = :f",
    ):
        with role_connection("matokeo_entry", user_id=desk.ids["m1a"]) as own, pytest.raises(DBAPIError):
            own.execute(text(statement.replace(":me", str(desk.ids["m1a"]))), {"f": number})
    # Nor may another one lend the name, or skip the second entry.
    with role_connection("matokeo_entry", user_id=desk.ids["m1b"]) as other, pytest.raises(DBAPIError):
        other.execute(
            text("UPDATE result_forms SET state = 'verified', verified_by = :me WHERE form_id = :f"),
            {"f": number, "me": desk.ids["m1b"]},
        )
    with role_connection("matokeo_entry", user_id=desk.ids["m1b"]) as other, pytest.raises(DBAPIError):
        other.execute(text(second.replace(":me", str(desk.ids["m1c"]))), {"f": number})


def test_a_second_entry_sent_again_answers_the_same_and_stores_nothing_more(desk: Verification) -> None:
    form = desk.form()
    desk.next("m1a")
    key = uuid4()
    first = desk.second("m1a", form, figures(FIRST), key=key)
    again = desk.second("m1a", form, figures(FIRST), key=key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    assert desk.scalars("SELECT count(*) FROM second_entries") == [1]
    assert desk.second("m1a", form, figures(OTHER), key=key).status_code == 409, "the key with other figures"
    assert desk.second("m1b", form, figures(FIRST), key=key).status_code == 409, "somebody else's key"


def test_a_second_entry_of_another_ballot_is_refused_by_name_and_stores_nothing(desk: Verification) -> None:
    form = desk.form()
    desk.next("m1a")
    for votes, code in (
        ({"asha": 1, "juma": 1}, "F101"),
        ({**FIRST, "nobody": 3}, "F103"),
        ({**FIRST, "juma": -1}, "F102"),
        ({**FIRST, "juma": 2**40}, "F102"),
    ):
        reply = desk.second("m1a", form, figures(votes, valid=1, cast=3))
        assert (reply.status_code, body_of(reply)["errors"][0]["code"]) == (422, code), reply.text
    assert desk.second("m1a", form, figures(FIRST, valid=2**40)).status_code == 422
    assert desk.second("m1a", form, {"figures": {"votes": "many"}}).status_code == 400
    assert desk.second("m1a", form, {**figures(FIRST), "agrees": True}).status_code == 400, "mass assignment"
    assert desk.scalars("SELECT count(*) FROM second_entries") == [0]


def test_a_form_held_by_a_rule_is_typed_again_and_stays_out_until_a_manager_lets_it_count(
    desk: Verification,
) -> None:
    form = desk.form(state="disputed", hold_rule="F302", hold_detail="813 votes, the limit is 700")
    assert "813 votes" not in desk.as_("m1a").get("/api/v1/verify/queue?queue=disputed").text
    assert "813 votes" not in desk.as_("m1a").get(f"/api/v1/verify/{form}/differences").text
    sheet = desk.next("m1a")
    assert sheet is not None
    assert sheet["held"] is True
    assert "F302" not in str(sheet), "which rule it is would tell of the figures"
    assert body_of(desk.second("m1a", form, figures(FIRST)))["agrees"] is True
    assert (desk.row(form).state, desk.row(form).verified_by) == ("disputed", desk.ids["m1a"])
    assert "813 votes" in desk.as_("m1a").get("/api/v1/verify/queue?queue=disputed").text
    done = desk.as_("m1b").post(f"/api/v1/verify/{form}/release-hold", {"reason": "Checked by telephone"})
    assert body_of(done)["state"] == "verified"
    assert desk.row(form).hold_released_by == desk.ids["m1b"]


def test_a_corrected_form_takes_no_second_entry_of_its_old_figures(desk: Verification) -> None:
    form = desk.form()
    desk.next("m1a")
    with desk.engine.begin() as owner:
        owner.execute(text("UPDATE result_forms SET is_current = false WHERE uid = :u"), {"u": str(form)})
    reply = desk.second("m1a", form, figures(FIRST))
    assert (reply.status_code, "corrected" in reply.text) == (409, True)
