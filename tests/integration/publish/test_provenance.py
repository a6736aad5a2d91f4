"""Provenance on a real store: forms with their revisions, steps, sources and photographs, and never a person."""

from __future__ import annotations

import hashlib
import re
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import msgspec
import pytest
from sqlalchemy import Engine, text

from data.publish.manifest import sign
from data.publish.verify import verify
from data.records import AreaForms, Manifest, PublicForm, ResultsDocument
from tests.integration.publish.desk import Desk, open_desk

VOTES = {"asha": 200, "juma": 100, "neema": 1}
WARD = "W-1-1-1"
STATION = "W-1-1-1-1"
HOSTILE = '<script>alert("x")</script> & "Ünïcode" \u202e'
PERSON, LOGIN = "Wanjiru Zebedayo Kipkemboi", "wanjiru.zebedayo"


@pytest.fixture
def photos(tmp_path: Path) -> dict[str, bytes]:
    """What the file store holds, by SHA-256."""
    return {}


@pytest.fixture
def desk(fresh_database: Engine, store: Path, photos: dict[str, bytes]) -> Desk:
    def open_file(sha: str) -> bytes:
        if sha not in photos:
            raise FileNotFoundError(sha)
        return photos[sha]

    return open_desk(fresh_database, store, open_file=open_file)


def run(desk: Desk, statement: str, **values: Any) -> Any:
    with desk.engine.begin() as connection:
        result = connection.execute(text(statement), values)
        return result.scalar() if result.returns_rows else None


def person(desk: Desk, role: str = "field_observer", login: str = LOGIN) -> int:
    return int(
        run(
            desk,
            "INSERT INTO users (username, display_name, role) VALUES (:u, :n, CAST(:r AS user_role)) RETURNING user_id",
            u=login,
            n=PERSON,
            r=role,
        )
    )


def file_of(desk: Desk, area: str = WARD, *, version: int | None = None) -> AreaForms:
    """The newest file of an area, or that of the folder of `version`."""
    folders = sorted(desk.folder.glob("v*"), key=lambda path: -int(path.name[1:]))
    chosen = [path for path in folders if version in (None, int(path.name[1:]))]
    content = next(
        (path / "_forms" / f"{area}.json").read_bytes()
        for path in chosen
        if (path / "_forms" / f"{area}.json").exists()
    )
    return msgspec.json.decode(content, type=AreaForms)


def form_of(
    found: AreaForms, *, source: str = "34a", contest: str = "president", station: str | None = STATION
) -> PublicForm:
    return next(f for f in found.forms if (f.source, f.contest, f.station) == (source, contest, station))


def test_a_form_is_published_with_its_figures_receipt_checks_and_steps(desk: Desk) -> None:
    typist = person(desk)
    desk.form(
        STATION, "president", VOTES, entered_by=typist, receipt="X7-K2M4-9Q", checks_passed=["W201", "W301"],
        accepted_warnings=["W203"], verified_by=person(desk, "election_manager", "other"),
    )  # fmt: skip
    desk.publish()
    revision = form_of(file_of(desk)).revisions[0]
    assert (revision.revision, revision.state, revision.valid, revision.votes) == (1, "verified", 301, VOTES)
    assert list(revision.votes) == ["asha", "juma", "neema"], "in the order of the ballot"
    assert (revision.receipt, revision.checks_passed, revision.accepted_warnings) == (
        "X7-K2M4-9Q", ("W201", "W301"), ("W203",),
    )  # fmt: skip
    assert [(step.step, step.role) for step in revision.steps] == [("entered", "field_observer")]
    assert [(area.code, area.level) for area in file_of(desk).stations] == [(STATION, "station")]


def test_an_imported_form_says_so_and_has_no_checks(desk: Desk) -> None:
    desk.form(STATION, "president", VOTES, received_stated=False)
    desk.publish()
    revision = form_of(file_of(desk)).revisions[0]
    assert revision.steps[0].role == "import"
    assert (revision.checks_passed, revision.receipt, revision.received_at) == (None, None, None)


def test_a_correction_appears_with_both_revisions_and_its_reason(desk: Desk) -> None:
    first = desk.form(STATION, "president", VOTES)
    desk.publish()
    run(desk, "UPDATE result_forms SET is_current = false WHERE form_id = :f", f=first)
    desk.form(STATION, "president", {**VOTES, "asha": 210}, revision=2, reason=HOSTILE)
    desk.publish()
    revisions = form_of(file_of(desk)).revisions
    assert [(one.revision, one.votes["asha"], one.reason) for one in revisions] == [
        (1, 200, None),
        (2, 210, HOSTILE),
    ]
    assert revisions[0].steps[-1].step == "superseded"
    assert form_of(file_of(desk, version=1)).revisions[0].votes["asha"] == 200, (
        "the old version stays as it was"
    )


def test_a_disputed_form_appears_with_its_rule_and_a_managers_reason(desk: Desk) -> None:
    form = desk.form(STATION, "president", VOTES)
    desk.form("W-1-1-1-2", "president", {code: 3 * votes for code, votes in VOTES.items()})
    desk.publish()
    run(
        desk,
        "UPDATE result_forms SET state = 'disputed', hold_rule = 'manager', hold_detail = :d WHERE form_id = :f",
        f=form,
        d="The photograph is of another station",
    )
    desk.publish()
    by_hand = form_of(file_of(desk)).revisions[0]
    assert (by_hand.state, by_hand.hold_rule) == ("disputed", "manager")
    assert by_hand.steps[-1].detail == "The photograph is of another station"
    by_rule = form_of(file_of(desk), station="W-1-1-1-2").revisions[0]
    assert (by_rule.state, by_rule.steps[-1].step, by_rule.steps[-1].role) == ("disputed", "held", "rule")


def test_sources_of_a_station_stand_beside_each_other_and_reach_the_wards_document(desk: Desk) -> None:
    desk.form(STATION, "president", VOTES)
    desk.publish()
    desk.form(STATION, "president", {**VOTES, "juma": 90}, source="observer", is_counting=False)
    assert [done.version for done in desk.publish()] == [2]
    found = file_of(desk)
    assert [(form.source, form.counting) for form in found.forms] == [("34a", True), ("observer", False)]
    for area in (WARD, "W-1-1", "W-1", "W"):
        other = desk.document(2, "president", area).other_sources
        assert [(one.source, one.stations, one.votes["juma"], one.valid) for one in other] == [
            ("observer", 1, 90, 291)
        ]
        assert desk.document(2, "president", area).votes.valid == 301
    assert not (desk.folder / "v2" / "governor").exists()


def test_a_source_that_is_disputed_leaves_the_documents_and_stays_in_the_history(desk: Desk) -> None:
    form = desk.form(STATION, "president", VOTES, source="agent", is_counting=False)
    desk.publish()
    run(desk, "UPDATE result_forms SET state = 'disputed' WHERE form_id = :f", f=form)
    desk.publish()
    assert desk.document(2, "president", "W").other_sources == ()
    assert form_of(file_of(desk), source="agent").revisions[0].state == "disputed"


def test_an_areas_own_form_is_compared_with_the_sum_below_it(desk: Desk) -> None:
    stations = [code for code, ward in desk.mini.station_area.items() if ward.startswith("W-1-1")]
    for station in stations[:-1]:
        desk.form(station, "president", VOTES)
    fields = {
        "station_id": None,
        "source": "34b",
        "is_counting": False,
        "leaf_area_id": desk.mini.areas["W-1-1"],
    }
    desk.form(STATION, "president", {"asha": 1600, "juma": 800, "neema": 9}, **fields)
    desk.publish()
    found = file_of(desk, "W-1-1")
    assert [(form.source, form.station) for form in found.forms] == [("34b", None)]
    assert [(one.source, one.complete, one.summed["asha"]) for one in found.comparisons] == [
        ("34b", False, 1400)
    ]
    desk.form(stations[-1], "president", VOTES)
    desk.publish()
    comparison = file_of(desk, "W-1-1").comparisons[0]
    assert (comparison.complete, comparison.stated, comparison.summed) == (
        True,
        {"asha": 1600, "juma": 800, "neema": 9},
        {"asha": 1600, "juma": 800, "neema": 8},
    )
    assert desk.document(1, "president", WARD).other_sources == (), (
        "it is of the constituency, not of its wards"
    )


def test_figures_wait_for_the_second_typist_on_every_public_page(desk: Desk) -> None:
    typist = person(desk)
    fields = {"entered_by": typist, "state": "preliminary", "rejected_votes": 77, "votes_cast": 3411}
    desk.form(STATION, "president", {"asha": 1234, "juma": 2100}, registered_voters=4321, **fields)
    desk.form(STATION, "governor", {"pendo": 7771, "baraka": 1}, source="agent", is_counting=False, **fields)
    desk.publish()
    revision = form_of(file_of(desk)).revisions[0]
    assert (revision.withheld, revision.votes, revision.valid, revision.registered) == (True, {}, None, None)
    row = desk.document(1, "president", WARD).children[0]
    assert (row.votes, row.valid, row.cast, row.registered, row.turnout_pct) == ({}, None, None, 500, None)
    everything = b"".join(path.read_bytes() for path in desk.folder.rglob("*.json"))
    told = re.findall(rb"(?<![0-9a-f])(?:1234|2100|3334|4321|3411|7771)(?![0-9a-f])", everything)
    assert told == [], "figures can be read by the second typist"


def test_figures_are_told_once_a_second_person_agreed(desk: Desk) -> None:
    form = desk.form(STATION, "president", VOTES, entered_by=person(desk), state="preliminary")
    desk.publish()
    other = person(desk, "election_manager", "other")
    run(
        desk,
        "UPDATE result_forms SET state = 'verified', verified_by = :u WHERE form_id = :f",
        f=form,
        u=other,
    )
    desk.publish()
    revision = form_of(file_of(desk)).revisions[0]
    assert (revision.withheld, revision.votes) == (False, VOTES)
    assert [(step.step, step.role) for step in revision.steps] == [
        ("entered", "field_observer"),
        ("verified", "election_manager"),
    ]


def test_an_election_that_publishes_first_entries_tells_them(desk: Desk) -> None:
    run(desk, "UPDATE elections SET publish_states = '{preliminary,verified,confirmed}'")
    desk.form(STATION, "president", VOTES, entered_by=person(desk), state="preliminary")
    desk.publish()
    assert form_of(file_of(desk)).revisions[0].votes == VOTES
    assert desk.document(1, "president", WARD).votes.valid == 301


def test_another_step_alone_makes_no_version_and_comes_with_the_next(desk: Desk) -> None:
    form = desk.form(STATION, "president", {**VOTES, "asha": 9000})
    desk.publish()
    other = person(desk, "election_manager")
    run(
        desk,
        "INSERT INTO form_steps (form_id, step, role, user_id) VALUES (:f, 'agreed', 'election_manager', :u)",
        f=form,
        u=other,
    )
    run(desk, "UPDATE result_forms SET verified_by = :u WHERE form_id = :f", f=form, u=other)
    assert desk.publish() == []
    desk.form("W-2-1-1-1", "president", VOTES)
    assert [done.version for done in desk.publish()] == [2]
    assert [step.step for step in form_of(file_of(desk, version=2)).revisions[0].steps] == [
        "entered",
        "held",
        "agreed",
    ]


def test_a_step_that_waited_survives_a_new_publisher(desk: Desk) -> None:
    form = desk.form(STATION, "president", {**VOTES, "asha": 9000})
    desk.publish()
    run(desk, "UPDATE result_forms SET verified_by = :u WHERE form_id = :f", f=form, u=person(desk))
    desk.publish()
    desk.loop.forget()
    assert desk.publish() == []
    assert verify(str(desk.folder)).problems == []


def photograph(desk: Desk, form: int, photos: dict[str, bytes], *, view: bytes) -> tuple[str, str]:
    """Attach a photograph to a form; return the SHA-256 of the picture and of the original."""
    shown, original = hashlib.sha256(view).hexdigest(), hashlib.sha256(b"original" + view).hexdigest()
    photos[shown] = view
    photos[original] = b"original" + view
    owner = run(desk, "SELECT coalesce(min(user_id), 0) FROM users") or person(desk)
    number = run(
        desk,
        "INSERT INTO attachments (uid, kind, sha256, bytes, media_type, width, height, view_sha256, view_bytes, uploaded_by)"
        " VALUES (:u, 'form', :o, 9, 'image/jpeg', 9, 9, :s, 9, :p) RETURNING attachment_id",
        u=uuid.uuid4(), o=original, s=shown, p=owner,
    )  # fmt: skip
    run(desk, "INSERT INTO form_attachments VALUES (:f, :a)", f=form, a=number)
    return shown, original


def test_a_photograph_is_published_only_if_the_election_says_so(desk: Desk, photos: dict[str, bytes]) -> None:
    with_photo = desk.form(STATION, "president", VOTES)
    shown, original = photograph(desk, with_photo, photos, view=b"\xff\xd8 a picture")
    desk.publish()
    revision = form_of(file_of(desk)).revisions[0]
    assert (revision.photos, revision.photo_sha256) == ((), (original,))
    assert not (desk.store / "photo").exists()
    run(desk, """UPDATE elections SET settings = '{"provenance": {"photos": true}}'""")
    assert [done.version for done in desk.publish()] == [2]
    revision = form_of(file_of(desk, version=2)).revisions[0]
    assert (revision.photos, revision.photo_sha256) == ((shown,), (original,))
    assert (desk.store / "photo" / f"{shown}.jpg").read_bytes() == photos[shown]
    assert [path.stem for path in (desk.store / "photo").iterdir()] == [shown], (
        "never the original, with its metadata"
    )
    run(desk, """UPDATE elections SET settings = '{"provenance": {"photos": false}}'""")
    desk.publish()
    assert form_of(file_of(desk, version=3)).revisions[0].photos == ()


def test_a_photograph_that_is_lost_or_damaged_holds_no_figure_back(
    desk: Desk, photos: dict[str, bytes]
) -> None:
    run(desk, """UPDATE elections SET settings = '{"provenance": {"photos": true}}'""")
    lost, _ = photograph(desk, desk.form(STATION, "president", VOTES), photos, view=b"one")
    del photos[lost]
    damaged, _ = photograph(desk, desk.form("W-1-1-1-2", "president", VOTES), photos, view=b"two")
    photos[damaged] = b"not two"
    assert [done.version for done in desk.publish()] == [1]
    assert desk.document(1, "president", "W").stations.counted == 2
    assert [form.revisions[0].photos for form in file_of(desk).forms] == [(), ()]
    assert not (desk.store / "photo").exists()


def test_no_persons_name_or_login_is_in_any_published_byte(desk: Desk, photos: dict[str, bytes]) -> None:
    run(desk, """UPDATE elections SET settings = '{"provenance": {"photos": true}}'""")
    typist, manager = person(desk), person(desk, "election_manager", f"{LOGIN}.2")
    form = desk.form(STATION, "president", VOTES, entered_by=typist, verified_by=manager)
    desk.form(STATION, "governor", {"pendo": 9_000, "baraka": 2}, entered_by=typist)
    desk.form(STATION, "president", VOTES, source="observer", is_counting=False, entered_by=typist)
    photograph(desk, form, photos, view=b"a picture")
    desk.publish()
    run(desk, "UPDATE result_forms SET state = 'confirmed', confirmed_by = :u WHERE form_id = :f",
        f=form, u=person(desk, "super_admin", f"{LOGIN}.3"))  # fmt: skip
    desk.publish()
    found = 0
    for path in desk.store.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            plain = brotli.decompress(content) if path.suffix == ".br" else content
            for name in (*PERSON.split(), LOGIN, "user_id", "entered_by"):
                assert name.encode() not in plain, f"{name} is in {path}"
            found += 1
    assert found > 50


def test_forms_are_in_the_index_and_the_manifest_and_verify_covers_them(desk: Desk) -> None:
    desk.form(STATION, "president", VOTES)
    desk.publish()
    desk.form("W-2-1-1-1", "president", VOTES)
    desk.publish()
    assert verify(str(desk.folder)).problems == []
    path = desk.folder / "v1" / "_forms" / f"{WARD}.json"
    path.write_bytes(path.read_bytes().replace(b'"asha":200', b'"asha":201'))
    assert any(f"_forms/{WARD}.json" in problem for problem in verify(str(desk.folder)).problems)


def test_forms_that_are_not_the_ones_counted_hold_a_version_back(desk: Desk) -> None:
    desk.form(STATION, "president", VOTES)
    desk.publish()
    publisher = next(iter(desk.loop._publishers.values()))
    assert publisher._gate is not None
    content = (desk.folder / "v1" / "_forms" / f"{WARD}.json").read_bytes()
    area = desk.mini.areas[WARD]
    assert publisher._gate.check_forms(area, content) == []
    for wrong in (
        content.replace(b'"asha":200', b'"asha":199'),
        content.replace(b'"valid":301', b'"valid":302'),
    ):
        assert "forms of president" in publisher._gate.check_forms(area, wrong)[0]


def test_a_store_from_before_provenance_gets_the_forms_of_every_ward(desk: Desk) -> None:
    desk.form(STATION, "president", VOTES)
    desk.form("W-2-1-1-1", "president", VOTES)
    desk.publish()
    strip_forms(desk, 1)
    desk.loop.forget()
    desk.form("W-2-2-1-1", "president", VOTES)
    assert [done.version for done in desk.publish()] == [2]
    assert {path.stem for path in (desk.folder / "v2" / "_forms").glob("*.json")} == {
        WARD,
        "W-2-1-1",
        "W-2-2-1",
    }
    assert verify(str(desk.folder)).problems == []


def strip_forms(desk: Desk, version: int) -> None:
    """Make a version as it was published before there were forms: manifest without them, signed anew."""
    publisher = next(iter(desk.loop._publishers.values()))
    folder = desk.folder / f"v{version}"
    manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
    files = {name: entry for name, entry in manifest.files.items() if not name.startswith("_forms/")}
    signed = sign(msgspec.structs.replace(manifest, files=files), publisher._key)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(signed))
    sha = hashlib.sha256(msgspec.json.encode(signed)).hexdigest()
    with desk.engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("UPDATE versions SET manifest_sha256 = :s"), {"s": sha})
        connection.execute(text("SET session_replication_role = DEFAULT"))


def test_each_version_names_the_newest_seal_of_the_audit_trail(desk: Desk) -> None:
    desk.publish()
    assert b"audit_seal" not in (desk.folder / "v1" / "manifest.json").read_bytes(), (
        "none was there to be named"
    )
    run(desk, "INSERT INTO audit_log (actor, action, object_type, object_id) VALUES ('a', 'b', 'c', 'd')")
    seal = run(desk, "SELECT seal_audit()")
    wanted = run(desk, "SELECT encode(seal_sha256, 'hex') FROM audit_seals ORDER BY seal_id DESC LIMIT 1")
    desk.form(STATION, "president", VOTES)
    desk.publish()
    manifest = msgspec.json.decode((desk.folder / "v2" / "manifest.json").read_bytes(), type=Manifest)
    assert manifest.audit_seal is not None
    assert (manifest.audit_seal.seal_id, manifest.audit_seal.sha256) == (seal, wanted)
    assert verify(str(desk.folder)).problems == [], "a chain over versions with and without a seal holds"
    raw = (desk.folder / "v2" / "manifest.json").read_bytes()
    (desk.folder / "v2" / "manifest.json").write_bytes(raw.replace(wanted.encode(), b"0" * 64))
    assert any("signature" in problem for problem in verify(str(desk.folder), version=2).problems)


def test_the_history_keeps_the_time_of_each_step(desk: Desk) -> None:
    when = datetime(2031, 5, 4, 18, 0, tzinfo=UTC)
    desk.form(STATION, "president", VOTES, entered_at_utc=when)
    desk.publish()
    assert form_of(file_of(desk)).revisions[0].steps[0].at == when


def test_ward_documents_are_read_by_the_gate_as_before(desk: Desk) -> None:
    for station in desk.mini.stations:
        desk.form(station, "president", VOTES)
        desk.form(station, "president", VOTES, source="observer", is_counting=False)
    desk.publish()
    document: ResultsDocument = desk.document(1, "president", "W")
    assert document.votes.valid == 32 * 301
    assert [(one.stations, one.valid) for one in document.other_sources] == [(32, 32 * 301)]
    found = file_of(desk)
    assert len(found.forms) == 8
    assert verify(str(desk.folder)).problems == []
