"""What verification does to totals, sources side by side, and the board of discrepancies."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from sqlalchemy import text

from data.tally.worker import TallyWorker
from tests.figures import figures_in
from tests.integration.verify.conftest import FIRST, STATION, Verification, body_of, figures

WARD = "W-1-1-1"


def tally(desk: Verification) -> dict[str, int]:
    with desk.engine.begin() as owner:
        TallyWorker().step(owner)
        race = desk.mini.races["president", "W"]
        rows = owner.execute(
            text(
                "SELECT c.code, t.votes_public FROM ward_tallies t JOIN candidates c USING (candidate_id)"
                " WHERE t.race_id = :r AND leaf_area_id = :a AND votes_public > 0"
            ),
            {"r": race, "a": desk.mini.areas[WARD]},
        )
        return {row.code: row.votes_public for row in rows}


def area_form(desk: Verification, area: str, votes: dict[str, int], **fields: Any) -> UUID:
    """Store a 34B of an area."""
    values = {
        "race_id": desk.mini.races["president", "W"], "leaf_area_id": desk.mini.areas[area], "source": "34b",
        "is_counting": False, "state": "verified", "valid_votes": sum(votes.values()), "rejected_votes": 2,
        "received_at_utc": "2031-05-04 22:00+00", "entered_by": desk.ids["admin"], **fields,
    }  # fmt: skip
    marks = ", ".join("CAST(:state AS form_state)" if name == "state" else f":{name}" for name in values)
    with desk.engine.begin() as owner:
        made = owner.execute(
            text(f"INSERT INTO result_forms ({', '.join(values)}) VALUES ({marks}) RETURNING form_id, uid"),
            values,
        ).one()
        ids = desk.mini.candidates["president", "W"]
        for name, count in votes.items():
            owner.execute(
                text("INSERT INTO form_votes VALUES (:f, :c, :v)"),
                {"f": made.form_id, "c": ids[name], "v": count},
            )
    return UUID(str(made.uid))


def board(desk: Verification, name: str, level: str, **query: Any) -> list[dict[str, Any]]:
    reply = desk.as_(name).get("/api/v1/discrepancies", query_string={"level": level, **query})
    assert reply.status_code == 200, reply.text
    rows: list[dict[str, Any]] = body_of(reply)["rows"]
    return rows


def test_a_verified_form_enters_the_totals_a_dispute_takes_it_out_and_a_release_brings_it_back(
    desk: Verification,
) -> None:
    form = desk.form()
    assert tally(desk) == {}
    desk.typed("m1a", form, FIRST)
    assert tally(desk) == FIRST
    assert (
        desk.as_("m1b").post(f"/api/v1/verify/{form}/dispute", {"reason": "Signature is missing"}).status_code
        == 200
    )
    assert tally(desk) == {}
    row = desk.row(form)
    assert (row.state, row.hold_rule, row.hold_detail) == ("disputed", "manager", "Signature is missing")
    again = desk.as_("m1c").post(f"/api/v1/verify/{form}/dispute", {"reason": "Mine too"})
    assert again.status_code == 409
    done = desk.as_("m1c").post(f"/api/v1/verify/{form}/release-hold", {"reason": "Signed on the back"})
    assert body_of(done)["state"] == "verified"
    assert tally(desk) == FIRST
    reasons = desk.scalars(
        "SELECT reason FROM audit_log WHERE action IN ('form.dispute', 'form.release') ORDER BY audit_id"
    )
    assert reasons == ["Signature is missing", "Signed on the back"]


def test_an_adopted_second_reading_replaces_the_figures_in_the_totals(desk: Verification) -> None:
    form = desk.form()
    other = {"asha": 190, "juma": 110, "neema": 1}
    desk.typed("m1a", form, other)
    desk.as_("m1b").post(f"/api/v1/verify/{form}/resolve", {"choice": "second", "reason": "190 it is"})
    assert tally(desk) == other


def test_the_dossier_shows_every_source_with_names_and_hides_what_waits_for_the_asker(
    desk: Verification,
) -> None:
    form = desk.form()
    agent = desk.form(source="agent", is_counting=False, votes={"asha": 180, "juma": 77, "neema": 1})
    reply = desk.as_("m1a").get(f"/api/v1/verify/{form}/dossier")
    assert [(s["source"], s["counting"]) for s in body_of(reply)["sources"]] == [
        ("34a", True),
        ("agent", False),
    ]
    assert all(r["figures"] is None for s in body_of(reply)["sources"] for r in s["revisions"])
    assert "180" not in figures_in(reply.text)
    desk.typed("m1a", agent, {"asha": 180, "juma": 77, "neema": 1})
    sources = body_of(desk.as_("m1a").get(f"/api/v1/verify/{form}/dossier"))["sources"]
    assert sources[0]["revisions"][0]["figures"] is None
    shown = sources[1]["revisions"][0]
    assert shown["figures"]["votes"]["juma"] == 77
    assert [(step["step"], step["by"]) for step in shown["steps"]] == [("agreed", "M1A"), ("verified", "M1A")]
    assert shown["entered_by"] == "Obs"


def test_earlier_revisions_stay_hidden_while_the_newest_waits_for_a_second_entry(desk: Verification) -> None:
    form = desk.form()
    desk.typed("m1a", form, {**FIRST, "juma": 110})
    body = {"choice": "correction", "reason": "Both misread", **figures({**FIRST, "juma": 105})}
    made = body_of(desk.as_("m1b").post(f"/api/v1/verify/{form}/resolve", body))["form"]
    for uid in (form, made):
        reply = desk.as_("m1c").get(f"/api/v1/verify/{uid}/dossier")
        assert [r["figures"] for r in body_of(reply)["sources"][0]["revisions"]] == [None, None]
    assert body_of(desk.as_("m1c").get(f"/api/v1/verify/{form}/differences"))["first"] is None
    own = body_of(desk.as_("m1b").get(f"/api/v1/verify/{made}/dossier"))["sources"][0]["revisions"]
    assert [r["figures"]["votes"]["juma"] for r in own] == [105, 100]


def test_a_34b_that_disagrees_with_its_stations_is_on_the_board_with_each_candidate(
    desk: Verification,
) -> None:
    for number in (1, 2):
        desk.form(f"W-1-1-1-{number}", state="verified")
    tally(desk)
    wrong = area_form(desk, "W-1-1", {"asha": 430, "juma": 200, "neema": 2}, rejected_votes=4)
    area_form(desk, "W-1-2", {"asha": 0, "juma": 0, "neema": 0}, rejected_votes=None)
    rows = board(desk, "m1a", "constituency")
    assert [row["form"] for row in rows] == [str(wrong)], "the one that agrees is not on the board"
    (row,) = rows
    assert (row["size"], row["forms_in"], row["stations"]) == (30, 2, 8)
    lines = {line["code"]: (line["stated"], line["counted"], line["difference"]) for line in row["lines"]}
    assert lines == {"asha": (430, 400, 30), "valid": (632, 602, 30)}
    assert board(desk, "m2", "constituency") == []
    assert board(desk, "m1a", "county") == []
    assert board(desk, "m1a", "constituency", contest="governor") == []


def test_a_34b_that_waits_for_its_second_entry_shows_only_that_it_differs(desk: Verification) -> None:
    form = area_form(desk, "W-1-1", {"asha": 431, "juma": 200, "neema": 2}, state="preliminary")
    (row,) = board(desk, "m1a", "constituency")
    assert (row["hidden"], row["size"], row["lines"]) == (True, None, [])
    (own,) = board(desk, "admin", "constituency")
    assert own["hidden"] is False
    sheet = desk.next("m1a")
    assert sheet is not None
    assert (sheet["form"], sheet["place"]["station"], sheet["place"]["area"]["code"]) == (
        str(form),
        None,
        "W-1-1",
    )


def test_a_copy_that_disagrees_with_the_counting_form_is_on_the_board_largest_first(
    desk: Verification,
) -> None:
    copy: dict[str, Any] = {"state": "verified", "source": "agent", "is_counting": False}
    for number, difference in ((1, 3), (2, 50), (3, 0)):
        station = f"W-1-1-1-{number}"
        desk.form(station, state="verified")
        desk.form(station, votes={**FIRST, "asha": 200 - difference}, **copy)
    desk.form("W-2-1-1-1", state="verified")
    desk.form("W-2-1-1-1", votes={**FIRST, "juma": 0}, **copy)
    rows = board(desk, "m1a", "station")
    assert [(row["place"]["station"]["code"], row["size"]) for row in rows] == [
        ("W-1-1-1-2", 50),
        ("W-1-1-1-1", 3),
    ]
    assert [row["size"] for row in board(desk, "admin", "station")] == [100, 50, 3]
    assert len(board(desk, "admin", "station", area="W-2-1")) == 1


def test_the_board_as_csv_runs_no_formula_and_leaves_an_audit_row(desk: Verification) -> None:
    with desk.engine.begin() as owner:
        owner.execute(text("UPDATE candidates SET name = '=HYPERLINK(\"x\")' WHERE code = 'asha'"))
        owner.execute(text("UPDATE polling_stations SET name = '@SUM(1+1)' WHERE code = :c"), {"c": STATION})
    desk.form(state="verified")
    desk.form(state="verified", source="agent", is_counting=False, votes={**FIRST, "asha": 1})
    reply = desk.as_("m1a").get("/api/v1/discrepancies.csv?level=station")
    assert reply.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(reply.text)))
    assert [(row["name"], row["station_name"], row["difference"]) for row in rows] == [
        ('\'=HYPERLINK("x")', "'@SUM(1+1)", "-199"),
        ("valid", "'@SUM(1+1)", "-199"),
    ]
    assert desk.scalars("SELECT new_value->>'rows' FROM audit_log WHERE action = 'discrepancies.export'") == [
        "1"
    ]
    assert desk.as_("obs").get("/api/v1/discrepancies.csv").status_code == 403
    for bad in ("level=ward", "page=x", "contest=" + "x" * 400):
        assert desk.as_("m1a").get(f"/api/v1/discrepancies?{bad}").status_code == 400, bad
