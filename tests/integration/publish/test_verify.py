"""`verify` needs no database and finds every kind of tampering with a published version."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine

from data.errors import NotPublished, StoreDamaged
from data.publish.manifest import load_or_make_key, public_key_text
from data.publish.verify import verify
from tests.integration.publish.desk import open_desk


@pytest.fixture
def folder(fresh_database: Engine, store: Path) -> Path:
    desk = open_desk(fresh_database, store)
    for station in ("W-1-1-1-1", "W-1-1-1-2"):
        desk.form(station, "president", {"asha": 200, "juma": 100, "neema": 1})
        desk.publish()
    return desk.folder


def _change(path: Path, change: Callable[[dict], None]) -> None:  # type: ignore[type-arg]
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document))


def test_a_copied_folder_verifies(folder: Path) -> None:
    verdict = verify(str(folder))
    assert verdict.problems == []
    assert (verdict.version, verdict.documents, verdict.manifests) == (2, 31, 2)
    assert verify(str(folder), version=1).problems == []


def test_a_changed_vote_is_found_by_its_hash_and_by_the_sums(folder: Path) -> None:
    _change(folder / "v2/president/W.json", lambda d: d["candidates"][0].update(votes=999))
    problems = verify(str(folder)).problems
    assert any("president/W.json is not what the manifest says" in problem for problem in problems)
    assert any("candidates have" in problem for problem in problems)


def test_a_form_that_is_not_the_one_in_the_wards_figures_is_found(folder: Path) -> None:
    def retell(document: dict) -> None:  # type: ignore[type-arg]
        document["forms"][0]["revisions"][-1]["votes"]["asha"] = 201

    _change(folder / "v2/_forms/W-1-1-1.json", retell)
    problems = verify(str(folder)).problems
    assert any("_forms/W-1-1-1.json is not what the manifest says" in problem for problem in problems)
    assert "_forms/W-1-1-1.json: the form of station W-1-1-1-1 is not what president shows" in problems


def test_a_changed_vote_in_an_unchanged_file_of_an_earlier_version_is_found(folder: Path) -> None:
    _change(folder / "v1/governor/W.json", lambda d: d["stations"].update(counted=5))
    assert any("v1/governor/W.json" in problem for problem in verify(str(folder)).problems)


def test_a_manifest_signed_by_another_key_is_found(folder: Path) -> None:
    stranger = Ed25519PrivateKey.generate()
    assert any(
        "another key" in problem
        for problem in verify(str(folder), public_key=public_key_text(stranger)).problems
    )
    mine = public_key_text(load_or_make_key(folder.parent.parent / "publish.key"))
    assert verify(str(folder), public_key=mine).problems == []


def test_a_changed_manifest_breaks_its_signature_and_the_chain(folder: Path) -> None:
    _change(folder / "v1/manifest.json", lambda d: d.update(is_test=False))
    problems = verify(str(folder)).problems
    assert any("v1/manifest.json: the signature does not hold" in problem for problem in problems)
    assert any("is not the manifest that v2 follows" in problem for problem in problems)


def test_a_pointer_to_another_manifest_is_found(folder: Path) -> None:
    _change(folder / "latest.json", lambda d: d.update(manifest_sha256="0" * 64))
    assert any("latest.json names manifest" in problem for problem in verify(str(folder)).problems)


def test_a_missing_file_and_a_missing_manifest_are_found(folder: Path) -> None:
    (folder / "v1/places.json").unlink()
    (folder / "v1/manifest.json").unlink()
    problems = verify(str(folder)).problems
    assert any("v1/places.json is missing" in problem for problem in problems)
    assert any("chain cannot be followed" in problem for problem in problems)


def test_what_is_not_there_or_not_readable_is_said_plainly(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotPublished, match="no folder"):
        verify(str(tmp_path / "nowhere"))
    (folder / "latest.json").write_text("{half a point")
    with pytest.raises(StoreDamaged, match=r"latest\.json cannot be read"):
        verify(str(folder))


def test_a_manifest_cannot_make_the_checker_read_outside_the_folder(folder: Path) -> None:
    def escape(manifest: dict) -> None:  # type: ignore[type-arg]
        manifest["files"]["../../../etc/passwd"] = {"sha256": "0" * 64, "bytes": 1, "version": 1}

    _change(folder / "v2/manifest.json", escape)
    with pytest.raises(StoreDamaged, match="points outside"):
        verify(str(folder))
