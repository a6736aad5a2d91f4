"""`import_bundle` on a fictional country: what is stored, nothing by halves, nothing twice, either order of elections."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from data.engine import make_engine
from data.errors import ImportRefused
from data.ingest.run import Options, import_bundle
from data.ingest.summary import Summary
from tests.ingest_bundle import MiniBundle, earlier_bundle, form_lines
from tests.integration.ingest.stored import content, counts, rows

RESULTS = "results/president.csv"


def load(engine: Engine, directory: Path, bundle: MiniBundle, options: Options | None = None) -> Summary:
    return import_bundle(engine, bundle.write(directory / bundle.code), options)


def test_a_bundle_is_stored_whole(fresh_database: Engine, tmp_path: Path) -> None:
    summary = load(fresh_database, tmp_path, MiniBundle())
    assert summary.stored
    assert summary.refused == 0
    found = counts(fresh_database)
    expected = {
        "areas": 15, "register_areas": 15, "polling_stations": 16, "contests": 2, "races": 3, "parties": 3,
        "candidates": 7, "result_forms": 14, "form_votes": 40, "geometry_documents": 5,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    by_file = {file.file: file.added for file in summary.files}
    assert by_file[RESULTS] == 12
    assert by_file["boundaries/ward.geojson"] == 8


def test_the_tree_has_paths_order_points_and_neighbours(fresh_database: Engine, tmp_path: Path) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    path = rows(
        fresh_database,
        "SELECT string_agg(p.code, '/' ORDER BY ordinal) FROM areas a, unnest(a.path_ids) WITH ORDINALITY u (id, ordinal)"
        " JOIN areas p ON p.area_id = u.id WHERE a.code = 'R2-D1-W2'",
    )
    assert path == [("ZM/R2/R2-D1/R2-D1-W2",)]
    order = rows(fresh_database, "SELECT code FROM areas WHERE level = 3 ORDER BY area_order")
    assert [code for (code,) in order][:3] == ["R1-D1-W1", "R1-D1-W2", "R1-D2-W1"]
    beside = rows(
        fresh_database,
        "SELECT n.code FROM areas a JOIN area_neighbours USING (area_id) JOIN areas n ON n.area_id = neighbour_id"
        " WHERE a.code = 'R1-D1-W2' ORDER BY 1",
    )
    assert beside == [("R1-D1-W1",), ("R1-D2-W2",), ("R2-D1-W1",)]
    inside = rows(
        fresh_database,
        "SELECT bool_and(ST_Contains(boundary, label_point)), count(*) FROM areas WHERE boundary IS NOT NULL",
    )
    assert inside == [(True, 10)]
    outside = rows(
        fresh_database,
        "SELECT count(*) FROM polling_stations s JOIN areas a USING (area_id)"
        " WHERE s.point IS NOT NULL AND NOT ST_Contains(a.boundary, s.point::geometry)",
    )
    assert outside == [(0,)]


def test_forms_carry_source_state_leaf_and_what_is_unknown(fresh_database: Engine, tmp_path: Path) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    forms = rows(
        fresh_database,
        "SELECT c.code, a.code, s.code, f.is_counting, f.state::text, f.revision, f.registered_voters, f.valid_votes,"
        " f.valid_stated, f.rejected_votes, f.votes_cast, f.received_stated"
        " FROM result_forms f JOIN races USING (race_id) JOIN contests c USING (contest_id)"
        " JOIN areas a ON a.area_id = f.leaf_area_id LEFT JOIN polling_stations s USING (station_id)"
        " WHERE s.code = 'R1D1W1S1' OR a.code = 'R1' ORDER BY 1 DESC",
    )
    assert forms == [
        ("president", "R1-D1-W1", "R1D1W1S1", True, "verified", 1, 500, 195, False, 3, 198, True),
        ("governor", "R1", None, True, "verified", 1, None, 1700, False, None, None, False),
    ]


def test_figures_of_a_source_that_does_not_count_stand_beside_the_forms(
    fresh_database: Engine, tmp_path: Path
) -> None:
    lines = ["contest,area_code,candidate_code,votes,source"]
    lines += [
        f"president,R1,{code},{n},34c" for code, n in (("amani-ori", 9), ("bora-kesi", 8), ("chane-lo", 1))
    ]
    load(fresh_database, tmp_path, MiniBundle().set("results/declared.csv", "\n".join(lines)))
    found = rows(
        fresh_database, "SELECT source, is_counting, count(*) FROM result_forms GROUP BY 1, 2 ORDER BY 1"
    )
    assert found == [("34a", True, 12), ("34c", False, 1), ("declared", True, 2)]
    cells = "SELECT is_counting, count(DISTINCT (race_id, leaf_area_id)) FROM dirty_log GROUP BY 1 ORDER BY 1"
    assert rows(fresh_database, cells) == [(False, 1), (True, 6 + 2)], (
        "the figures beside the forms must not touch a total; they are tallied apart"
    )


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(fresh_database: Engine, tmp_path: Path) -> None:
    before = counts(fresh_database)
    summary = load(fresh_database, tmp_path, MiniBundle(), Options(dry_run=True))
    assert not summary.stored
    assert {file.file: file.added for file in summary.files}[RESULTS] == 12
    assert counts(fresh_database) == before


def test_importing_the_same_bundle_again_changes_nothing(fresh_database: Engine, tmp_path: Path) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    before, audit = content(fresh_database), counts(fresh_database)["audit_log"]
    summary = load(fresh_database, tmp_path, MiniBundle())
    assert summary.touched == 0
    assert sum(file.unchanged for file in summary.files) > 60
    assert content(fresh_database) == before
    assert counts(fresh_database)["audit_log"] == audit + len(summary.files), (
        "each import is in the audit log"
    )


def test_a_changed_form_becomes_a_revision_and_the_old_one_stays(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    with fresh_database.begin() as connection:
        connection.execute(text("DELETE FROM dirty_log"))
    changed = MiniBundle().replace(RESULTS, "R1D1W1S1,amani-ori,100", "R1D1W1S1,amani-ori,101")
    summary = load(fresh_database, tmp_path, changed)
    assert summary.touched == 1
    found = rows(
        fresh_database,
        "SELECT f.revision, f.is_current, f.valid_votes, v.votes, f.reason FROM result_forms f"
        " JOIN polling_stations s USING (station_id) JOIN form_votes v USING (form_id)"
        " JOIN candidates k USING (candidate_id) WHERE s.code = 'R1D1W1S1' AND k.code = 'amani-ori' ORDER BY 1",
    )
    assert found == [
        (1, False, 195, 100, None),
        (2, True, 196, 101, f"re-import of {RESULTS} row 2"),
    ]
    assert rows(fresh_database, "SELECT DISTINCT race_id IS NOT NULL FROM dirty_log") == [(True,)]
    audit = rows(
        fresh_database,
        "SELECT old_value -> 'votes' ->> 'amani-ori', new_value -> 'votes' ->> 'amani-ori', reason FROM audit_log"
        " WHERE action = 'form.revise'",
    )
    assert audit == [("100", "101", f"re-import of {RESULTS} row 2")]
    load(fresh_database, tmp_path, changed)
    assert counts(fresh_database)["result_forms"] == 15, "the revision is not revised again"


def test_a_form_the_gate_holds_is_not_released_by_importing_it_again(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    with fresh_database.begin() as connection:
        connection.execute(
            text(
                "UPDATE result_forms SET state = 'disputed', hold_rule = 'all_zero', hold_detail = 'x'"
                " WHERE station_id = (SELECT station_id FROM polling_stations WHERE code = 'R1D1W1S1')"
            )
        )
    with_state = MiniBundle()
    lines = with_state.text(RESULTS).splitlines()
    with_state.set(RESULTS, "\n".join([f"{lines[0]},state", *(f"{line},confirmed" for line in lines[1:])]))
    summary = load(fresh_database, tmp_path, with_state)
    assert {file.file: file.changed for file in summary.files}[RESULTS] == 11
    states = rows(
        fresh_database,
        "SELECT state::text, count(*) FROM result_forms WHERE source = '34a' GROUP BY 1 ORDER BY 1",
    )
    assert states == [("confirmed", 11), ("disputed", 1)]
    again = load(fresh_database, tmp_path, MiniBundle())
    assert again.touched == 0, "a file without states takes nothing back"


def test_changed_rows_of_the_register_are_updated_with_a_line_in_the_audit_log(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    changed = MiniBundle()
    changed.replace("stations.csv", "School R1D1W1S2,R1-D1-W1,500", "Hall R1D1W1S2,R1-D1-W1,501")
    changed.replace(
        "areas.csv", "ward,R1-D1-W1,Ward R1-D1-W1,R1-D1,1000", "ward,R1-D1-W1,Ward R1-D1-W1,R1-D1,1001"
    )
    changed.replace("areas.csv", "District R1-D1", "District Hill")
    changed.replace("candidates.csv", "Amani Ori,SUN", "Amani Ori,RAIN")
    changed.replace("parties.csv", "Rain Alliance", "Rain Union")
    changed.replace("election.toml", "max_votes_per_station = 700", "max_votes_per_station = 800")
    summary = load(fresh_database, tmp_path, changed)
    audit = rows(
        fresh_database,
        "SELECT object_type, object_id, old_value::text, new_value::text, actor, row_hash IS NOT NULL FROM audit_log"
        " WHERE action = 'import.change' ORDER BY audit_id",
    )
    assert [row[:4] for row in audit] == [
        ("area", "R1-D1", '{"name": "District R1-D1"}', '{"name": "District Hill"}'),
        ("area", "R1-D1-W1", '{"registered_voters": 1000}', '{"registered_voters": 1001}'),
        ("contest", "zm-2031/president", '{"max_votes_per_station": 700}', '{"max_votes_per_station": 800}'),
        (
            "station",
            "R1D1W1S2",
            '{"name": "School R1D1W1S2", "registered_voters": 500}',
            '{"name": "Hall R1D1W1S2", "registered_voters": 501}',
        ),
        ("party", "RAIN", '{"name": "Rain Alliance"}', '{"name": "Rain Union"}'),
        ("candidate", "president/ZM/amani-ori", '{"party": "SUN"}', '{"party": "RAIN"}'),
    ]
    assert all(actor.startswith("os:") and hashed for *_, actor, hashed in audit)
    assert summary.touched == 6
    assert load(fresh_database, tmp_path, changed).touched == 0


def test_the_audit_log_names_each_file_with_its_hash_and_counts(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    audit = rows(
        fresh_database,
        "SELECT object_id, new_value ->> 'added', length(new_value ->> 'sha256') FROM audit_log"
        " WHERE action = 'import.file' AND new_value ->> 'file' = :file",
        file=RESULTS,
    )
    assert audit == [("zm-2031", "12", 64)]


Spoil = Callable[[MiniBundle], object]
FORM = form_lines("R2D2W2S2", (1, 2, 3))
AREA_FORM = [line.replace("R2D2W2S2", "R2-D2-W2") for line in FORM]
AREA_FILE = "contest,area_code,candidate_code,votes,source,received_at,registered_voters,rejected_votes"
REFUSED: list[tuple[str, Spoil, str]] = [
    ("encoding", lambda b: b.set(
        "stations.csv", b.text("stations.csv").replace("School", "École", 1).encode("latin-1")), "encoding"),
    ("missing column", lambda b: b.replace("stations.csv", "area_code", "area"), "missing-column"),
    ("duplicate code", lambda b: b.append("areas.csv", "ward,R1-D1-W1,W,R1-D1,"), "duplicate"),
    ("unknown parent", lambda b: b.append("areas.csv", "ward,R1-D9-W1,W,R1-D9,"), "unknown-parent"),
    ("negative votes", lambda b: b.replace(RESULTS, "ori,100", "ori,-100"), "negative"),
    ("huge votes", lambda b: b.replace(RESULTS, "ori,100", "ori,100000001"), "too-large"),
    ("unknown station", lambda b: b.append(RESULTS, *form_lines("X", (1, 2, 3))), "unknown-station"),
    ("injection", lambda b: b.replace("candidates.csv", "Bora Kesi", "=1+1"), "formula"),
    ("wrong race", lambda b: b.replace("results/governor.csv", "R1,dira-one", "R1,fumo-two"), "wrong-race"),
    ("crossing polygon", lambda b: b.edit_layer("ward", "R1-D1-W1", geometry={
        "type": "Polygon", "coordinates": [[[30, -2], [31, -1], [31, -2], [30, -1], [30, -2]]]}), "crossing-polygon"),
    ("swapped", lambda b: b.append("stations.csv", "X,School,R1-D1-W1,1,30.4,-1.5"), "swapped-coordinates"),
    ("one form in two files", lambda b: b.set("results/again.csv", b.text(RESULTS)), "form-scattered"),
    ("stations and areas of one source", lambda b: b.set(
        "results/wards.csv", "\n".join([AREA_FILE, *AREA_FORM])), "mixed-grain"),
    ("bad baseline", lambda b: b.set("baseline.toml", "[[compare]]\nx = 1"), "unknown-setting"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "rule"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_refused_bundle_leaves_the_store_as_it_was(
    fresh_database: Engine, tmp_path: Path, spoil: Spoil, rule: str
) -> None:
    before = counts(fresh_database)
    spoilt = MiniBundle()
    spoil(spoilt)
    with pytest.raises(ImportRefused) as caught:
        load(fresh_database, tmp_path, spoilt)
    assert any(line.endswith(f"[{rule}]") for line in caught.value.refusals), caught.value.refusals
    assert counts(fresh_database) == before


def test_a_refused_reimport_leaves_the_stored_election_as_it_was(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    before = content(fresh_database)
    spoilt = MiniBundle().replace("areas.csv", "District R1-D1", "District Hill")
    spoilt.append(RESULTS, *form_lines("X", (1, 2, 3)))
    with pytest.raises(ImportRefused):
        load(fresh_database, tmp_path, spoilt)
    assert content(fresh_database) == before


CONFLICTS: list[tuple[str, Spoil, str]] = [
    ("another parent", lambda b: b.replace("areas.csv", "Ward R2-D2-W2,R2-D2", "Ward R2-D2-W2,R2-D1")
     .edit_layer("ward", "R2-D2-W2", properties={"code": "R2-D2-W2"}), "R2-D2-W2 is stored with the parent R2-D2"),
    ("other levels", lambda b: [b.replace("election.toml", '"district"', '"canton"'),
     b.files.update({"areas.csv": b.text("areas.csv").replace("district,", "canton,")})], "is stored with the levels"),
    ("another counting source", lambda b: b.replace("election.toml", '"34a"', '"34b"'), "has forms; 34a counts"),
    ("another contest level", lambda b: [
        b.replace("election.toml", 'level = "region"', 'level = "district"'),
        b.without("results/governor.csv"),
        b.files.update({"candidates.csv": b.text("candidates.csv").replace("governor,R1", "governor,R1-D1")
                        .replace("governor,R2", "governor,R2-D1")})], "candidates on its stored level"),
    ("a test made real", lambda b: b.replace("election.toml", "is_test = true", "is_test = false"), "as a test"),
    ("a station moved away from its forms", lambda b: b.replace(
        "stations.csv", "School R1D1W1S1,R1-D1-W1", "School R1D1W1S1,R1-D1-W2"), "has forms under R1-D1-W1"),
    ("another geography", lambda b: b.replace("election.toml", 'code = "zamboria"', 'code = "zamboria-2"'),
     "stored with the geography zamboria"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "words"), [case[1:] for case in CONFLICTS], ids=[case[0] for case in CONFLICTS]
)
def test_what_forms_hang_on_cannot_be_changed_by_importing_again(
    fresh_database: Engine, tmp_path: Path, spoil: Spoil, words: str
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    before = content(fresh_database)
    spoilt = MiniBundle()
    spoil(spoilt)
    with pytest.raises(ImportRefused, match=words):
        load(fresh_database, tmp_path, spoilt)
    assert content(fresh_database) == before


def test_a_station_with_forms_that_changes_its_ward_is_refused_by_row_field_value_and_remedy(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    moved = MiniBundle().replace("stations.csv", "School R1D1W1S1,R1-D1-W1", "School R1D1W1S1,R1-D1-W2")
    with pytest.raises(ImportRefused) as refused:
        load(fresh_database, tmp_path, moved)
    lines = moved.text("stations.csv").splitlines()
    row = next(number for number, line in enumerate(lines, start=1) if line.startswith("R1D1W1S1,"))
    assert refused.value.refusals == (
        f"stations.csv row {row}, area_code 'R1-D1-W2': station R1D1W1S1 has forms under R1-D1-W1."
        " Keep the station in its area: forms of it are stored under that area. [station-has-forms]",
    )


def test_the_status_belongs_to_the_managers_after_the_first_import(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    with fresh_database.begin() as connection:
        connection.execute(text("UPDATE elections SET status = 'paused'"))
    summary = load(fresh_database, tmp_path, MiniBundle())
    assert rows(fresh_database, "SELECT status::text FROM elections") == [("paused",)]
    assert any("'paused' by now" in note for file in summary.files for note in file.notes)


def with_baseline(bundle: MiniBundle, *, crosswalk: str = "") -> MiniBundle:
    compare = '[[compare]]\nelection = "zm-2026"\ncontest = "president"\nlevel = "ward"\n'
    return bundle.set("baseline.toml", compare + crosswalk)


@pytest.mark.parametrize("earlier_first", [True, False], ids=["earlier first", "later first"])
def test_elections_are_linked_in_whichever_order_they_come(
    fresh_database: Engine, tmp_path: Path, earlier_first: bool
) -> None:
    bundles = [earlier_bundle(), with_baseline(MiniBundle())]
    summaries = [load(fresh_database, tmp_path, b) for b in (bundles if earlier_first else reversed(bundles))]
    links = rows(
        fresh_database,
        "SELECT n.code, b.code, e.code, candidate_code, baseline_candidate_code FROM baseline_links l"
        " JOIN contests n ON n.contest_id = l.contest_id JOIN contests b ON b.contest_id = l.baseline_contest_id"
        " JOIN elections e ON e.election_id = b.election_id",
    )
    assert links == [("president", "president", "zm-2026", "amani-ori", "ori-amani")]
    assert counts(fresh_database)["areas"] == 15, "both elections share the areas"
    assert counts(fresh_database)["register_areas"] == 30
    notes = [note for file in summaries[-1].files for note in file.notes]
    assert any("amani-ori = ori-amani" in note for note in notes)
    if not earlier_first:
        assert any("not imported yet" in note for file in summaries[0].files for note in file.notes)
    drawn = rows(fresh_database, "SELECT count(*) FROM areas WHERE boundary IS NOT NULL")
    assert drawn == [(10,)], "the earlier election has no map and takes none away"


def test_another_election_of_the_geography_adds_areas_to_its_own_register_only(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    earlier = earlier_bundle().append("areas.csv", "ward,R2-D2-W3,Old Ward,R2-D2,700")
    earlier.replace("areas.csv", "Region 1", "Region One")
    summary = load(fresh_database, tmp_path, earlier)
    registers = rows(
        fresh_database,
        "SELECT r.code FROM register_areas JOIN registers r USING (register_id) JOIN areas a USING (area_id)"
        " WHERE a.code = 'R2-D2-W3'",
    )
    assert registers == [("zm-2026",)]
    assert rows(fresh_database, "SELECT name FROM areas WHERE code = 'R1'") == [("Region 1",)]
    notes = next(file.notes for file in summary.files if file.file == "areas.csv")
    assert any("R1 is called 'Region 1' in the geography, 'Region One' here" in note for note in notes)


def test_a_crosswalk_says_which_area_was_which_and_reports_lines_it_cannot_use(
    fresh_database: Engine, tmp_path: Path
) -> None:
    earlier = earlier_bundle().replace("election.toml", 'code = "zamboria"', 'code = "zamboria-old"')
    earlier.files = {
        name: content.replace("R2-D2-W2", "OLD-WARD") if isinstance(content, str) else content
        for name, content in earlier.files.items()
    }
    load(fresh_database, tmp_path, earlier)
    crosswalk = '[compare.crosswalk]\n"R2-D2-W2" = "OLD-WARD"\n"R9" = "R1"\n'
    summary = load(fresh_database, tmp_path, with_baseline(MiniBundle(), crosswalk=crosswalk))
    pairs = rows(
        fresh_database,
        "SELECT n.code, o.code FROM baseline_areas JOIN areas n USING (area_id)"
        " JOIN areas o ON o.area_id = baseline_area_id ORDER BY 1",
    )
    assert len(pairs) == 8
    assert ("R2-D2-W2", "OLD-WARD") in pairs
    assert ("R1-D1-W1", "R1-D1-W1") in pairs
    notes = next(file.notes for file in summary.files if file.file == "baseline.toml")
    assert any("R9 = R1" in note for note in notes)


def test_the_bundle_may_say_itself_whom_to_compare(fresh_database: Engine, tmp_path: Path) -> None:
    load(fresh_database, tmp_path, earlier_bundle())
    stated = '[compare.candidates]\n"bora-kesi" = "gani-mo"\n"nobody" = "gani-mo"\n'
    summary = load(fresh_database, tmp_path, with_baseline(MiniBundle(), crosswalk=stated))
    links = rows(
        fresh_database, "SELECT candidate_code, baseline_candidate_code FROM baseline_links ORDER BY 1"
    )
    assert links == [("amani-ori", "ori-amani"), ("bora-kesi", "gani-mo")]
    notes = next(file.notes for file in summary.files if file.file == "baseline.toml")
    assert any("nobody = gani-mo" in note for note in notes)


def test_a_form_entered_while_the_import_runs_refuses_the_import_with_a_way_out(
    fresh_database: Engine, tmp_path: Path
) -> None:
    load(fresh_database, tmp_path, MiniBundle())
    late = MiniBundle().append(RESULTS, *form_lines("R2D2W2S2", (1, 2, 3)))
    entered = fresh_database.connect()
    entered.execute(
        text(
            "INSERT INTO result_forms (race_id, leaf_area_id, station_id, source, is_counting, valid_votes, received_at_utc)"
            " SELECT r.race_id, s.area_id, s.station_id, '34a', true, 1, now() FROM polling_stations s, races r"
            " JOIN contests c USING (contest_id) WHERE s.code = 'R2D2W2S2' AND c.code = 'president'"
        )
    )
    outcome: list[BaseException | Summary] = []

    def run() -> None:
        try:
            outcome.append(load(fresh_database, tmp_path, late))
        except ImportRefused as refused:
            outcome.append(refused)

    thread = threading.Thread(target=run)
    thread.start()
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    deadline = time.monotonic() + 30
    while rows(fresh_database, waiting) == [(0,)] and time.monotonic() < deadline:
        time.sleep(0.05)
    entered.commit()
    entered.close()
    thread.join(30)
    assert isinstance(outcome[0], ImportRefused)
    assert "Import again" in str(outcome[0])
    assert counts(fresh_database)["result_forms"] == 15
    revised = load(fresh_database, tmp_path, late)
    assert {file.file: file.changed for file in revised.files}[RESULTS] == 1


def test_two_imports_at_once_wait_for_one_another(fresh_database: Engine, tmp_path: Path) -> None:
    said: list[str] = []
    failures: list[BaseException] = []
    directory = MiniBundle().write(tmp_path / "b")

    def run() -> None:
        try:
            import_bundle(fresh_database, directory, Options(progress=said.append))
        except BaseException as error:  # noqa: BLE001 - reported by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert counts(fresh_database)["result_forms"] == 14
    assert "waiting for another import to end" in said


def test_an_import_that_breaks_half_way_leaves_nothing(fresh_database: Engine, tmp_path: Path) -> None:
    before = counts(fresh_database)

    def fail(line: str) -> None:
        if line == "storing forms":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(fresh_database, tmp_path, MiniBundle(), Options(progress=fail))
    assert counts(fresh_database) == before
    assert load(fresh_database, tmp_path, MiniBundle()).stored, "the lock is free again"


def test_an_owner_without_superuser_rights_can_import_and_revise(
    fresh_database: Engine, fresh_database_url: str, tmp_path: Path
) -> None:
    # Row-level security binds such an owner too, as on a managed database.
    with fresh_database.begin() as connection:
        owner = connection.scalar(text("SELECT current_user"))
        connection.execute(text("DROP ROLE IF EXISTS plain_owner"))
        connection.execute(text("CREATE ROLE plain_owner LOGIN NOSUPERUSER NOBYPASSRLS"))
        connection.execute(text(f'GRANT "{owner}" TO plain_owner'))
    plain = make_engine(fresh_database_url, role="plain_owner")
    try:
        load(plain, tmp_path, MiniBundle())
        changed = MiniBundle().replace(RESULTS, "R1D1W1S1,amani-ori,100", "R1D1W1S1,amani-ori,101")
        changed.replace("candidates.csv", "Bora Kesi", "Bora K. Kesi")
        assert load(plain, tmp_path, changed).touched == 2
        with plain.connect() as connection:
            assert (
                connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) is False
            )
    finally:
        plain.dispose()
        with fresh_database.begin() as connection:
            connection.execute(text("DROP ROLE plain_owner"))
