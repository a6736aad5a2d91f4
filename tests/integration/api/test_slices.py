"""Slices of a contest: rows of a level, page by page and field by field, the same as in the documents."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

API = "/api/v1/elections/fx-2026"
ROWS = f"{API}/contests/president/areas"


def read(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_rows_are_those_of_the_documents_one_level_up(client: FlaskClient) -> None:
    body = read(client, f"{ROWS}?level=county")
    document = read(client, f"/data/fx-2026/v{body['version']}/president/FX.json")
    by_code = {row["code"]: row for row in document["children"]}
    assert len(body["areas"]) == body["total"] == len(by_code)
    for row in body["areas"]:
        assert {name: row[name] for name in by_code[row["code"]]} == by_code[row["code"]]


def test_pages_hold_every_row_once_at_one_version(client: FlaskClient) -> None:
    whole = read(client, f"{ROWS}?level=ward&limit=500")
    address: str | None = f"{ROWS}?level=ward&limit=5&fields=leader"
    codes, versions = [], set()
    while address is not None:
        page = read(client, address)
        codes += [row["code"] for row in page["areas"]]
        versions.add(page["version"])
        address = page["next"]
    assert codes == [row["code"] for row in whole["areas"]]
    assert len(codes) == whole["total"]
    assert len(versions) == 1


def test_the_next_page_is_a_link_and_pinned_so_it_may_be_kept(client: FlaskClient) -> None:
    first = client.get(f"{ROWS}?level=county&limit=1")
    address = first.get_json()["next"]
    assert first.headers["Link"] == f'<{address}>; rel="next"'
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in first.headers["Cache-Control"]


def test_a_choice_of_fields_never_leaves_out_what_a_figure_needs(client: FlaskClient) -> None:
    row = read(client, f"{ROWS}?level=county&fields=votes")["areas"][0]
    assert set(row) == {"code", "name", "level", "stations", "votes"}
    document = read(client, f"{ROWS}/001?fields=margin_pp")
    assert {"version", "status", "is_test", "published_at", "stations", "margin_pp"} <= set(document)
    assert "children" not in document


def test_rows_lie_below_the_area_asked_for(client: FlaskClient) -> None:
    inside = read(client, f"{ROWS}?level=ward&area=001&limit=500")
    everywhere = read(client, f"{ROWS}?level=ward&limit=500")
    assert 0 < inside["total"] < everywhere["total"]
    assert {row["code"] for row in inside["areas"]} < {row["code"] for row in everywhere["areas"]}


def test_stations_come_by_ward_and_not_all_at_once(client: FlaskClient) -> None:
    ward = read(client, f"{ROWS}?level=ward&limit=1")["areas"][0]["code"]
    rows = read(client, f"{ROWS}?area={ward}")
    assert rows["level"] == "station"
    assert rows["total"] == rows["areas"][0]["stations"]["total"] * rows["total"]
    refused = client.get(f"{ROWS}?level=station")
    assert refused.status_code == 400
    assert "constituency" in refused.get_json()["message"]
    assert client.get(f"{API}/all-areas/president/station.json").status_code == 404


def test_all_areas_of_a_level_come_in_one_compressed_answer_that_is_made_once(client: FlaskClient) -> None:
    address = f"{API}/all-areas/president/ward.json"
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    body = read(client, address)
    assert (body["next"], body["total"]) == (None, len(body["areas"]))
    again = client.get(address, headers={"If-None-Match": client.get(address).headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("level=planet", "planet"),
        ("fields=votes,secret", "secret"),
        ("limit=0", "limit"),
        ("limit=501", "limit"),
        ("after=nobody", "nobody"),
        ("version=x", "version"),
        ("level=<script>", "level"),
    ],
)
def test_a_bad_choice_is_refused_by_name(client: FlaskClient, query: str, named: str) -> None:
    refused = client.get(f"{ROWS}?{query}")
    assert refused.status_code == 400
    assert named in refused.get_json()["message"]


def test_what_is_not_published_is_not_found(client: FlaskClient) -> None:
    for address in (
        f"{API}/contests/king/areas",
        f"{ROWS}?area=999",
        f"{ROWS}/999",
        f"{ROWS}/../../../latest",
        "/api/v1/elections/nowhere/contests/president/areas",
        f"{API}/all-areas/king/county.json",
    ):
        assert client.get(address).status_code == 404, address
