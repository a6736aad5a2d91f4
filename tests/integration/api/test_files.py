"""`/data`: the published bytes at every version's address, how long they may be kept, what is refused."""

from __future__ import annotations

import gzip
import hashlib
import json

import brotli
import pytest
from flask.testing import FlaskClient

from data.records import Hold
from tests.store_factory import StoreFactory

E = "fx-2026"


def test_the_pointer_may_be_kept_two_seconds_and_is_revalidated_by_its_tag(client: FlaskClient) -> None:
    first = client.get(f"/data/{E}/latest.json")
    assert first.status_code == 200
    assert first.json is not None
    assert first.json["version"] == 2
    assert "max-age=2" in first.headers["Cache-Control"]
    again = client.get(f"/data/{E}/latest.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "max-age=2" in again.headers["Cache-Control"]


def test_the_pointer_answers_anew_after_a_publication(client: FlaskClient, factory: StoreFactory) -> None:
    tag = client.get(f"/data/{E}/latest.json").headers["ETag"]
    factory.publish(1)
    after = client.get(f"/data/{E}/latest.json", headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert after.json is not None
    assert after.json["version"] == 3


def test_a_document_answers_at_versions_whose_folder_does_not_hold_it(
    client: FlaskClient, factory: StoreFactory
) -> None:
    index = client.get(f"/data/{E}/v2/index.json").json
    assert index is not None
    name = next(name for name, held in index["documents"].items() if held == 1)
    one, two = (client.get(f"/data/{E}/v{v}/{name}.json") for v in (1, 2))
    assert one.status_code == two.status_code == 200
    assert one.data == two.data == (factory.root / E / "v1" / f"{name}.json").read_bytes()
    assert "immutable" in two.headers["Cache-Control"]
    assert "max-age=31536000" in two.headers["Cache-Control"]


def test_bytes_match_the_hashes_of_the_manifest_in_every_encoding(client: FlaskClient) -> None:
    manifest = client.get(f"/data/{E}/v2/manifest.json").json
    assert manifest is not None
    for name in ("president/FX.json", "governor/001.json", "places.json", "held.json"):
        wanted = manifest["files"][name]["sha256"]
        for accept, unpack in (
            ("identity", bytes),
            ("gzip", gzip.decompress),
            ("br, gzip", brotli.decompress),
        ):
            answer = client.get(f"/data/{E}/v2/{name}", headers={"Accept-Encoding": accept})
            assert hashlib.sha256(unpack(answer.data)).hexdigest() == wanted, (name, accept)
            assert answer.headers["Vary"] == "Accept-Encoding"


def test_the_tag_of_one_encoding_does_not_validate_another(client: FlaskClient) -> None:
    url = f"/data/{E}/v2/president/FX.json"
    br = client.get(url, headers={"Accept-Encoding": "br"})
    assert br.headers["Content-Encoding"] == "br"
    tag = br.headers["ETag"]
    same = {"If-None-Match": f'"other", W/{tag}', "Accept-Encoding": "br"}
    assert client.get(url, headers=same).status_code == 304
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_geometry_is_served_by_its_hash(client: FlaskClient) -> None:
    index = client.get(f"/data/{E}/v2/index.json").json
    assert index is not None
    answer = client.get(f"/data/geo/{index['geometry']['FX']}.json")
    assert hashlib.sha256(answer.data).hexdigest() == index["geometry"]["FX"]
    assert "immutable" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    [
        "/data/../../etc/passwd",
        f"/data/{E}/v2/../../../etc/passwd",
        f"/data/{E}/v2/%2e%2e/%2e%2e/latest.json",
        f"/data/{E}/v2/..%2f..%2flatest.json",
        f"/data/{E}/v2/president/FX",
        f"/data/{E}/v2/president/FX.json.gz",
        f"/data/{E}/v2/president/FX.json%00",
        f"/data/{E}/v2/president/%ff%fe.json",
        f"/data/{E}/v3/index.json",
        f"/data/{E}/v0/index.json",
        f"/data/{E}/v02/index.json",
        f"/data/{E}/v-1/index.json",
        f"/data/{E}/v99999999999999999999/index.json",
        f"/data/{E}/v\u0662/index.json",
        f"/data/{E}/2/index.json",
        f"/data/{E}/v2",
        f"/data/{E}/v2/",
        f"/data/{E}/v2/a/b/c/d.json",
        "/data/none/latest.json",
        "/data/geo/latest.json",
        "/data/geo/v1/index.json",
        f"/data/geo/{'0' * 64}.json",
        "/data/geo/../fx-2026/latest.json",
        f"/data/{'x' * 3000}/latest.json",
    ],
)
def test_what_is_not_a_published_file_is_a_404_in_json(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["error"] == "not_found"
    assert "passwd" not in answer.json["message"] or "/etc" not in answer.json["message"].split("'")[0]
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_version_not_yet_public_is_not_served_and_not_remembered_as_missing(
    client: FlaskClient, factory: StoreFactory
) -> None:
    factory.publish(1)
    factory.point(2)
    early = client.get(f"/data/{E}/v3/president/FX.json")
    assert early.status_code == 404
    assert early.headers["Cache-Control"] == "public, max-age=2"
    factory.point(3)
    assert client.get(f"/data/{E}/v3/president/FX.json").status_code == 200


def test_a_damaged_file_is_a_503_and_never_half_a_document(
    client: FlaskClient, factory: StoreFactory
) -> None:
    (factory.root / E / "v2" / "president" / "FX.json").write_bytes(b'{"election": "fx')
    answer = client.get(f"/data/{E}/v2/president/FX.json")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert answer.json is not None
    assert str(factory.root) not in answer.text


def test_a_half_written_pointer_leaves_the_last_good_one(client: FlaskClient, factory: StoreFactory) -> None:
    assert client.get(f"/data/{E}/latest.json").status_code == 200
    (factory.root / E / "latest.json").write_bytes(b'{"elec')
    answer = client.get(f"/data/{E}/latest.json")
    assert answer.status_code == 200
    assert json.loads(answer.data)["version"] == 2


def test_a_rollback_is_told_and_the_versions_above_it_stay(
    client: FlaskClient, factory: StoreFactory
) -> None:
    client.get(f"/data/{E}/latest.json")
    factory.point(1, hold=Hold(mode="rolled_back", reason="a form was counted twice"))
    pointer = client.get(f"/data/{E}/latest.json").json
    assert pointer is not None
    assert (pointer["version"], pointer["hold"]["mode"]) == (1, "rolled_back")
    assert client.get(f"/data/{E}/v2/president/FX.json").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_public_data_cannot_be_written_to(client: FlaskClient, method: str) -> None:
    answer = client.open(f"/data/{E}/latest.json", method=method)
    assert answer.status_code == 405
    assert answer.json is not None
    assert answer.json["error"] == "method_not_allowed"
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "HEAD", "OPTIONS"}


def test_head_tells_what_get_would_without_the_body(client: FlaskClient) -> None:
    url = f"/data/{E}/v2/president/FX.json"
    get, head = client.get(url), client.head(url)
    assert head.data == b""
    for name in ("ETag", "Content-Length", "Content-Type", "Cache-Control", "Vary"):
        assert head.headers[name] == get.headers[name]


def test_any_site_may_read_public_data_and_ask_first(client: FlaskClient) -> None:
    answer = client.get(f"/data/{E}/latest.json", headers={"Origin": "https://news.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = client.options(f"/data/{E}/latest.json")
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert client.get("/data/none/latest.json").headers["Access-Control-Allow-Origin"] == "*"
