"""`import_file` and the command line: single files of a stored election, exit codes, what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import Engine

from dashboard.cli import main
from data.errors import ImportRefused, UnknownElection
from data.ingest.run import Options, import_bundle, import_file
from tests.ingest_bundle import MiniBundle, form_lines
from tests.integration.ingest.stored import content, counts, rows

ELECTION = "zm-2031"
HEADER = "contest,station_code,candidate_code,votes,source,received_at,registered_voters,rejected_votes"
NEW = "R2D2W2S2"


@pytest.fixture
def stored(fresh_database: Engine, tmp_path: Path) -> Engine:
    """A store that holds the mini bundle."""
    import_bundle(fresh_database, MiniBundle().write(tmp_path / "bundle"))
    return fresh_database


def results(directory: Path, *stations: str) -> Path:
    """Write a results file with a form of each station."""
    path = directory / "late.csv"
    lines = [line for station in stations for line in form_lines(station, (5, 6, 7))]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def test_late_results_are_added(stored: Engine, tmp_path: Path) -> None:
    summary = import_file(stored, "results", results(tmp_path, NEW), ELECTION)
    assert (summary.files[0].added, summary.stored) == (1, True)
    assert counts(stored)["result_forms"] == 15


def test_forms_of_unknown_stations_are_refused_by_name_and_nothing_is_stored(
    stored: Engine, tmp_path: Path
) -> None:
    before = content(stored)
    with pytest.raises(ImportRefused) as caught:
        import_file(stored, "results", results(tmp_path, NEW, "PRISON1", "PRISON2"), ELECTION)
    assert content(stored) == before
    assert len(caught.value.refusals) == 2
    assert "'PRISON1'" in caught.value.refusals[0]
    assert "row 5" in caught.value.refusals[0]
    assert "unknown-station" in caught.value.refusals[0]


def test_keep_rest_stores_the_forms_that_pass_and_reports_the_others(stored: Engine, tmp_path: Path) -> None:
    path = results(tmp_path, NEW, "PRISON1")
    summary = import_file(stored, "results", path, ELECTION, Options(keep_rest=True))
    assert (summary.files[0].added, summary.files[0].refused, len(summary.refusals)) == (1, 1, 1)
    assert counts(stored)["result_forms"] == 15
    again = import_file(stored, "results", path, ELECTION, Options(keep_rest=True))
    assert (again.files[0].added, again.files[0].unchanged, again.files[0].refused) == (0, 1, 1)


@pytest.mark.parametrize("damage", [b"\n\x00", b"\n\xff\xfe"])
def test_keep_rest_does_not_keep_half_of_a_damaged_file(
    stored: Engine, tmp_path: Path, damage: bytes
) -> None:
    path = results(tmp_path, NEW)
    path.write_bytes(path.read_bytes() + damage)
    before = content(stored)
    with pytest.raises(ImportRefused):
        import_file(stored, "results", path, ELECTION, Options(keep_rest=True))
    assert content(stored) == before


def test_keep_rest_never_mixes_stations_and_areas(stored: Engine, tmp_path: Path) -> None:
    path = tmp_path / "wards.csv"
    lines = [f"president,R2-D2-W2,{code},1,34a" for code in ("amani-ori", "bora-kesi", "chane-lo")]
    path.write_text("contest,area_code,candidate_code,votes,source\n" + "\n".join(lines), encoding="utf-8")
    with pytest.raises(ImportRefused, match="per station and per ward"):
        import_file(stored, "results", path, ELECTION, Options(keep_rest=True))


def test_stations_are_added_and_changed_with_the_stored_map_as_bounds(stored: Engine, tmp_path: Path) -> None:
    path = tmp_path / "stations.csv"
    header = "station_code,station_name,area_code,registered_voters,latitude,longitude\n"
    path.write_text(
        f"{header}NEW1,Hall,R1-D1-W1,300,-1.5,30.5\nR1D1W1S1,Renamed,R1-D1-W1,500,,\n", encoding="utf-8"
    )
    summary = import_file(stored, "stations", path, ELECTION).files[0]
    assert (summary.added, summary.changed) == (1, 1)
    assert any("15 stored stations are not in the file" in note for note in summary.notes)
    path.write_text(f"{header}NEW2,Hall,R1-D1-W1,300,30.5,-1.5\n", encoding="utf-8")
    with pytest.raises(ImportRefused, match="swapped-coordinates"):
        import_file(stored, "stations", path, ELECTION)
    assert import_file(stored, "results", results(tmp_path, "NEW1"), ELECTION).files[0].added == 1


def test_candidates_are_added_with_their_race(stored: Engine, tmp_path: Path) -> None:
    path = tmp_path / "candidates.csv"
    path.write_text(
        "contest,area_code,candidate_code,candidate_name\ngovernor,R1,new-one,New One\n", encoding="utf-8"
    )
    assert import_file(stored, "candidates", path, ELECTION).files[0].added == 1
    assert rows(stored, "SELECT count(*) FROM candidates") == [(8,)]


def test_boundaries_are_replaced_and_their_documents_with_them(stored: Engine, tmp_path: Path) -> None:
    query = "SELECT sha256 FROM geometry_documents JOIN areas USING (area_id) WHERE code = 'ZM'"
    before = rows(stored, query)
    path = tmp_path / "region.geojson"
    bundle = MiniBundle()
    path.write_text(bundle.text("boundaries/region.geojson"), encoding="utf-8")
    unchanged = import_file(stored, "boundaries", path, ELECTION).files[0]
    assert (unchanged.changed, unchanged.unchanged) == (0, 2)
    assert rows(stored, query) == before
    path.write_text(bundle.text("boundaries/region.geojson").replace("-2.0", "-2.5"), encoding="utf-8")
    assert import_file(stored, "boundaries", path, ELECTION).files[0].changed == 2
    assert rows(stored, query) != before


def test_an_election_that_is_not_stored_is_named(stored: Engine, tmp_path: Path) -> None:
    with pytest.raises(UnknownElection, match="no-such"):
        import_file(stored, "results", results(tmp_path, NEW), "no-such")


def matokeo(url: str, *arguments: str, **environ: str) -> Result:
    """Run the command line as a person would."""
    return CliRunner().invoke(main, ["import", *arguments], env={"DATABASE_URL": url, **environ})


def test_the_command_prints_a_summary_and_exits_0(fresh_database_url: str, tmp_path: Path) -> None:
    directory = str(MiniBundle().write(tmp_path / "bundle"))
    dry = matokeo(fresh_database_url, "bundle", directory, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "dry run, nothing stored" in dry.stdout
    result = matokeo(fresh_database_url, "bundle", directory)
    assert result.exit_code == 0, result.output
    assert "zm-2031: stored in" in result.stdout
    line = next(line for line in result.stdout.splitlines() if line.startswith("results/president.csv"))
    assert line.split()[1:] == ["12", "0", "0", "0", "forms"]
    assert "storing forms" in result.stderr
    again = matokeo(fresh_database_url, "bundle", directory)
    line = next(line for line in again.stdout.splitlines() if line.startswith("results/president.csv"))
    assert line.split()[1:] == ["0", "0", "12", "0", "forms"]


def test_a_refusal_is_listed_and_exits_1(fresh_database_url: str, stored: Engine, tmp_path: Path) -> None:
    path = str(results(tmp_path, NEW, "PRISON1"))
    result = matokeo(fresh_database_url, "results", path, "--election", ELECTION)
    assert result.exit_code == 1
    assert "refused: late.csv row 5, station_code 'PRISON1'" in result.stdout
    assert "nothing of it is stored (1 refusals)" in result.stderr
    assert counts(stored)["result_forms"] == 14
    kept = matokeo(fresh_database_url, "results", path, "--election", ELECTION, "--keep-rest")
    assert kept.exit_code == 1, "something was refused"
    assert "zm-2031: stored" in kept.stdout
    assert counts(stored)["result_forms"] == 15


def test_wrong_usage_exits_2(fresh_database_url: str, tmp_path: Path) -> None:
    path = str(results(tmp_path, NEW))
    assert matokeo(fresh_database_url, "results", path).exit_code == 2
    assert matokeo(fresh_database_url, "results", "none.csv", "--election", ELECTION).exit_code == 2
    assert matokeo(fresh_database_url, "bundle", path).exit_code == 2


def test_a_file_above_the_limit_is_refused_before_it_is_read(
    fresh_database_url: str, stored: Engine, tmp_path: Path
) -> None:
    path = results(tmp_path, NEW)
    with path.open("ab") as file:
        file.truncate(200_000_000)
    result = matokeo(fresh_database_url, "results", str(path), "--election", ELECTION, "--keep-rest")
    assert result.exit_code == 1
    assert "the file has 200 MB, at most 134 MB are read" in result.stdout
    small = matokeo(
        fresh_database_url,
        "results",
        str(results(tmp_path, NEW)),
        "--election",
        ELECTION,
        MATOKEO_IMPORT_MAX_MB="1",
    )
    assert small.exit_code == 0
