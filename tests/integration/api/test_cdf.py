"""Election reports over HTTP: limits, refusals, digests, and signatures that the publisher left and nobody else can make."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from data.cdf.signing import public_key, signature_holds
from data.published import PublishedStore
from tests.store_factory import StoreFactory

API = "/api/v1/elections/fx-2026/export"


def test_a_report_is_served_whole_limited_and_compressed(client: FlaskClient) -> None:
    with client.get(f"{API}/cdf.json") as whole:
        assert whole.headers["X-Matokeo-Version"] == "2"
        assert whole.headers["Content-Disposition"].count("TEST-fx-2026-v2")
        assert len(json.loads(whole.data)["Election"]) == 2
    with client.get(f"{API}/cdf.json", headers={"Accept-Encoding": "gzip"}) as packed:
        assert gzip.decompress(packed.data) == whole.data
    with client.get(f"{API}/cdf.json?contest=governor&level=county&version=1") as answer:
        limited = json.loads(answer.data)
    assert len(limited["Election"]) == 1
    assert {unit["Type"] for unit in limited["GpUnit"]} == {"country", "county"}
    assert limited["Format"] == "summary-contest"
    with client.get(f"{API}/cdf.xml") as xml:
        assert xml.data.startswith(b"<?xml")


def test_the_digest_is_that_of_the_same_question(client: FlaskClient) -> None:
    for query in ("", "?contest=president&level=ward"):
        body = client.get(f"{API}/cdf.xml{query}").data
        digest = client.get(f"{API}/cdf.xml.sha256{query}").text.split()[0]
        assert digest == hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("contest=mayor", 404, "mayor"),
        ("contest=../president", 404, "../president"),
        ("level=parish", 400, "country, county, constituency, ward, station"),
        ("version=0", 400, "version"),
        ("version=99", 404, "99"),
    ],
)
def test_what_is_not_there_is_refused_by_name(
    client: FlaskClient, query: str, status: int, words: str
) -> None:
    answer = client.get(f"{API}/cdf.json?{query}")
    assert answer.status_code == status
    assert words in answer.get_json()["message"]


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_signature_is_of_the_very_bytes_that_are_served(
    client: FlaskClient, store: PublishedStore, tmp_path: Path, form: str
) -> None:
    file = tmp_path / "report"
    file.write_bytes(client.get(f"{API}/cdf.{form}").data)
    signature = client.get(f"{API}/cdf.{form}.sig").data
    key = public_key(store.manifest("fx-2026", 2).public_key)
    assert signature_holds(file, signature, key)
    assert not signature_holds(file, signature[:-1] + bytes([signature[-1] ^ 1]), key)
    file.write_bytes(file.read_bytes().replace(b"2", b"3", 1))
    assert not signature_holds(file, signature, key)


def test_a_report_that_the_publisher_has_not_signed_has_no_signature(
    client: FlaskClient, factory: StoreFactory
) -> None:
    assert client.get(f"{API}/cdf.json.sig?version=1").status_code == 404
    assert client.get("/api/v1/elections/other/export/cdf.json.sig").status_code == 404
    factory.publish(1)
    refused = client.get(f"{API}/cdf.json.sig")
    assert refused.status_code == 404
    assert "has not signed" in refused.get_json()["message"]


def test_a_signature_cut_off_in_the_store_is_not_served(client: FlaskClient, factory: StoreFactory) -> None:
    for path in (factory.root / "fx-2026" / "signed").iterdir():
        path.write_bytes(path.read_bytes()[:10])
    assert client.get(f"{API}/cdf.json.sig").status_code == 404
