"""The real election of 2022 through import, tally and publication: known bad transcriptions do not reach the totals."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine

from dashboard.cli import main
from data.publish.loop import PublishLoop
from data.publish.verify import verify
from data.tally.worker import drain

pytestmark = pytest.mark.shared_data
MINOR = ("wajackoyah-george", "waihiga-david")


def _forms(shared_data: Path) -> dict[str, dict[str, int]]:
    forms: dict[str, dict[str, int]] = defaultdict(dict)
    with (shared_data / "ke-2022/results/president-34a.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            forms[row["station_code"]][row["candidate_code"]] = int(row["votes"])
    return forms


def _known_bad(forms: dict[str, dict[str, int]]) -> set[str]:
    """The classes that the data's own notes name: all zeros, a minor candidate above 60, above 700 votes."""
    return {
        station
        for station, votes in forms.items()
        if sum(votes.values()) == 0 or sum(votes.values()) > 700 or any(votes[code] > 60 for code in MINOR)
    }


def test_the_known_bad_forms_are_held_out_and_everything_else_is_counted(
    shared_data: Path,
    fresh_database: Engine,
    fresh_database_url: str,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    for bundle in ("ke-2017", "ke-2022"):
        result = CliRunner().invoke(main, ["import", "bundle", str(shared_data / bundle)])
        assert result.exit_code == 0, result.output
    with fresh_database.connect() as connection:
        drain(connection)
    loop = PublishLoop(fresh_database, store, store.parent / "key", interval_s=0)
    assert {done.election for done in loop.round()} == {"ke-2017", "ke-2022"}

    forms = _forms(shared_data)
    bad = _known_bad(forms)
    assert len(bad) == 129
    folder = store / "ke-2022" / "v1"
    held = {form["station"]["code"] for form in json.loads((folder / "held.json").read_bytes())["forms"]}
    assert bad <= held
    assert len(held - bad) <= 15, "the rules must not hold out ordinary forms by the dozen"

    expected: Counter[str] = Counter()
    for station, votes in forms.items():
        if station not in held:
            expected.update(votes)
    country = json.loads((folder / "president/KE.json").read_bytes())
    assert {line["code"]: line["votes"] for line in country["candidates"]} == dict(expected)
    assert country["stations"]["counted"] == len(forms) - len(held)
    assert country["votes"]["turnout_pct"] is None, "no form of 2022 states registered voters"
    assert country["win"]["spread_areas_total"] == 47, "diaspora and prisons are no counties"

    declared = country["other_sources"][0]
    assert declared["source"] == "34c"
    assert declared["votes"] == {
        "ruto-william": 7176141, "odinga-raila": 6942930, "wajackoyah-george": 61969, "waihiga-david": 31987,
    }  # fmt: skip
    before = json.loads((store / "ke-2017/v1/president/KE.json").read_bytes())
    waiting = json.loads((store / "ke-2017/v1/held.json").read_bytes())["forms"]
    assert {form["rule"] for form in waiting} == {"over_registered"}
    assert len(waiting) == 6, "wards whose rejected ballots exceed what their register allows"
    counted = {line["code"]: line["votes"] for line in before["candidates"]}
    for code, total in (("uhuru-kenyatta", 8213308), ("raila-odinga", 6811971)):
        assert counted[code] + sum(form["votes"][code] for form in waiting) == total
    assert before["stations"]["areas_reported"] == 1450
    for election in ("ke-2017", "ke-2022"):
        assert verify(str(store / election)).problems == []
