"""Detectors on real rows: what they find, what they leave, and that no figure of an unread form gets out."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from data.alerts.chore import Detection, chores
from data.publish.options import WorkerOptions
from tests.election_factory import add_form
from tests.integration.alerts.conftest import Room

VOTES = {"asha": 200, "juma": 100, "neema": 1}
SECRET = 271828


def form(room: Room, station: str, contest: str = "president", **fields: Any) -> int:
    with room.engine.begin() as owner:
        return add_form(owner, room.mini, station, contest, fields.pop("votes", VOTES), **fields)


def test_forms_that_are_held_or_wait_are_found_after_their_minutes_without_a_figure(room: Room) -> None:
    held = form(room, "W-1-1-1-1", valid_votes=SECRET)
    room.do("UPDATE result_forms SET state = 'disputed', hold_rule = 'F302' WHERE form_id = :f", f=held)
    for number in (1, 2, 3, 4):
        form(room, f"W-1-1-2-{number}", state="preliminary", entered_by=room.ids["obs"], valid_votes=SECRET)
    form(room, "W-1-1-1-2", state="preliminary", entered_by=room.ids["obs"], valid_votes=SECRET)
    form(room, "W-2-1-1-1", state="preliminary", entered_by=room.ids["obs"])
    later = room.one("SELECT now() + interval '31 minutes'")
    assert room.found("disputed_form") == []
    disputed = room.found("disputed_form", now=later)
    assert [cause.form_id for cause in disputed] == [held]
    assert disputed[0].numbers["station"] == "School W-1-1-1-1"
    # The factory's forms arrived in 2031: by then they have waited for a while.
    future = room.one("SELECT timestamptz '2031-05-04 18:00+00'")
    waiting = room.found("second_entry_waiting", now=future)
    assert [(cause.area_id, cause.numbers["n"]) for cause in waiting] == [(room.mini.areas["W-1-1"], 5)]
    told = json.dumps([cause.numbers for cause in (*disputed, *waiting)])
    assert str(SECRET) not in told


def test_incidents_that_nobody_takes_and_critical_ones_are_found(room: Room) -> None:
    for severity, ago in (("low", 60), ("medium", 60), ("high", 5), ("critical", 1)):
        room.do(
            "INSERT INTO incidents (uid, election_id, category, severity, area_id, station_id, description, happened_at_utc,"
            " reported_at_utc, reported_by, receipt, request_sha256)"
            " SELECT gen_random_uuid(), :e, 'violence', CAST(:s AS incident_severity), :a, :st, 'x', now(),"
            " now() - make_interval(mins => :m), :u, 'R', ''",
            e=room.mini.election_id, s=severity, a=room.mini.areas["W-1-1-1"], st=room.mini.stations["W-1-1-1-1"], m=ago,
            u=room.ids["obs"],
        )  # fmt: skip
    unattended = room.found("incident_unattended")
    assert [cause.severity for cause in unattended] == ["medium"]
    assert unattended[0].numbers["category"] == "Violence"
    assert [cause.severity for cause in room.found("incident_critical")] == ["critical"]
    room.do("UPDATE incidents SET status = 'investigating'")
    assert room.found("incident_unattended") == []
    assert len(room.found("incident_critical")) == 1


def test_unusual_forms_are_found_until_a_manager_has_decided(room: Room) -> None:
    odd = form(room, "W-1-1-1-1")
    dull = form(room, "W-1-1-1-2")
    for number, score in ((odd, 0.93), (dull, 0.5)):
        room.do(
            "INSERT INTO form_scores (form_id, election_id, race_id, leaf_area_id, station_id, score, open_score, parts)"
            " SELECT form_id, :e, race_id, leaf_area_id, station_id, 0.99, :s, '{}' FROM result_forms WHERE form_id = :f",
            e=room.mini.election_id, s=score, f=number,
        )  # fmt: skip
    found = room.found("anomaly")
    assert [(cause.form_id, cause.numbers["score_pct"]) for cause in found] == [(odd, 93)]
    room.do("UPDATE result_forms SET state = 'confirmed' WHERE form_id = :f", f=odd)
    assert room.found("anomaly") == []


def test_what_holds_publication_back_is_found(room: Room) -> None:
    election = room.mini.election_id
    for kind in ("sums", "sums", "tally_differs"):
        room.do(
            "INSERT INTO gate_findings (election_id, kind, detail) VALUES (:e, :k, 'x')", e=election, k=kind
        )
    assert [cause.numbers["n"] for cause in room.found("version_held")] == [2]
    assert [cause.numbers["n"] for cause in room.found("tally_differs")] == [1]
    room.do("UPDATE gate_findings SET resolved_at_utc = now()")
    assert room.found("version_held") == room.found("tally_differs") == []
    room.do(
        "INSERT INTO versions (election_id, version, published_at_utc, tally_seq, kind, reason, forms, corrections,"
        " manifest_sha256, summary) VALUES (:e, 1, now() - interval '10 minutes', 5, 'count', '', 0, 0, '', '{}')",
        e=election,
    )
    assert room.found("publication_stale") == []
    room.do(
        "INSERT INTO ward_counts (race_id, leaf_area_id, tally_seq, forms_reported, forms_preliminary, forms_verified,"
        " forms_confirmed, forms_disputed, forms_all, forms_public, is_area_form, valid_all, valid_public, rejected_forms_public,"
        " cast_forms_public, registered_forms_public) VALUES (:r, :a, 6, 1, 0, 1, 0, 0, 1, 1, false, 1, 1, 0, 0, 0)",
        r=room.mini.races["president", "W"], a=room.mini.areas["W-1-1-1"],
    )  # fmt: skip
    stale = room.found("publication_stale")
    assert [cause.numbers.get("publisher") for cause in stale] == ["away"]
    with room.worker.connect() as publisher:
        publisher.execute(text("SELECT pg_advisory_lock(7305002)"))
        assert "publisher" not in room.found("publication_stale")[0].numbers
        publisher.execute(text("SELECT pg_advisory_unlock(7305002)"))
    room.do("INSERT INTO publications (election_id, mode) VALUES (:e, 'hold')", e=election)
    assert room.found("publication_stale") == []  # held by a person, on purpose


def test_late_areas_and_votes_that_went_down_are_found(room: Room) -> None:
    for ward, late in (("W-1-1-1", 9), ("W-1-1-2", 8), ("W-1-2-1", 2), ("W-2-1-1", 0)):
        path = [room.mini.areas[code] for code in ("W", ward[:3], ward[:5], ward)]
        room.do(
            "INSERT INTO board_facets (contest_id, leaf_area_id, election_id, path_ids, stations, held, disputed, not_reported,"
            " preliminary, verified, confirmed, late, differ, findings, unobserved, rules, sources)"
            " VALUES (:c, :a, :e, :p, 20, 0, 0, 20, 0, 0, 0, :l, 0, 0, 0, '{}', '{}')",
            c=room.mini.contests["president"], a=room.mini.areas[ward], e=room.mini.election_id, p=path, l=late,
        )  # fmt: skip
    late_areas = {cause.area_id: cause.numbers for cause in room.found("late_area")}
    assert late_areas == {
        room.mini.areas["W-1"]: {"late": 19, "all": 60},
        room.mini.areas["W-1-1"]: {"late": 17, "all": 40},
    }
    form(room, "W-1-1-1-1", is_current=False)
    fewer = {"asha": 100, "juma": 100, "neema": 1}
    second = form(
        room, "W-1-1-1-1", votes=fewer, revision=2, reason="Typed wrong", entered_by=room.ids["obs"],
        verified_by=room.ids["m1"],
    )  # fmt: skip
    down = room.found("votes_went_down")
    assert [(cause.form_id, cause.numbers["votes"]) for cause in down] == [(second, 100)]
    room.do("UPDATE result_forms SET state = 'preliminary', verified_by = NULL WHERE form_id = :f", f=second)
    assert (
        room.found("votes_went_down") == []
    )  # nobody has read it a second time: its figures tell nothing yet


def test_an_area_form_is_compared_once_all_stations_are_in(room: Room) -> None:
    race, area = room.mini.races["governor", "W-1"], room.mini.areas["W-1-1"]
    ids = room.mini.candidates["governor", "W-1"]
    room.do(
        "INSERT INTO other_counts (race_id, leaf_area_id, source, tally_seq, forms, forms_public, is_station, valid_votes,"
        " valid_public) VALUES (:r, :a, '34b', 1, 1, 1, false, 900, 900)",
        r=race, a=area,
    )  # fmt: skip
    for name, votes in (("pendo", 500), ("baraka", 400)):
        room.do(
            "INSERT INTO other_tallies VALUES (:r, :a, '34b', :c, :v, :v)",
            r=race,
            a=area,
            c=ids[name],
            v=votes,
        )

    def ward(code: str, forms: int) -> None:
        room.do(
            "INSERT INTO ward_counts (race_id, leaf_area_id, tally_seq, forms_reported, forms_preliminary, forms_verified,"
            " forms_confirmed, forms_disputed, forms_all, forms_public, is_area_form, valid_all, valid_public,"
            " rejected_forms_public, cast_forms_public, registered_forms_public)"
            " VALUES (:r, :a, 1, :n, 0, :n, 0, 0, :n, :n, false, 440, 440, 0, 0, 0)"
            " ON CONFLICT (race_id, leaf_area_id) DO UPDATE SET forms_public = excluded.forms_public",
            r=race, a=room.mini.areas[code], n=forms,
        )  # fmt: skip
        for name, votes in (("pendo", 250), ("baraka", 190)):
            room.do(
                "INSERT INTO ward_tallies VALUES (:r, :a, :c, :v, :v) ON CONFLICT DO NOTHING",
                r=race, a=room.mini.areas[code], c=ids[name], v=votes,
            )  # fmt: skip

    ward("W-1-1-1", 4)
    ward("W-1-1-2", 3)
    assert room.found("sources_differ") == []
    ward("W-1-1-2", 4)
    found = room.found("sources_differ")
    assert [(cause.area_id, cause.numbers["votes"], cause.numbers["source"]) for cause in found] == [
        (area, 20, "34B")
    ]


def test_a_failed_import_is_found_until_the_same_file_is_in(room: Room) -> None:
    def job(status: str) -> None:
        room.do(
            "INSERT INTO import_jobs (election_id, kind, status, origin, file_name, file_sha256, file_bytes)"
            " VALUES (:e, 'results', CAST(:s AS import_status), 'folder', 'night.csv', repeat('a', 64), 1)",
            e=room.mini.election_id, s=status,
        )  # fmt: skip

    job("failed")
    assert [cause.numbers["file"] for cause in room.found("import_failed")] == ["night.csv"]
    job("done")
    assert room.found("import_failed") == []


def test_the_keepers_round_opens_tells_and_lets_go_and_a_rule_that_is_off_has_no_alerts(room: Room) -> None:
    held = form(room, "W-1-1-1-1")
    room.do("UPDATE result_forms SET state = 'disputed', hold_rule = 'F302' WHERE form_id = :f", f=held)
    room.do("""UPDATE alert_rules SET thresholds = '{"minutes": 0}' WHERE kind = 'disputed_form'""")
    options = WorkerOptions(database_url="", store=room.folder, key_file=room.folder, redis_url=None)
    for chore in chores(options):
        assert chore.work(room.worker) is False
    assert room.statuses() == ["active"]
    assert room.one("SELECT count(*) FROM notifications") == 3
    room.set_rule("disputed_form", enabled=False)
    Detection().work(room.worker)
    assert room.statuses() == ["resolved"]
