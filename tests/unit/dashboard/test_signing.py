"""`matokeo export --sign` and `verify-file`: what was signed holds, anything else is refused in words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from dashboard.cli import main
from data.cdf.signing import kept_signature
from data.publish.manifest import public_key_text
from data.published import PublishedStore
from tests.store_factory import StoreFactory


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def factory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StoreFactory:
    made = StoreFactory(tmp_path / "store", shape=(1, 1, 2, 3))
    made.publish(5)
    (tmp_path / "key").write_bytes(_pem(made.key))
    monkeypatch.setenv("MATOKEO_STORE", str(made.root))
    monkeypatch.setenv("MATOKEO_KEY_FILE", str(tmp_path / "key"))
    return made


@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_signed_report_holds_and_is_what_the_version_makes(
    factory: StoreFactory, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    done = run("export", "--election", "fx-2026", "--format", f"cdf-{form}", "--out", out, "--sign")
    assert done.exit_code == 0, done.output
    file = out / f"TEST-fx-2026-v1-cdf.{form}"
    key = public_key_text(factory.key)
    assert key in (out / "VERIFY.txt").read_text("utf-8")
    assert (out / "publisher.pem").read_bytes().startswith(b"-----BEGIN PUBLIC KEY-----")
    kept = kept_signature(PublishedStore(factory.root), "fx-2026", 1, form)
    assert kept == file.with_name(f"{file.name}.sig").read_bytes()
    checked = run("verify-file", file, "--key", key, "--against", factory.root / "fx-2026")
    assert checked.exit_code == 0, checked.output
    assert "byte by byte" in checked.output
    assert "Compare that key" in run("verify-file", file).output

    file.write_bytes(file.read_bytes() + b" ")
    refused = run("verify-file", file, "--key", key)
    assert refused.exit_code == 1
    assert "is not the signature" in refused.output


def test_a_report_of_a_forger_with_a_key_of_his_own_is_refused(factory: StoreFactory, tmp_path: Path) -> None:
    run("export", "--election", "fx-2026", "--format", "cdf-json", "--out", tmp_path / "out", "--sign")
    file = tmp_path / "out" / "TEST-fx-2026-v1-cdf.json"
    forger = Ed25519PrivateKey.generate()
    ours, his = public_key_text(factory.key), public_key_text(forger)
    body = file.read_bytes().replace(ours.encode(), his.encode()).replace(b'"Count":1', b'"Count":9')
    file.write_bytes(body)
    file.with_name(f"{file.name}.sig").write_bytes(forger.sign(body))
    by_itself = run("verify-file", file)
    assert by_itself.exit_code == 0, "a file that names its own key only shows that its holder signed it"
    assert his in by_itself.output
    assert run("verify-file", file, "--key", ours).exit_code == 1
    against = run("verify-file", file, "--against", factory.root / "fx-2026")
    assert against.exit_code == 1
    assert "is not signed by" in against.output


def test_figures_that_the_version_does_not_make_are_found_though_they_are_signed(
    factory: StoreFactory, tmp_path: Path
) -> None:
    run(
        "export",
        "--election",
        "fx-2026",
        "--format",
        "cdf-json",
        "--out",
        tmp_path,
        "--contest",
        "president",
        "--sign",
    )
    file = tmp_path / "TEST-fx-2026-president-v1-cdf.json"
    assert not (factory.root / "fx-2026" / "signed").exists(), (
        "the site serves signatures of whole reports only"
    )
    folder = factory.root / "fx-2026"
    assert run("verify-file", file, "--against", folder).exit_code == 1
    assert run("verify-file", file, "--against", folder, "--contest", "president").exit_code == 0
    body = file.read_bytes().replace(b'"Count":1', b'"Count":9', 1)
    file.write_bytes(body)
    file.with_name(f"{file.name}.sig").write_bytes(factory.key.sign(body))
    found = run("verify-file", file, "--against", folder, "--contest", "president")
    assert found.exit_code == 1
    assert "is not what version 1" in found.output


def test_signing_needs_the_very_key_of_the_version_and_never_makes_one(
    factory: StoreFactory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("export", "--election", "fx-2026", "--format", "cdf-json", "--out", tmp_path / "out", "--sign")
    (tmp_path / "other").write_bytes(_pem(Ed25519PrivateKey.generate()))
    for name, said in (("other", "not the one that signed"), ("missing", "no signing key")):
        monkeypatch.setenv("MATOKEO_KEY_FILE", str(tmp_path / name))
        refused = run(*words)
        assert refused.exit_code == 1
        assert said in refused.output
    assert not (tmp_path / "missing").exists()
    assert not (tmp_path / "out").exists()


def test_other_files_can_be_signed_and_a_missing_signature_is_named(
    factory: StoreFactory, tmp_path: Path
) -> None:
    done = run(
        "export",
        "--election",
        "fx-2026",
        "--format",
        "csv",
        "--contest",
        "president",
        "--out",
        tmp_path,
        "--sign",
    )
    assert done.exit_code == 0, done.output
    file = next(tmp_path.glob("*.csv"))
    assert "names no key" in run("verify-file", file).output
    assert run("verify-file", file, "--key", public_key_text(factory.key)).exit_code == 0
    shutil.copy(file, tmp_path / "moved.csv")
    refused = run("verify-file", tmp_path / "moved.csv", "--key", public_key_text(factory.key))
    assert "There is no signature" in refused.output
    assert "is no public key" in run("verify-file", file, "--key", "x").output
