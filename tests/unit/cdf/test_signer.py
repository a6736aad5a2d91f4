"""The publisher signs the reports of elections that are over, once, and of no others."""

from __future__ import annotations

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data.cdf.report import FORMS, Asked, chunks
from data.cdf.signing import kept_signature, public_key, signature_holds
from data.publish.reports import ReportSigner
from data.published import PublishedStore
from data.records import Pointer
from tests.store_factory import StoreFactory


def over(factory: StoreFactory) -> None:
    path = factory.root / factory.election / "latest.json"
    pointer = msgspec.json.decode(path.read_bytes(), type=Pointer)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(pointer, stale_after_s=0)))


def test_reports_are_signed_when_the_count_is_over_and_not_before(tmp_path: Path) -> None:
    made = StoreFactory(tmp_path / "store", shape=(1, 1, 1, 3))
    made.publish(3)
    signer = ReportSigner(made.root, made.key)
    assert signer.sign_due() == 0
    over(made)
    stranger = ReportSigner(made.root, Ed25519PrivateKey.generate())
    assert stranger.sign_due() == 0, "only the key that signed the version signs its reports"
    stopped = ReportSigner(made.root, made.key)
    stopped.end()
    assert stopped.sign_due() == 0
    assert signer.sign_due() == 2
    assert signer.sign_due() == 0
    store = PublishedStore(made.root)
    key = public_key(store.manifest(made.election, 1).public_key)
    for form in FORMS:
        file = tmp_path / form
        file.write_bytes(b"".join(chunks(store, Asked(made.election, 1), form)))
        assert signature_holds(file, kept_signature(store, made.election, 1, form), key)


def test_the_thread_survives_a_damaged_store_and_stops_when_asked(tmp_path: Path) -> None:
    made = StoreFactory(tmp_path / "store", shape=(1, 1, 1, 2))
    made.publish(2)
    over(made)
    (made.root / made.election / "v1" / "manifest.json").write_bytes(b"{")
    signer = ReportSigner(made.root, made.key)
    signer.start()
    signer.join(0.3)
    assert signer.is_alive()
    signer.end()
    signer.join(5)
    assert not signer.is_alive()
