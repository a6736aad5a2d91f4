"""election.toml, areas, stations, parties, candidates and baseline: what passes, and what each mistake answers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.ingest.header import read_header
from data.ingest.known import AreaRow
from data.ingest.problems import Problems
from data.ingest.register import read_areas
from data.ingest.tables import Source
from tests.ingest_bundle import MiniBundle
from tests.unit.ingest.reading import only, read_bundle, refusals

Spoil = Callable[[MiniBundle], object]


def test_a_sound_bundle_is_read_whole(tmp_path: Path) -> None:
    bundle, problems = read_bundle(tmp_path, MiniBundle())
    assert problems.lines() == ()
    assert bundle is not None
    assert bundle.header.date == date(2031, 5, 4)
    assert [len(bundle.areas), len(bundle.stations), len(bundle.parties), len(bundle.candidates)] == [
        15,
        16,
        3,
        7,
    ]
    assert bundle.areas[0] == AreaRow(2, 0, "ZM", "Zamboria", None, 8000)
    assert bundle.known.ancestor("R2-D1-W2", 1) == "R2"
    assert bundle.known.ancestor("R2", 3) is None
    assert {layer.level for layer, _ in bundle.layers} == {1, 3}
    assert bundle.stations[0].point is None
    assert bundle.stations[1].point == (30.3, -1.6)


def test_a_missing_party_name_becomes_its_code_and_a_missing_colour_none(tmp_path: Path) -> None:
    bundle, _ = read_bundle(tmp_path, MiniBundle())
    assert bundle is not None
    wind = bundle.parties[2]
    assert (wind.name, wind.abbreviation, wind.color) == ("WIND", "WIND", None)
    assert bundle.parties[1].color == "#2060a0"


def test_a_party_listed_twice_with_two_colours_is_one_party_without_a_colour(tmp_path: Path) -> None:
    spoilt = MiniBundle().append("parties.csv", "SUN,Sun Party,SUN,#000001")
    bundle, problems = read_bundle(tmp_path, spoilt)
    assert bundle is not None
    assert problems.count() == 0
    assert (bundle.parties[0].code, bundle.parties[0].color) == ("SUN", None)
    assert any("SUN has another colour" in note for note in bundle.files["parties.csv"].notes)


CASES: list[tuple[str, Spoil, str, str, int | None]] = [
    ("no header", lambda b: b.without("election.toml"), "missing-file", "election.toml", None),
    ("not toml", lambda b: b.set("election.toml", "code = "), "not-toml", "election.toml", None),
    ("latin-1 toml", lambda b: b.set("election.toml", b'title = "\xe9"'), "encoding", "election.toml", None),
    (
        "misspelt key",
        lambda b: b.replace("election.toml", "is_test", "istest"),
        "unknown-setting",
        "istest",
        None,
    ),
    ("no title", lambda b: b.replace("election.toml", 'title = "Gen', '#"Gen'), "bad-setting", "title", None),
    (
        "bad type of value",
        lambda b: b.replace("election.toml", "true", '"yes"'),
        "bad-setting",
        "is_test",
        None,
    ),
    (
        "bad zone",
        lambda b: b.replace("election.toml", "Africa/Nairobi", "EAT+3"),
        "bad-setting",
        "EAT+3",
        None,
    ),
    (
        "zone out of the database",
        lambda b: b.replace("election.toml", "Africa/Nairobi", "../passwd"),
        "bad-setting",
        "passwd",
        None,
    ),
    ("unsafe code", lambda b: b.replace("election.toml", '"zm-2031"', '"../zm"'), "bad-code", "../zm", None),
    (
        "reserved code",
        lambda b: b.replace("election.toml", '"zm-2031"', '"geo"'),
        "bad-setting",
        "taken",
        None,
    ),
    ("formula title", lambda b: b.replace("election.toml", "General", "=General"), "formula", "title", None),
    (
        "level twice",
        lambda b: b.replace("election.toml", '"district", "ward"', '"ward", "ward"'),
        "duplicate",
        "ward",
        None,
    ),
    (
        "contest level",
        lambda b: b.replace("election.toml", 'level = "region"', 'level = "county"'),
        "unknown-level",
        "county",
        None,
    ),
    (
        "contest twice",
        lambda b: b.replace("election.toml", '"governor"', '"president"'),
        "duplicate",
        "president",
        None,
    ),
    (
        "spread without numbers",
        lambda b: b.replace("election.toml", "majority", "majority_with_spread"),
        "bad-setting",
        "spread_areas",
        None,
    ),
    ("no areas", lambda b: b.without("areas.csv"), "missing-file", "areas.csv", None),
    (
        "missing column",
        lambda b: b.replace("areas.csv", "parent_code", "parent"),
        "missing-column",
        "parent_code",
        1,
    ),
    (
        "duplicate area",
        lambda b: b.append("areas.csv", "ward,R1-D1-W1,Twin,R1-D1,"),
        "duplicate",
        "R1-D1-W1",
        17,
    ),
    (
        "unknown parent",
        lambda b: b.append("areas.csv", "ward,R1-D9-W1,Lost,R1-D9,"),
        "unknown-parent",
        "R1-D9",
        17,
    ),
    ("no parent", lambda b: b.append("areas.csv", "ward,R1-D9-W1,Lost,,"), "unknown-parent", "root", 17),
    (
        "root with parent",
        lambda b: b.replace("areas.csv", "country,ZM,Zamboria,", "country,ZM,Zamboria,R1"),
        "level-mismatch",
        "first level",
        2,
    ),
    (
        "own parent",
        lambda b: b.replace("areas.csv", "ward,R1-D1-W1,Ward R1-D1-W1,R1-D1", "ward,R1-D1-W1,Ward,R1-D1-W1"),
        "cycle",
        "own parent",
        9,
    ),
    ("two roots", lambda b: b.append("areas.csv", "country,ZZ,Zamboria B,,"), "several-roots", "ZZ", 17),
    (
        "no root",
        lambda b: b.replace("areas.csv", "country,ZM,Zamboria,,8000\n", ""),
        "no-root",
        "country",
        None,
    ),
    (
        "skipped level",
        lambda b: b.append("areas.csv", "ward,R1-W9,Loose,R1,"),
        "level-mismatch",
        "R1-W9 is a ward",
        17,
    ),
    ("unknown level", lambda b: b.append("areas.csv", "hamlet,R1-H,Ham,R1,"), "unknown-level", "hamlet", 17),
    ("negative register", lambda b: b.replace("areas.csv", ",8000", ",-8000"), "negative", "-8000", 2),
    (
        "huge register",
        lambda b: b.replace("areas.csv", ",8000", ",80000000000"),
        "too-large",
        "80000000000",
        2,
    ),
    (
        "formula in a name",
        lambda b: b.replace("areas.csv", "Region 1", "=HYPERLINK(1)"),
        "formula",
        "HYPERLINK",
        3,
    ),
    ("path as a code", lambda b: b.append("areas.csv", "ward,../x,Bad,R1-D1,"), "bad-code", "../x", 17),
    (
        "duplicate station",
        lambda b: b.append("stations.csv", "R1D1W1S1,School,R1-D1-W1,1,,"),
        "duplicate",
        "R1D1W1S1",
        18,
    ),
    (
        "unknown ward",
        lambda b: b.append("stations.csv", "X1,School,R9-D1-W1,1,,"),
        "unknown-area",
        "R9-D1-W1",
        18,
    ),
    (
        "station above a ward",
        lambda b: b.append("stations.csv", "X1,School,R1-D1,1,,"),
        "not-a-leaf",
        "district",
        18,
    ),
    (
        "swapped",
        lambda b: b.append("stations.csv", "X1,School,R1-D1-W1,1,30.4,-1.5"),
        "swapped-coordinates",
        "exchanged",
        18,
    ),
    (
        "elsewhere",
        lambda b: b.append("stations.csv", "X1,School,R1-D1-W1,1,50,10"),
        "outside-country",
        "50",
        18,
    ),
    (
        "half a point",
        lambda b: b.append("stations.csv", "X1,School,R1-D1-W1,1,-1,"),
        "half-point",
        "longitude",
        18,
    ),
    (
        "a town in a station",
        lambda b: b.append("stations.csv", "X1,School,R1-D1-W1,100001,,"),
        "too-large",
        "100001",
        18,
    ),
    (
        "formula station",
        lambda b: b.append("stations.csv", '"X1","@SUM(1)",R1-D1-W1,1,,'),
        "formula",
        "@SUM",
        18,
    ),
    ("renamed twin party", lambda b: b.append("parties.csv", "SUN,Other Party,SUN,"), "duplicate", "SUN", 5),
    ("css as colour", lambda b: b.append("parties.csv", "X,X,X,red;}"), "bad-color", "red", 5),
    (
        "unknown contest",
        lambda b: b.append("candidates.csv", "senator,R1,a-b,A B,SUN,1,"),
        "unknown-contest",
        "senator",
        9,
    ),
    (
        "wrong race",
        lambda b: b.append("candidates.csv", "governor,ZM,a-b,A B,SUN,1,"),
        "wrong-race",
        "per region",
        9,
    ),
    (
        "unknown area",
        lambda b: b.append("candidates.csv", "governor,R9,a-b,A B,SUN,1,"),
        "unknown-area",
        "R9",
        9,
    ),
    (
        "unknown party",
        lambda b: b.append("candidates.csv", "governor,R1,a-b,A B,MOON,1,"),
        "unknown-party",
        "MOON",
        9,
    ),
    (
        "candidate twice",
        lambda b: b.append("candidates.csv", "governor,R1,dira-one,D O,SUN,1,"),
        "duplicate",
        "dira-one",
        9,
    ),
    (
        "formula candidate",
        lambda b: b.append("candidates.csv", "governor,R1,a-b,-2+3+cmd,SUN,1,"),
        "formula",
        "cmd",
        9,
    ),
    (
        "layer without a level",
        lambda b: b.set("boundaries/county.geojson", "{}"),
        "unknown-level",
        "county",
        None,
    ),
    (
        "compare unknown contest",
        lambda b: b.set(
            "baseline.toml", '[[compare]]\nelection = "zm-2026"\ncontest = "x"\nlevel = "ward"\n'
        ),
        "unknown-contest",
        "x",
        None,
    ),
    (
        "compare with itself",
        lambda b: b.set(
            "baseline.toml", '[[compare]]\nelection = "zm-2031"\ncontest = "president"\nlevel = "ward"\n'
        ),
        "bad-setting",
        "itself",
        None,
    ),
]


@pytest.mark.parametrize(
    ("spoil", "rule", "named", "row"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_each_mistake_is_refused_by_its_rule_with_row_and_value(
    tmp_path: Path, spoil: Spoil, rule: str, named: str, row: int | None
) -> None:
    spoilt = MiniBundle()
    spoil(spoilt)
    _, problems = read_bundle(tmp_path, spoilt)
    refusal = only(problems)
    assert (refusal.rule, refusal.row) == (rule, row)
    assert named in str(refusal)


def test_a_cycle_of_parents_is_refused_on_each_of_its_rows(tmp_path: Path) -> None:
    # Levels alone forbid a cycle; one whose levels are wrong as well is still called a cycle.
    areas = "level,code,name,parent_code\ncountry,ZM,Zamboria,\nregion,A,A,C\ndistrict,B,B,A\nward,C,C,B\nward,D,D,B\n"
    _, problems = read_bundle(tmp_path, MiniBundle().set("areas.csv", areas))
    assert [(r.rule, r.row) for r in refusals(problems)] == [("cycle", 3), ("cycle", 4), ("cycle", 5)]


def test_files_that_refer_to_refused_areas_are_not_checked(tmp_path: Path) -> None:
    spoilt = MiniBundle().replace("areas.csv", "region,R1", "hamlet,R1")
    _, problems = read_bundle(tmp_path, spoilt)
    assert problems.files() == ("areas.csv",)


@st.composite
def _trees(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """Rows (level, code, parent) of a random tree of three levels in any order."""
    rows = [("country", "c", "")]
    for region in range(draw(st.integers(0, 4))):
        rows.append(("region", f"r{region}", "c"))
        rows += [("ward", f"r{region}w{ward}", f"r{region}") for ward in range(draw(st.integers(0, 4)))]
    return draw(st.permutations(rows))


def _read_tree(directory: Path, rows: list[tuple[str, str, str]]) -> tuple[list[AreaRow], Problems]:
    lines = ["level,code,name,parent_code", *(f"{level},{code},N,{parent}" for level, code, parent in rows)]
    path = directory / "areas.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    problems = Problems()
    areas = read_areas(Source(path, "areas.csv"), ("country", "region", "ward"), problems, [])
    return areas, problems


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_trees())
def test_any_tree_in_any_order_is_read_parents_first(
    tmp_path: Path, rows: list[tuple[str, str, str]]
) -> None:
    areas, problems = _read_tree(tmp_path, rows)
    assert problems.lines() == ()
    assert {(area.code, area.parent or "") for area in areas} == {(code, parent) for _, code, parent in rows}
    seen: set[str] = set()
    for area in areas:
        assert area.parent is None or area.parent in seen
        seen.add(area.code)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_trees(), data=st.data())
def test_a_tree_with_one_parent_changed_is_a_tree_or_refused(
    tmp_path: Path, rows: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(rows) - 1))
    parent = data.draw(st.sampled_from(["", "nobody", *(code for _, code, _ in rows)]))
    level, code, _ = rows[position]
    spoilt = [*rows[:position], (level, code, parent), *rows[position + 1 :]]
    areas, problems = _read_tree(tmp_path, spoilt)
    levels = {found: name for name, found, _ in rows}
    order = ("country", "region", "ward")
    sound = parent == "" if level == "country" else levels.get(parent) == order[order.index(level) - 1]
    assert (problems.count() == 0) == sound
    assert not sound or len(areas) == len(rows)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(content=st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_election_toml_breaks_the_reader(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "election.toml"
    path.write_bytes(content)
    problems = Problems()
    assert read_header(Source(path, "election.toml"), problems) is None
    assert problems.count() >= 1
