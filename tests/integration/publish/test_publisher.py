"""Publishing on a real store: versions, sparse files, gate, chain, switch."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import brotli
import msgspec
import pytest
from sqlalchemy import Engine, text

from data.errors import NotPublished
from data.publish import switch
from data.publish.verify import verify
from data.records import ResultsDocument
from data.tally.worker import TallyWorker
from tests.integration.publish.desk import Desk, open_desk

PRESIDENT = {"asha": 200, "juma": 100, "neema": 1}
GOVERNOR = {"pendo": 150, "baraka": 150}


@pytest.fixture
def desk(fresh_database: Engine, store: Path) -> Desk:
    return open_desk(fresh_database, store)


def test_an_election_without_forms_is_published_as_not_reported_and_never_as_zero(desk: Desk) -> None:
    assert [done.version for done in desk.publish()] == [1]
    document = desk.document(1, "president", "W")
    assert document.votes.valid is None
    assert document.votes.turnout_pct is None
    assert document.leader is None
    assert document.stations.counted == 0
    assert all(line.share_pct is None for line in document.candidates)
    assert all(child.votes == {} and child.valid is None for child in document.children)


def test_a_form_changes_the_documents_on_its_way_to_the_root_and_no_other(desk: Desk) -> None:
    desk.publish()
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    assert [done.version for done in desk.publish()] == [2]
    names = {str(path.relative_to(desk.folder / "v2")) for path in (desk.folder / "v2").rglob("*.json")}
    results = {f"president/{area}.json" for area in ("W", "W-1", "W-1-1", "W-1-1-1")}
    assert {name for name in names if "/" in name} == {*results, "_forms/W-1-1-1.json"}
    index = json.loads((desk.folder / "v2" / "index.json").read_bytes())
    assert index["documents"]["president/W"] == 2
    assert index["documents"]["president/W-2"] == 1
    assert index["documents"]["governor/W"] == 1
    assert index["files"]["stations.json"] == 1


def test_nothing_new_publishes_nothing(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    assert desk.publish() == []
    with desk.engine.begin() as connection:
        mark_all = (
            "INSERT INTO dirty_log (race_id, leaf_area_id) SELECT race_id, leaf_area_id FROM ward_counts"
        )
        connection.execute(text(mark_all))
    assert desk.publish() == [], "a cell computed again to the same figures is no version"


def test_a_new_publisher_does_not_repeat_what_is_published(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    desk.loop.forget()
    assert desk.publish() == []
    assert not (desk.folder / "v2").exists()


def test_every_level_shows_the_same_sum(desk: Desk) -> None:
    for station in desk.mini.stations:
        desk.form(station, "president", PRESIDENT)
        desk.form(station, "governor", GOVERNOR)
    desk.publish()
    assert desk.document(1, "president", "W").votes.valid == 32 * 301
    assert desk.document(1, "president", "W-1").votes.valid == 16 * 301
    assert desk.document(1, "president", "W-1-1-1").votes.valid == 4 * 301
    assert desk.document(1, "president", "W").status == "unofficial-complete"
    assert desk.document(1, "governor", "W-2").leader is None
    assert desk.document(1, "governor", "W-2").margin_votes == 0
    assert verify(str(desk.folder)).problems == []


def test_a_contest_above_its_races_shows_races_and_no_candidates(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "governor", {"pendo": 10, "baraka": 4})
    desk.publish()
    document = desk.document(1, "governor", "W")
    assert document.candidates == ()
    assert [(race.area.code, race.leader, race.margin_votes) for race in document.races] == [
        ("W-1", "pendo", 6),
        ("W-2", None, None),
    ]
    assert document.stations.counted == 1


def test_the_win_rule_counts_areas_met_below_and_not_reported(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", {"asha": 80, "juma": 20, "neema": 0})
    desk.publish()
    win = desk.document(1, "president", "W").win
    assert win is not None
    asha, juma = win.conditions[0], win.conditions[1]
    assert (asha.share_met, asha.spread_met_areas, asha.spread_unreported_areas) == (True, 1, 1)
    assert (juma.share_met, juma.spread_met_areas, juma.spread_below_areas) == (False, 0, 1)


def test_a_ward_document_lists_every_station_with_its_state(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.form("W-1-1-1-2", "president", PRESIDENT, state="preliminary")
    desk.form("W-1-1-1-3", "president", {"asha": 650, "juma": 100, "neema": 0})
    desk.publish()
    document = desk.document(1, "president", "W-1-1-1")
    assert [child.state for child in document.children] == ["verified", "preliminary", "disputed", None]
    assert document.children[2].hold_rule == "over_registered"
    assert document.votes.valid == 301
    assert (document.stations.counted, document.stations.reported, document.stations.disputed) == (1, 3, 1)
    held = json.loads((desk.folder / "v1" / "held.json").read_bytes())
    assert [form["station"]["code"] for form in held["forms"]] == ["W-1-1-1-3"]
    assert desk.document(1, "president", "W-1-1").ward_stations[0].states == "vpdn"


def test_a_documents_bytes_are_those_of_its_record(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    for path in (
        *(desk.folder / "v1" / "president").glob("*.json"),
        *(desk.folder / "v1" / "governor").glob("*.json"),
    ):
        content = path.read_bytes()
        record = msgspec.json.decode(content, type=ResultsDocument)
        assert (record.version, record.published_at.year > 2000) == (1, True)
        assert content == msgspec.json.encode(record), path.name


def test_files_are_compressed_once_and_say_the_same(desk: Desk) -> None:
    desk.publish()
    path = desk.folder / "v1" / "president" / "W.json"
    plain = path.read_bytes()
    assert gzip.decompress(path.with_name("W.json.gz").read_bytes()) == plain
    assert brotli.decompress(path.with_name("W.json.br").read_bytes()) == plain


def test_the_gate_holds_a_version_whose_tally_is_not_what_the_forms_say(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    desk.form("W-1-1-1-2", "president", PRESIDENT)
    desk.tally()
    with desk.engine.begin() as connection:
        # A bug, or an attacker with write access to the rollup.
        connection.execute(
            text("UPDATE ward_tallies SET votes_public = votes_public + 50 WHERE votes_public = 400")
        )
        connection.execute(text("UPDATE ward_counts SET valid_public = valid_public + 50"))
    assert desk.loop.round() == []
    assert not (desk.folder / "v2").exists()
    pointer = json.loads((desk.folder / "latest.json").read_bytes())
    assert pointer["version"] == 1
    assert pointer["hold"]["mode"] == "hold"
    with desk.engine.connect() as connection:
        findings = switch.status(connection, desk.mini.code).open_findings
    assert any("asha has 450, the forms say 400" in finding for finding in findings)


def test_a_mended_tally_is_published_and_the_findings_are_closed(desk: Desk) -> None:
    test_the_gate_holds_a_version_whose_tally_is_not_what_the_forms_say(desk)
    with desk.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO dirty_log (race_id, leaf_area_id) SELECT race_id, leaf_area_id FROM ward_counts"
            )
        )
    desk.loop._next.clear()
    assert [done.version for done in desk.publish()] == [2]
    assert json.loads((desk.folder / "latest.json").read_bytes())["hold"]["mode"] == "auto"
    with desk.engine.connect() as connection:
        assert switch.status(connection, desk.mini.code).open_findings == ()


def test_untallied_changes_wait_for_the_next_version_and_unsettle_nothing(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    desk.form("W-1-1-1-2", "president", PRESIDENT)
    desk.form("W-2-1-1-1", "president", PRESIDENT)
    with desk.engine.begin() as connection:
        TallyWorker().step(connection, limit=1)
    desk.loop.round()
    assert desk.document(2, "president", "W").stations.counted == 2
    desk.publish()
    assert desk.document(3, "president", "W").stations.counted == 3


def test_manifests_are_chained_and_signed_by_one_key(desk: Desk) -> None:
    for station in ("W-1-1-1-1", "W-1-1-1-2", "W-1-1-1-3"):
        desk.form(station, "president", PRESIDENT)
        desk.publish()
    verdict = verify(str(desk.folder))
    assert verdict.problems == []
    assert verdict.manifests == 3
    changes = json.loads((desk.folder / "v3" / "changes.json").read_bytes())
    assert [line["version"] for line in changes["versions"]] == [3, 2, 1]
    assert [line["forms"] for line in changes["versions"]] == [1, 1, 1]


def test_a_correction_is_named_as_one(desk: Desk) -> None:
    first = desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    with desk.engine.begin() as connection:
        connection.execute(
            text("UPDATE result_forms SET is_current = false WHERE form_id = :f"), {"f": first}
        )
    desk.form(
        "W-1-1-1-1", "president", {"asha": 100, "juma": 200, "neema": 1}, revision=2, reason="typed wrong"
    )
    desk.publish()
    line = json.loads((desk.folder / "v2" / "changes.json").read_bytes())["versions"][0]
    assert (line["kind"], line["corrections"], line["forms"]) == ("correction", 1, 0)
    assert desk.document(2, "president", "W").leader == "juma"


def test_hold_keeps_the_version_and_release_follows_the_count_again(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    with desk.engine.connect() as connection:
        switch.hold(connection, desk.mini.code, reason="checking Ward 1", actor="test")
    desk.form("W-1-1-1-2", "president", PRESIDENT)
    assert desk.publish() == []
    pointer = json.loads((desk.folder / "latest.json").read_bytes())
    assert (pointer["version"], pointer["hold"]["mode"], pointer["hold"]["reason"]) == (
        1,
        "hold",
        "checking Ward 1",
    )
    with desk.engine.connect() as connection:
        switch.release(connection, desk.mini.code, reason="checked", actor="test")
    assert [done.version for done in desk.publish()] == [2]
    assert json.loads((desk.folder / "latest.json").read_bytes())["hold"]["mode"] == "auto"


def test_rollback_makes_an_earlier_version_public_and_deletes_nothing(desk: Desk) -> None:
    for station in ("W-1-1-1-1", "W-1-1-1-2"):
        desk.form(station, "president", PRESIDENT)
        desk.publish()
    with desk.engine.connect() as connection:
        switch.rollback(connection, desk.mini.code, 1, reason="wrong county", actor="test")
        with pytest.raises(NotPublished, match="no version 9"):
            switch.rollback(connection, desk.mini.code, 9, reason="", actor="test")
    desk.publish()
    pointer = json.loads((desk.folder / "latest.json").read_bytes())
    assert (pointer["version"], pointer["hold"]["mode"]) == (1, "rolled_back")
    assert verify(str(desk.folder)).problems == []
    with desk.engine.connect() as connection:
        switch.release(connection, desk.mini.code, reason="mended", actor="test")
    desk.publish()
    assert json.loads((desk.folder / "latest.json").read_bytes())["version"] == 2
    with desk.engine.connect() as connection:
        actions = connection.execute(
            text("SELECT action FROM audit_log WHERE object_type = 'election' ORDER BY audit_id")
        )
        assert list(actions.scalars()) == ["publish.rolled_back", "publish.auto"]


def test_a_store_that_lost_its_files_is_written_whole_again(desk: Desk) -> None:
    import shutil

    desk.form("W-1-1-1-1", "president", PRESIDENT)
    desk.publish()
    shutil.rmtree(desk.folder)
    desk.form("W-1-1-1-2", "president", PRESIDENT)
    assert [done.version for done in desk.publish()] == [2]
    assert desk.document(2, "governor", "W-2").stations.total == 16


def test_names_in_another_language_are_a_version_of_their_own_and_change_no_document(desk: Desk) -> None:
    desk.form("W-1-1-1-1", "president", PRESIDENT)
    first = desk.publish()[-1].version
    with desk.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO names (election_id, kind, lang, code, name)"
                " SELECT election_id, 'area', 'sw', 'W-1', 'Kaunti ya Kwanza' FROM elections"
            )
        )
        connection.execute(text("UPDATE elections SET names_changed_at_utc = clock_timestamp()"))
    named = desk.publish()
    assert [done.version for done in named] == [first + 1]
    folder = desk.folder / f"v{first + 1}"
    assert not [path for path in folder.rglob("*.json") if path.parent != folder]
    index = json.loads((folder / "index.json").read_bytes())
    assert index["languages"] == ["sw"]
    places = json.loads((folder / "places.json").read_bytes())
    assert places["names"]["sw"]["areas"] == {"W-1": "Kaunti ya Kwanza"}
    assert desk.publish() == []
