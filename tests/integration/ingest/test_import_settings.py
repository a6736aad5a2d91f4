"""What a bundle chooses of entry and provenance: stored, changed by a later import, refused by name when wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from data.errors import ImportRefused
from data.records import ElectionSettings
from tests.ingest_bundle import MiniBundle
from tests.integration.ingest.test_import_bundle import load

CHOSEN = """[entry]
photo = "required"
rejected_warn_pct = 8

[provenance]
photos = true

[area_sources]
34b = "district"

[geography]"""


def _settings(engine: Engine) -> ElectionSettings:
    with engine.connect() as connection:
        return ElectionSettings.of(connection.execute(text("SELECT settings FROM elections")).scalar_one())


def test_settings_have_defaults_and_follow_the_newest_file(fresh_database: Engine, tmp_path: Path) -> None:
    load(fresh_database, tmp_path / "first", MiniBundle())
    before = _settings(fresh_database)
    assert (before.entry.photo, before.provenance.photos) == ("optional", False)
    load(fresh_database, tmp_path / "second", MiniBundle().replace("election.toml", "[geography]", CHOSEN))
    after = _settings(fresh_database)
    assert (after.entry.photo, after.entry.rejected_warn_pct) == ("required", 8.0)
    assert after.entry.source == "34a"
    assert after.provenance.photos
    assert after.area_sources == {"34b": "district"}
    load(fresh_database, tmp_path / "third", MiniBundle())
    assert _settings(fresh_database) == after, "what a file leaves out stays as it is"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('photo = "required"', 'photo = "maybe"', "photo"),
        ("rejected_warn_pct = 8", "rejected_warn_pct = 800", "rejected_warn_pct"),
        ("photos = true", "photographs = true", "photographs"),
        ('34b = "district"', '34b = "canton"', "canton"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(
    fresh_database: Engine, tmp_path: Path, old: str, new: str, words: str
) -> None:
    bundle = MiniBundle().replace("election.toml", "[geography]", CHOSEN.replace(old, new))
    with pytest.raises(ImportRefused) as raised:
        load(fresh_database, tmp_path, bundle)
    assert any(words in refusal for refusal in raised.value.refusals)
