"""`matokeo export`: the site's own bytes, a name only for what is whole, words and exit codes."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashboard.cli import main
from data.export.formats import FORMATS, pieces
from data.export.rows import Portion
from data.published import PublishedStore
from tests.store_factory import StoreFactory

E = "fx-2026"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> PublishedStore:
    made = StoreFactory(tmp_path_factory.mktemp("command") / "store")
    made.publish(20)
    made.publish(3)
    return PublishedStore(made.root)


def _run(store: PublishedStore, tmp_path: Path, *words: str) -> Result:
    environment = {"MATOKEO_STORE": str(store.root), "PUBLIC_URL": "https://results.example.org"}
    arguments = ["export", "--election", E, "--out", str(tmp_path / "out"), *words]
    return CliRunner().invoke(main, arguments, env=environment)


@pytest.mark.parametrize("word", ["csv", "json", "xml", "xlsx", "zip", "codebook.csv", "datapackage"])
def test_every_format_writes_the_bytes_that_the_site_serves(
    store: PublishedStore, tmp_path: Path, word: str
) -> None:
    result = _run(store, tmp_path, "--format", word)
    assert result.exit_code == 0, result.output
    form = next(form for form in FORMATS.values() if form.word == word)
    for contest in ("",) if form.whole else ("president", "governor"):
        portion = Portion(store, E, 2, contest, origin="https://results.example.org")
        file = tmp_path / "out" / form.file_name(portion)
        assert file.read_bytes() == b"".join(pieces(form, portion, tmp_path))
        assert file.name in result.output
    assert "[1/" in result.output


def test_digests_of_all_files_are_listed_and_hold(store: PublishedStore, tmp_path: Path) -> None:
    for word in ("csv", "geojson"):
        assert _run(store, tmp_path, "--format", word).exit_code == 0
    out = tmp_path / "out"
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=out, capture_output=True, text=True, check=True
    )
    assert len(checked.stdout.splitlines()) == len(list(out.iterdir())) - 1 == 2 + 2 * 3
    names = {path.name for path in out.iterdir()}
    assert f"TEST-{E}-president-ward-v2.geojson" in names


def test_a_damaged_file_is_not_replaced_without_a_word(store: PublishedStore, tmp_path: Path) -> None:
    once = _run(store, tmp_path, "--format", "csv", "--contest", "president")
    file = tmp_path / "out" / f"TEST-{E}-president-v2.csv"
    whole = file.read_bytes()
    again = _run(store, tmp_path, "--format", "csv", "--contest", "president")
    assert (once.exit_code, again.exit_code) == (0, 0)
    assert "there already" in again.output
    file.write_bytes(whole[:100])
    refused = _run(store, tmp_path, "--format", "csv", "--contest", "president")
    assert refused.exit_code == 1
    assert "--overwrite" in refused.output
    assert file.read_bytes() == whole[:100]
    assert _run(store, tmp_path, "--format", "csv", "--contest", "president", "--overwrite").exit_code == 0
    assert hashlib.sha256(file.read_bytes()).digest() == hashlib.sha256(whole).digest()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--format", "pdf"), 2, "pdf"),
        (("--format", "zip", "--level", "county"), 2, "whole election"),
        (("--format", "csv", "--level", "parish"), 1, "Use one of country, county"),
        (("--format", "csv", "--contest", "none"), 1, "no contest 'none'"),
        (("--format", "csv", "--version", "99"), 1, "no version 99"),
    ],
)
def test_what_cannot_be_written_is_said_and_leaves_nothing(
    store: PublishedStore, tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    result = _run(store, tmp_path, *words)
    assert result.exit_code == code
    assert said in result.output
    assert not list(tmp_path.glob("out/*"))


def test_a_file_that_breaks_off_has_no_name(
    store: PublishedStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("dashboard.cli.export_commands.os.fsync", full)
    result = _run(store, tmp_path, "--format", "csv")
    assert result.exit_code == 1
    assert "No space left" in result.output
    assert list((tmp_path / "out").iterdir()) == []
