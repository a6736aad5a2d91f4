"""docs/bundle-format.md says what the import does: every rule, every column, examples that are valid."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from data.ingest.ballot import CANDIDATE_COLUMNS, PARTY_COLUMNS
from data.ingest.forms import REPEATED
from data.ingest.header import read_baseline, read_header
from data.ingest.problems import REMEDIES, Problems
from data.ingest.register import AREA_COLUMNS, STATION_COLUMNS
from data.ingest.tables import Source

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "bundle-format.md").read_text(encoding="utf-8")


def test_the_table_of_refusals_is_the_list_of_rules_with_their_remedies() -> None:
    table = dict(re.findall(r"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$", GUIDE, re.MULTILINE))
    assert table == REMEDIES


def test_every_rule_can_be_broken() -> None:
    sources = [path for path in (ROOT / "data" / "ingest").glob("*.py") if path.stem != "problems"]
    words = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    assert [rule for rule in REMEDIES if f'"{rule}"' not in words] == []


@pytest.mark.parametrize("columns", [AREA_COLUMNS, STATION_COLUMNS, PARTY_COLUMNS, CANDIDATE_COLUMNS])
def test_the_guide_names_the_required_columns(columns: tuple[str, ...]) -> None:
    assert f"`{','.join(columns)}`" in GUIDE


def test_the_guide_names_every_repeated_column() -> None:
    assert [column for column in REPEATED if f"`{column}`" not in GUIDE and column != "contest"] == []


def test_the_examples_of_the_guide_are_valid(tmp_path: Path) -> None:
    election, baseline = (block.group(1) for block in re.finditer(r"```toml\n(.*?)```", GUIDE, re.DOTALL))
    problems = Problems()
    (tmp_path / "election.toml").write_text(election, encoding="utf-8")
    header = read_header(Source(tmp_path / "election.toml", "election.toml"), problems)
    assert problems.lines() == ()
    assert header is not None
    (tmp_path / "baseline.toml").write_text(
        f"[[compare]]{baseline.split('[[compare]]')[1]}", encoding="utf-8"
    )
    read = read_baseline(Source(tmp_path / "baseline.toml", "baseline.toml"), header, problems)
    assert problems.lines() == ()
    assert read is not None
    assert read.compare[0].crosswalk == {"R2-D2-W2": "OLD-WARD"}
