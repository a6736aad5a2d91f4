"""`/api/v1`: elections, a station in all contests, search, changes, exports; and what hostile requests get."""

from __future__ import annotations

import csv
import gzip
import io
import json
import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.parts import Parts
from data.export import safe_cell
from data.published import PublishedStore
from tests.store_factory import StoreFactory

E = "fx-2026"
API = f"/api/v1/elections/{E}"


def test_the_list_names_every_election_with_its_version(client: FlaskClient, factory: StoreFactory) -> None:
    StoreFactory(factory.root, election="fx-2021", is_test=False).publish()
    body = client.get("/api/v1/elections").get_json()
    assert {line["code"]: (line["version"], line["is_test"]) for line in body["elections"]} == {
        E: (2, True),
        "fx-2021": (1, False),
    }


def test_one_damaged_election_does_not_hide_the_others(client: FlaskClient, factory: StoreFactory) -> None:
    broken = factory.root / "broken"
    broken.mkdir()
    (broken / "latest.json").write_bytes(b"{")
    body = client.get("/api/v1/elections").get_json()
    assert [line["code"] for line in body["elections"]] == [E]


def test_an_election_leads_to_all_its_documents(client: FlaskClient) -> None:
    body = client.get(API).get_json()
    assert body["version"] == 2
    assert {contest["code"] for contest in body["contests"]} == {"president", "governor"}
    for name in ("pointer", "index", "manifest", "changes"):
        assert client.get(body["links"][name]).status_code == 200, name


def test_an_answer_for_a_named_version_never_changes(client: FlaskClient, factory: StoreFactory) -> None:
    before = client.get(f"{API}?version=1")
    factory.publish(3)
    after = client.get(f"{API}?version=1")
    assert before.data == after.data
    assert "immutable" in after.headers["Cache-Control"]
    assert after.headers["X-Matokeo-Version"] == "1"
    assert "immutable" not in client.get(API).headers["Cache-Control"]


def test_a_stations_figures_are_those_of_its_ward_document(
    client: FlaskClient, store: PublishedStore
) -> None:
    ward = next(
        document
        for document in (
            store.document(E, 2, "president", p.code) for p in store.places(E, 2).areas if p.level == "ward"
        )
        if any(child.votes for child in document.children)
    )
    row = next(child for child in ward.children if child.votes)
    body = client.get(f"{API}/stations/{row.code}").get_json()
    assert [area["code"] for area in body["path"]][-1] == ward.area.code
    contests = {contest["contest"]: contest for contest in body["contests"]}
    assert set(contests) == {"president", "governor"}
    assert contests["president"]["form"]["votes"] == row.votes
    assert {one["code"]: one["votes"] for one in contests["president"]["candidates"]} == row.votes
    assert client.get(contests["president"]["document"]).status_code == 200


def test_a_station_that_has_not_reported_has_no_votes_and_no_zeros(
    client: FlaskClient, store: PublishedStore
) -> None:
    wards = (store.document(E, 2, "president", p.code) for p in store.places(E, 2).areas if p.level == "ward")
    row = next(child for ward in wards for child in ward.children if child.state is None)
    contest = client.get(f"{API}/stations/{row.code}").get_json()["contests"][0]
    assert contest["form"]["state"] is None
    assert contest["form"]["valid"] is None
    assert [one["votes"] for one in contest["candidates"]] == [None, None, None]


def test_a_held_stations_figures_are_not_told(
    client: FlaskClient, store: PublishedStore, factory: StoreFactory
) -> None:
    factory.publish(100)
    held = store.held(E, 3).forms[0]
    contest = client.get(f"{API}/stations/{held.station.code}").get_json()["contests"][0]
    assert contest["form"]["state"] == "disputed"
    assert contest["form"]["votes"] == {}


def test_search_forgives_spelling_over_http(client: FlaskClient) -> None:
    body = client.get(f"{API}/search?q=Nairobbi&limit=2").get_json()
    assert body["areas"][0]["name"] == "Nairovi"
    assert len(body["stations"]) <= 2


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=",
        "q=%00",
        "q=" + "a" * 3000,
        "q=%ff%fe",
        "q=%27;DROP%20TABLE%20areas;--",
        "q=.*%5B(&q=x",
        "q=%F0%9F%97%B3",
        "Q=x",
        "q[]=x",
    ],
)
def test_any_query_is_answered(client: FlaskClient, query: str) -> None:
    answer = client.get(f"{API}/search?{query}")
    assert answer.status_code == 200
    assert set(answer.get_json()) >= {"areas", "candidates", "stations"}


@pytest.mark.parametrize("limit", ["0", "51", "-1", "x", "", "1e3", "9" * 40, "\u0665"])
def test_a_senseless_limit_is_refused_with_words(client: FlaskClient, limit: str) -> None:
    answer = client.get(f"{API}/search", query_string={"q": "x", "limit": limit})
    assert answer.status_code == 400
    assert "limit must be a whole number from 1 to 50" in answer.get_json()["message"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/elections/none",
        "/api/v1/elections/..%2f..",
        f"{API}?version=99",
        f"{API}/stations/none",
        f"{API}/stations/{'9' * 2000}",
        f"{API}/stations/..%2F..%2Fetc",
        f"{API}/export/none.csv",
        f"{API}/export/president.exe",
        f"{API}/export/president",
        f"{API}/export/.csv",
        "/api/v1/none",
        "/api/v1/",
        "/api/v1/elections/geo",
    ],
)
def test_what_does_not_exist_is_a_404_in_json_with_a_request_id(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    body = answer.get_json()
    assert body["status"] == 404
    assert body["request_id"] == answer.headers["X-Request-ID"]


def test_methods_that_write_are_refused(client: FlaskClient) -> None:
    for path in (API, f"{API}/search", f"{API}/stations/1", "/api/v1/stream", "/api/v1/openapi.json"):
        answer = client.post(path, data=b"x")
        assert answer.status_code == 405, path
        assert answer.get_json()["error"] == "method_not_allowed"
        assert "GET" in answer.headers["Allow"]


def test_a_client_that_takes_no_json_gets_406(client: FlaskClient) -> None:
    for path in ("/api/v1/elections", API, f"{API}/search?q=a", f"{API}/changes", "/api/v1/openapi.json"):
        assert client.get(path, headers={"Accept": "text/html"}).status_code == 406, path
        assert client.get(path, headers={"Accept": "text/html, */*;q=0.1"}).status_code == 200, path
        assert client.get(path, headers={"Accept": "application/*"}).status_code == 200, path
    stream = client.get(f"/api/v1/stream?election={E}", headers={"Accept": "application/json"})
    assert stream.status_code == 406


def test_changes_are_the_file_of_the_version(client: FlaskClient, factory: StoreFactory) -> None:
    answer = client.get(f"{API}/changes")
    assert answer.data == (factory.root / E / "v2" / "changes.json").read_bytes()
    again = client.get(f"{API}/changes", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_csv_holds_every_figure_of_every_document_and_marks_a_test(
    client: FlaskClient, store: PublishedStore
) -> None:
    answer = client.get(f"{API}/export/president.csv?version=2")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="TEST-{E}-president-v2.csv"'
    rows = _rows(answer.text)
    assert {(row["election"], row["version"], row["is_test"]) for row in rows} == {(E, "2", "true")}
    for area in store.places(E, 2).areas:
        document = store.document(E, 2, "president", area.code)
        own = {row["candidate_code"]: row["votes"] for row in rows if row["area_code"] == area.code}
        assert own == {one.code: str(one.votes) for one in document.candidates}
    stations = [row for row in rows if row["level"] == "station"]
    assert {row["area_code"] for row in stations} == {s.code for s in store.stations(E, 2).stations}
    silent = [row for row in stations if row["state"] == "not reported"]
    assert silent
    assert {(row["votes"], row["valid"]) for row in silent} == {("", "")}


def test_csv_of_stations_adds_up_to_the_country(client: FlaskClient, store: PublishedStore) -> None:
    rows = _rows(client.get(f"{API}/export/president.csv?version=2").text)
    for one in store.document(E, 2, "president", "FX").candidates:
        total = sum(
            int(row["votes"])
            for row in rows
            if row["level"] == "station" and row["candidate_code"] == one.code
        )
        assert total == one.votes


def test_json_export_holds_the_documents_as_published(client: FlaskClient, store: PublishedStore) -> None:
    body = client.get(f"{API}/export/governor.json").get_json()
    assert body["version"] == 2
    assert body["is_test"] is True
    names = {f"governor/{document['area']['code']}" for document in body["documents"]}
    assert names == {name for name in store.index(E, 2).documents if name.startswith("governor/")}


def test_a_packed_export_unpacks_to_the_plain_one(client: FlaskClient) -> None:
    url = f"{API}/export/president.csv?version=2"
    packed = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == client.get(url).data


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+254", "'+254"),
        ("-x", "'-x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("Ng'ombeni", "Ng'ombeni"),
        (-5, -5),
        (None, None),
        (True, "true"),
    ],
)
def test_no_cell_runs_as_a_formula(cell: str | int | None, safe: str | int | None) -> None:
    assert safe_cell(cell) == safe


def test_exports_past_the_limit_are_told_to_come_again_and_places_come_back(
    server: Flask, client: FlaskClient
) -> None:
    url = f"{API}/export/president.csv"
    running = [server.test_client().get(url, buffered=False) for _ in range(3)]
    refused = client.get(url)
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "3"
    for answer in running:
        answer.close()
    assert client.get(url).status_code == 200


def test_the_api_of_the_public_site_sets_no_cookie_anywhere(client: FlaskClient) -> None:
    for path in ("/healthz", API, f"{API}/search?q=a", f"/data/{E}/latest.json", "/nothing"):
        assert "Set-Cookie" not in client.get(path).headers


def test_many_threads_search_and_read_while_versions_come(server: Flask, factory: StoreFactory) -> None:
    wrong: list[str] = []

    def ask() -> None:
        client = server.test_client()
        for _ in range(30):
            body = json.loads(client.get(API).data)
            version = body["version"]
            got = client.get(f"/data/{E}/v{version}/president/FX.json")
            if got.status_code != 200:
                wrong.append(got.text)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        factory.publish(1)
    for thread in threads:
        thread.join()
    assert wrong == []


def test_redis_is_not_needed_for_any_of_it(parts: Parts) -> None:
    assert parts.ping.state() == "off"
    assert parts.cache.shared_state == "off"
