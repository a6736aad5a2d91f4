"""Figures of areas from elsewhere: whole or not at all, refused by name, shown with source and year."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from dashboard.cli import main
from data.errors import ImportRefused
from data.ingest.run import Options, import_file
from tests.integration.wards.conftest import EVIL, WARD, World

HEADER = "area_code,indicator,value,unit,year,source,title"
GOOD = f"{WARD},literacy,81.4,%,2029,Census office,Adults who can read"


def write(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "places.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def stored(world: World) -> int:
    with world.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM area_indicators")).scalar_one())


def test_figures_are_shown_with_source_and_the_newest_year_only(own_world: World, tmp_path: Path) -> None:
    world = own_world
    lines = (
        GOOD,
        f"{WARD},literacy,70,%,2019,Census office,Adults who can read",
        f"{WARD},people,18234,people,2029,Census office,",
        "W-2,people,99999,,2029,Census office,",
    )
    summary = import_file(world.engine, "indicators", write(tmp_path, *lines), world.mini.code)
    assert (summary.files[0].added, summary.stored) == (4, True)
    found = [(one["title"], one["value"], one["unit"], one["year"]) for one in world.report()["indicators"]]
    assert found == [("Adults who can read", 81.4, "%", 2029), ("People", 18234.0, "people", 2029)]
    page = world.page()
    assert "81.4%" in page
    assert "Census office, 2029" in page
    assert "99,999" not in page
    again = import_file(world.engine, "indicators", write(tmp_path, *lines), world.mini.code)
    assert (again.files[0].unchanged, again.files[0].added, again.files[0].changed) == (4, 0, 0)
    changed = import_file(
        world.engine, "indicators", write(tmp_path, GOOD.replace("81.4", "82")), world.mini.code
    )
    assert changed.files[0].samples == [f"{WARD} literacy 2029: 81.4 % becomes 82 %"]
    with world.engine.connect() as connection:
        logged = connection.execute(
            text(
                "SELECT old_value ->> 'value', new_value ->> 'value' FROM audit_log WHERE object_type = 'area_indicator'"
            )
        ).all()
    assert [tuple(row) for row in logged] == [("81.4", "82")]


@pytest.mark.parametrize(
    ("line", "rule", "field"),
    [
        ("NOWHERE,literacy,1,%,2029,Office,", "unknown-area", "area_code"),
        (f"{WARD},Literacy Rate,1,%,2029,Office,", "bad-code", "indicator"),
        (f"{WARD},literacy,,%,2029,Office,", "empty", "value"),
        (f'{WARD},literacy,"1,234.5",%,2029,Office,', "bad-decimal", "value"),
        (f"{WARD},literacy,NaN,%,2029,Office,", "bad-decimal", "value"),
        (f"{WARD},literacy,1e400,%,2029,Office,", "bad-decimal", "value"),
        (f"{WARD},literacy,{'9' * 400},%,2029,Office,", "bad-decimal", "value"),
        (f"{WARD},literacy,1,{'m' * 41},2029,Office,", "too-long", "unit"),
        (f"{WARD},literacy,1,%,29,Office,", "bad-year", "year"),
        (f"{WARD},literacy,1,%,9999,Office,", "bad-year", "year"),
        (f"{WARD},literacy,1,%,2029,,", "empty", "source"),
        (f"{WARD},literacy,1,%,2029,=cmd(),", "formula", "source"),
        (f"{WARD},literacy,1,%,2029,Off\u202eice,", "control-character", "source"),
        (GOOD, "duplicate", "indicator"),
    ],
)
def test_one_bad_row_refuses_the_file_and_is_named(
    world: World, tmp_path: Path, line: str, rule: str, field: str
) -> None:
    before = stored(world)
    with pytest.raises(ImportRefused) as caught:
        import_file(world.engine, "indicators", write(tmp_path, GOOD, line), world.mini.code)
    (refusal,) = caught.value.refusals
    assert refusal.startswith(f"places.csv row 3, {field}")
    assert refusal.endswith(f"[{rule}]")
    assert stored(world) == before


def test_files_that_are_no_table_are_refused(world: World, tmp_path: Path) -> None:
    for header, content in (("area_code,indicator,value", GOOD), ("", ""), (HEADER, "one,two")):
        with pytest.raises(ImportRefused):
            import_file(world.engine, "indicators", write(tmp_path, content, header=header), world.mini.code)
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\x00\xff" * 50)
    with pytest.raises(ImportRefused):
        import_file(world.engine, "indicators", tmp_path / "picture.csv", world.mini.code)
    assert stored(world) == 0


def test_dry_run_keeps_nothing_and_the_command_prints_what_it_did(world: World, tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    summary = import_file(world.engine, "indicators", path, world.mini.code, Options(dry_run=True))
    assert (summary.files[0].added, stored(world)) == (1, 0)
    words = ["import", "indicators", str(path), "--election", world.mini.code, "--dry-run"]
    result = CliRunner().invoke(main, words, env={"DATABASE_URL": world.url})
    assert result.exit_code == 0, result.output
    assert "dry run, nothing stored" in result.output
    bad = write(tmp_path, f"{WARD},literacy,many,%,2029,Office,")
    words[2] = str(bad)
    refused = CliRunner().invoke(main, words, env={"DATABASE_URL": world.url})
    assert refused.exit_code == 1
    assert "refused: places.csv row 2, value 'many'" in refused.output


def test_what_a_file_says_is_text_on_the_page(own_world: World, tmp_path: Path) -> None:
    line = f'{WARD},strange,1,<b>u</b>,2029,"{EVIL}","{EVIL}"'
    import_file(own_world.engine, "indicators", write(tmp_path, line), own_world.mini.code)
    page = own_world.page()
    assert "<script>alert" not in page
    assert "<b>u</b>" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 2
