"""Names in other languages: stored beside the registered ones, changed and taken back by the same files, refused by row."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from data.errors import ImportRefused
from data.ingest.run import import_bundle
from data.publish.names import load_names
from tests.ingest_bundle import MiniBundle
from tests.integration.ingest.stored import rows


def column(bundle: MiniBundle, file: str, header: str, names: dict[str, str]) -> MiniBundle:
    """Add a column; `names` by the text that a row begins with."""
    first, *lines = bundle.text(file).splitlines()
    out = [f"{first},{header}"]
    for line in lines:
        found = next((name for start, name in names.items() if line.startswith(start)), "")
        out.append(f"{line},{found}")
    return bundle.set(file, "\n".join(out) + "\n")


def in_swahili(region: str = "Mkoa wa Kwanza") -> MiniBundle:
    bundle = MiniBundle()
    bundle = column(bundle, "areas.csv", "name:sw", {"country,ZM": "Zamboria", "region,R1": region})
    bundle = column(
        bundle,
        "stations.csv",
        "station_name:sw",
        {bundle.text("stations.csv").splitlines()[1][:6]: "Shule ya Msingi"},
    )
    bundle = bundle.replace(
        "election.toml", 'title = "President"', 'title = "President"\ntitles = { sw = "Rais" }'
    )
    return bundle.set(
        "election.toml", bundle.text("election.toml") + '\n[titles]\nsw = "Uchaguzi mkuu wa Zamboria"\n'
    )


@pytest.fixture
def loaded(fresh_database: Engine, tmp_path: Path) -> Callable[[MiniBundle], object]:
    def load(bundle: MiniBundle) -> object:
        return import_bundle(fresh_database, bundle.write(tmp_path / bundle.code))

    return load


def stored(engine: Engine) -> set[tuple[str, str, str]]:
    return {(k, c, n) for k, c, n in rows(engine, "SELECT kind, code, name FROM names WHERE lang = 'sw'")}


def test_names_are_stored_changed_and_taken_back_by_the_same_file(
    fresh_database: Engine, loaded: Callable[[MiniBundle], object]
) -> None:
    loaded(in_swahili())
    first = stored(fresh_database)
    assert ("area", "R1", "Mkoa wa Kwanza") in first
    assert ("contest", "president", "Rais") in first
    assert ("election", "", "Uchaguzi mkuu wa Zamboria") in first
    assert len([kind for kind, _, _ in first if kind == "station"]) >= 1

    again = loaded(in_swahili())
    assert stored(fresh_database) == first
    assert not [note for file in again.files for note in file.notes if "names in other" in note]  # type: ignore[attr-defined]

    stamp = rows(fresh_database, "SELECT names_changed_at_utc FROM elections")
    changed = loaded(in_swahili(region="Mkoa wa Kaskazini"))
    areas = next(file for file in changed.files if file.file == "areas.csv")  # type: ignore[attr-defined]
    assert areas.changed == 1
    assert "Mkoa wa Kaskazini" in areas.samples[0]
    assert rows(fresh_database, "SELECT names_changed_at_utc FROM elections") != stamp

    loaded(in_swahili(region=""))
    assert "R1" not in {code for kind, code, _ in stored(fresh_database) if kind == "area"}
    loaded(MiniBundle())  # a file without the column says nothing of it
    assert ("area", "ZM", "Zamboria") in stored(fresh_database)

    with fresh_database.connect() as connection:
        election = connection.execute(text("SELECT election_id FROM elections")).scalar_one()
        names = load_names(connection, election)
    assert names.index["sw"].contests == {"president": "Rais"}
    assert names.index["sw"].stations
    assert names.places["sw"].areas == {"ZM": "Zamboria"}
    assert len(names.sha256) == 64


def test_bad_names_are_refused_by_row_field_value_and_remedy(
    fresh_database: Engine, loaded: Callable[[MiniBundle], object]
) -> None:
    bundle = column(MiniBundle(), "areas.csv", "name:sw", {"region,R1": "=HYPERLINK(1)"})
    with pytest.raises(ImportRefused) as refused:
        loaded(bundle)
    assert "areas.csv row 3, name:sw '=HYPERLINK(1)'" in str(refused.value)
    assert "[formula]" in str(refused.value)

    with pytest.raises(ImportRefused, match=r"'name:Swahili' is in no language.*name:sw.*\[bad-language\]"):
        loaded(column(MiniBundle(), "areas.csv", "name:Swahili", {}))
    bundle = MiniBundle()
    bundle = bundle.set("election.toml", bundle.text("election.toml") + '\n[titles]\nSwahili = "Uchaguzi"\n')
    with pytest.raises(ImportRefused, match=r"titles.Swahili"):
        loaded(bundle)
    assert rows(fresh_database, "SELECT count(*) FROM names") == [(0,)]
