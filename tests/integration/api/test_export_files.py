"""Files of a contest and of a whole election over HTTP: what is in them, hostile names, digests, limits."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from shapely.geometry import Polygon, shape

from dashboard.api.export import export_blueprint
from dashboard.api.sending import ExportLane
from dashboard.api.shelf import Shelf
from dashboard.parts import WebOptions
from dashboard.server import attach
from data.export.archive import archive_chunks
from data.export.columns import REGISTERS, RESULTS, SHAPES
from data.export.rows import CSV_COLUMNS, Portion
from data.export.text import csv_chunks
from data.export.workbook import write_workbook
from data.published import PublishedStore
from data.records import Stations
from tests.store_factory import StoreFactory

E = "fx-2026"
EXPORT = f"/api/v1/elections/{E}/export"
FORMULA = '=HYPERLINK("http://x.example","y")'
BROKEN = 'Ward "A"\r\n<b>&\x0b,;'


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> StoreFactory:
    made = StoreFactory(tmp_path_factory.mktemp("files") / "store")
    made.country.areas[1].name = FORMULA
    made.country.areas[3].name = BROKEN
    made.country.stations[0].name = "@SUM(A1)"
    made.publish(20)
    made.publish(3)
    _place_stations(made)
    return made


def _place_stations(made: StoreFactory) -> None:
    """Say where the first two stations are; nobody knows of the others."""
    path = made.root / E / "v1" / "stations.json"
    known = msgspec.json.decode(path.read_bytes(), type=Stations)
    first, second, *rest = known.stations
    at = msgspec.structs.replace
    placed = (at(first, latitude=-1.25, longitude=36.5), at(second, latitude=0.0, longitude=36.6), *rest)
    path.write_bytes(msgspec.json.encode(at(known, stations=placed)))


@pytest.fixture(scope="module")
def store(factory: StoreFactory) -> PublishedStore:
    return PublishedStore(factory.root)


@pytest.fixture(scope="module")
def server(store: PublishedStore) -> Flask:
    made = Flask("files_under_test")
    attach(made, store, WebOptions(public_url="https://results.example.org"))
    return made


@pytest.fixture(scope="module")
def client(server: Flask) -> FlaskClient:
    return server.test_client()


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_level_and_an_area_keep_only_their_rows(client: FlaskClient, store: PublishedStore) -> None:
    every = _rows(client.get(f"{EXPORT}/president.csv").text)
    counties = _rows(client.get(f"{EXPORT}/president.csv?level=county").text)
    assert counties == [row for row in every if row["level"] == "county"]
    inside = _rows(client.get(f"{EXPORT}/president.csv?area=002&level=station").text)
    wanted = {s.code for s in store.stations(E, 2).stations if s.area.startswith("002")}
    assert {row["area_code"] for row in inside} == wanted
    documents = client.get(f"{EXPORT}/president.json?area=002&level=ward").get_json()["documents"]
    assert {one["area"]["level"] for one in documents} == {"ward"}
    assert all(one["area"]["code"].startswith("002-") for one in documents)


@pytest.mark.parametrize(
    ("tail", "status", "words"),
    [
        ("president.csv?level=parish", 400, "Use one of country, county, constituency, ward, station."),
        ("president.json?level=station", 400, "Use level=ward"),
        ("president.geojson?level=country", 400, "Use one of county, constituency, ward, station."),
        ("president.csv?area=../../etc", 404, "no area '../../etc'"),
        ("none.xlsx", 404, "no contest 'none'"),
        ("all.csv", 404, "no contest 'all'"),
        ("president.zip", 404, "all.zip"),
        ("president.exe.sha256", 404, ".geojson"),
    ],
)
def test_what_cannot_be_written_is_refused_with_what_can(
    client: FlaskClient, tail: str, status: int, words: str
) -> None:
    answer = client.get(f"{EXPORT}/{tail}")
    assert answer.status_code == status
    assert words in answer.get_json()["message"]


def test_a_workbook_holds_the_rows_of_the_csv_as_numbers_and_texts(client: FlaskClient) -> None:
    answer = client.get(f"{EXPORT}/president.xlsx?version=2")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="TEST-{E}-president-v2.xlsx"'
    assert "Content-Encoding" not in answer.headers
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["About", "Country", "County", "Constituency", "Ward", "Stations"]
    written: list[dict[str, Any]] = []
    for name in book.sheetnames[1:]:
        head, *lines = book[name].iter_rows(values_only=True)
        assert head == CSV_COLUMNS
        written += [dict(zip(CSV_COLUMNS, line, strict=True)) for line in lines]
    plain = _rows(client.get(f"{EXPORT}/president.csv?version=2").text)
    key = ("level", "area_code", "candidate_code")
    ordered = {tuple(row[k] or "" for k in key): row for row in written}
    assert len(ordered) == len(plain) == len(written)
    for row in plain:
        cells = ordered[tuple(row[k] for k in key)]
        assert (cells["votes"], cells["valid"]) == (_number(row["votes"]), _number(row["valid"]))
        assert cells["is_test"] is True
        assert type(cells["version"]) is int
    assert {row["area_name"] for row in written} >= {FORMULA, "@SUM(A1)"}


def _number(text: str) -> int | None:
    return int(text) if text else None


def test_no_cell_of_a_workbook_is_a_formula_and_its_first_sheet_says_what_it_is(client: FlaskClient) -> None:
    body = client.get(f"{EXPORT}/president.xlsx").data
    book = openpyxl.load_workbook(io.BytesIO(body))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        sheets = [packed.read(name) for name in packed.namelist() if name.startswith("xl/worksheets/")]
    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
    about = " ".join(str(cell) for row in book["About"].iter_rows(values_only=True) for cell in row if cell)
    for words in ("REHEARSAL", "unofficial-partial", "CC-BY-4.0", "2026-11-20T15:00:04Z", "never zero"):
        assert words in about
    assert all(column.meaning in about for column in RESULTS.columns)


def test_a_level_that_outgrows_excel_goes_on_in_another_sheet(store: PublishedStore, tmp_path: Path) -> None:
    path = tmp_path / "small.xlsx"
    write_workbook(Portion(store, E, 2, "president", level="station"), path, most_rows=50)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["About", "Stations", "Stations 2"]
    lines = [row for name in book.sheetnames[1:] for row in book[name].iter_rows(min_row=2, values_only=True)]
    assert all(book[name].max_row <= 50 for name in book.sheetnames[1:])
    plain = b"".join(csv_chunks(Portion(store, E, 2, "president", level="station"))).decode()
    assert len(lines) == len(_rows(plain))


def _holding(body: bytes) -> Callable[[Path], None]:
    def build(path: Path) -> None:
        path.write_bytes(body)

    return build


def test_a_workbook_is_built_once_and_what_is_open_stays_readable(tmp_path: Path) -> None:
    shelf = Shelf(files=1)
    with shelf.open("one", _holding(b"1")) as first:
        with shelf.open("one", _holding(b"never")) as again:
            assert again.read() == b"1"
        with shelf.open("two", _holding(b"2")) as second:
            assert second.read() == b"2"
        assert first.read() == b"1"
    assert shelf.built == 2

    def fails(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        shelf.open("three", fails)
    with shelf.open("three", _holding(b"3")) as third:
        assert third.read() == b"3"


def test_a_geojson_is_valid_and_its_figures_are_the_documents(
    client: FlaskClient, store: PublishedStore
) -> None:
    answer = client.get(f"{EXPORT}/president.geojson?level=ward")
    assert answer.mimetype == "application/geo+json"
    body = answer.get_json()
    assert (body["type"], body["is_test"], body["level"]) == ("FeatureCollection", True, "ward")
    features = {feature["properties"]["code"]: feature for feature in body["features"]}
    wards = [place.code for place in store.places(E, 2).areas if place.level == "ward"]
    assert list(features) == wards
    for code, feature in features.items():
        ring = feature["geometry"]["coordinates"][0]
        assert ring[0] == ring[-1]
        assert len(ring) >= 4
        drawn = shape(feature["geometry"])
        assert drawn.is_valid
        assert isinstance(drawn, Polygon)
        assert drawn.exterior.is_ccw
        assert list(feature["properties"]) == [column.name for column in SHAPES.columns]
        document = store.document(E, 2, "president", code)
        assert feature["properties"]["valid"] == document.votes.valid
        assert feature["properties"]["leader_code"] == document.leader
    assert features[wards[0]]["properties"]["name"] == BROKEN
    silent = next(f["properties"] for f in features.values() if not f["properties"]["stations_counted"])
    assert (silent["votes"], silent["valid"], silent["leader_code"]) == ({}, None, None)


def test_stations_are_points_where_known_and_have_no_made_up_place(client: FlaskClient) -> None:
    features = client.get(f"{EXPORT}/president.geojson?level=station").get_json()["features"]
    places = [feature["geometry"] for feature in features]
    assert places[:2] == [
        {"type": "Point", "coordinates": [36.5, -1.25]},
        {"type": "Point", "coordinates": [36.6, 0.0]},
    ]
    assert len(places) == 48
    assert set(map(str, places[2:])) == {"None"}
    assert {f["properties"]["state"] for f in features} >= {"not reported", "verified"}


def test_races_of_a_contest_are_named_on_its_map(client: FlaskClient, store: PublishedStore) -> None:
    features = client.get(f"{EXPORT}/governor.geojson").get_json()["features"]
    races = {race.area.code: race for race in store.document(E, 2, "governor", "FX").races}
    assert {f["id"]: f["properties"]["leader_name"] for f in features} == {
        code: race.leader_name for code, race in races.items()
    }


def test_xml_is_well_formed_and_tells_what_the_json_tells(client: FlaskClient) -> None:
    root = ET.fromstring(client.get(f"{EXPORT}/president.xml").data)
    documents = client.get(f"{EXPORT}/president.json").get_json()["documents"]
    twins = root.findall("documents/document")
    assert len(twins) == len(documents)
    for twin, document in zip(twins, documents, strict=True):
        assert twin.findtext("area/code") == document["area"]["code"]
        assert twin.findtext("votes/valid") == (
            "" if document["votes"]["valid"] is None else str(document["votes"]["valid"])
        )
        for child, own in zip(twin.findall("children/item"), document["children"], strict=True):
            votes = {entry.get("key"): int(entry.text or "") for entry in child.findall("votes/entry")}
            assert votes == own["votes"]
    assert root.findtext("is_test") == "true"
    assert {nil.get("nil") for nil in root.iter() if nil.get("nil")} == {"true"}


def test_the_archive_holds_every_table_with_digests_that_hold(
    client: FlaskClient, store: PublishedStore
) -> None:
    answer = client.get(f"{EXPORT}/all.zip?version=2")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="TEST-{E}-v2-all.zip"'
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert packed.testzip() is None
        folder = f"TEST-{E}-v2/"
        files = {name.removeprefix(folder): packed.read(name) for name in packed.namelist()}
        assert all(name.startswith(folder) and ".." not in name for name in packed.namelist())
        assert {info.date_time for info in packed.infolist()} == {(2026, 11, 20, 15, 0, 4)}
    tables = {"results/TEST-president.csv", "results/TEST-governor.csv"}
    tables |= {f"TEST-{table.name}.csv" for table in REGISTERS}
    own = {
        "datapackage.json",
        "codebook.json",
        "codebook.csv",
        "manifest.json",
        "LICENCE",
        "README.txt",
        "SHA256SUMS",
    }
    assert set(files) == tables | own
    listed = (line.split("  ", 1) for line in files["SHA256SUMS"].decode().splitlines())
    sums = {name: digest for digest, name in listed}
    assert sums == {
        name: hashlib.sha256(body).hexdigest() for name, body in files.items() if name != "SHA256SUMS"
    }
    assert files["results/TEST-president.csv"] == client.get(f"{EXPORT}/president.csv?version=2").data
    assert files["manifest.json"] == store.path(E, 2, "manifest.json").read_bytes()
    assert "THIS IS A REHEARSAL" in files["README.txt"].decode()
    for table in REGISTERS:
        head = next(csv.reader(io.StringIO(files[f"TEST-{table.name}.csv"].decode())))
        assert head == [column.name for column in table.columns]
    names = [row["name"] for row in _rows(files["TEST-areas.csv"].decode())]
    assert names[1] == "'" + FORMULA
    assert names[3] == BROKEN


def test_the_archive_describes_its_tables_with_their_digests(client: FlaskClient) -> None:
    with zipfile.ZipFile(io.BytesIO(client.get(f"{EXPORT}/all.zip").data)) as packed:
        folder = f"TEST-{E}-v2/"
        package = json.loads(packed.read(f"{folder}datapackage.json"))
        for resource in package["resources"]:
            body = packed.read(folder + resource["path"])
            assert resource["bytes"] == len(body)
            assert resource["hash"] == "sha256:" + hashlib.sha256(body).hexdigest()
            _conforms(body.decode(), resource["schema"])
    assert package["is_test"] is True
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


def _conforms(table: str, schema: dict[str, Any]) -> None:
    """Every cell is of its field's type and among its values; keys tell rows apart."""
    rows = _rows(table)
    fields = {field["name"]: field for field in schema["fields"]}
    assert list(rows[0]) == list(fields)
    for row in rows:
        for name, cell in row.items():
            if cell == "":
                continue
            kind = fields[name]["type"]
            if kind in ("integer", "number"):
                float(cell)
            assert kind != "integer" or cell.lstrip("-").isdigit()
            assert kind != "boolean" or cell in ("true", "false")
            assert cell in fields[name].get("constraints", {}).get("enum", [cell])
    if key := schema.get("primaryKey"):
        assert len({tuple(row[name] for name in key) for row in rows}) == len(rows)


def test_the_same_version_gives_the_same_archive_and_workbook(store: PublishedStore, tmp_path: Path) -> None:
    portion = Portion(store, E, 2, origin="https://a.example")
    assert b"".join(archive_chunks(portion)) == b"".join(archive_chunks(portion))
    for name in ("a", "b"):
        write_workbook(portion.of("president"), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_archive_is_sent_before_it_is_whole_and_holds_one_document_at_a_time(
    store: PublishedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    read = PublishedStore.document

    def note(self: PublishedStore, *names: Any, **how: Any) -> Any:
        assert how == {"keep": False}
        opened.append(names[3])
        return read(self, *names, **how)

    monkeypatch.setattr(PublishedStore, "document", note)
    chunks = archive_chunks(Portion(store, E, 2))
    assert opened == []
    sizes = [len(chunk) for chunk in chunks]
    assert len(sizes) > 10
    assert max(sizes) < 65_536
    assert len(opened) == len(set(opened)) * 2  # two contests, each document once


def test_the_data_package_of_the_site_names_addresses_that_answer(client: FlaskClient) -> None:
    package = client.get(f"{EXPORT}/datapackage.json").get_json()
    assert package["profile"] == "tabular-data-package"
    for resource in package["resources"]:
        assert resource["path"].startswith("https://results.example.org/")
        table = client.get(resource["path"].removeprefix("https://results.example.org"))
        assert "immutable" in table.headers["Cache-Control"]
        _conforms(table.text, resource["schema"])
        digest = client.get(resource["checksum"].removeprefix("https://results.example.org")).text
        assert digest.split()[0] == hashlib.sha256(table.data).hexdigest()


@pytest.mark.parametrize(
    "name", ["president.csv", "president.xlsx", "all.zip", "codebook.csv", "governor.geojson"]
)
def test_the_digest_of_a_file_is_that_of_its_plain_bytes(client: FlaskClient, name: str) -> None:
    answer = client.get(f"{EXPORT}/{name}.sha256?version=2")
    file = client.get(f"{EXPORT}/{name}?version=2")
    kept = file.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    assert answer.text == f"{hashlib.sha256(file.data).hexdigest()}  {kept}\n"
    assert answer.mimetype == "text/plain"


def test_who_has_a_file_is_told_so_and_another_part_has_another_tag(client: FlaskClient) -> None:
    first = client.get(f"{EXPORT}/president.csv")
    again = client.get(f"{EXPORT}/president.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    tags = {
        client.get(f"{EXPORT}/{tail}", buffered=True).headers["ETag"]
        for tail in ("president.csv", "president.csv?level=county", "president.csv?area=001", "governor.csv")
    }
    assert len(tags) == 4
    packed = client.get(f"{EXPORT}/president.csv", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["ETag"] != first.headers["ETag"]
    assert gzip.decompress(packed.data) == first.data


def test_a_full_lane_refuses_files_and_digests_alike(store: PublishedStore) -> None:
    server = Flask("full")
    parts = attach(server, store, WebOptions(public=False))
    lane = ExportLane(1)
    server.register_blueprint(export_blueprint(parts, lane), name="alone")
    client = server.test_client()
    with lane.place():
        for name in ("all.zip", "president.xlsx", "president.csv.sha256"):
            refused = client.get(f"{EXPORT}/{name}")
            assert (refused.status_code, refused.headers["Retry-After"]) == (503, "3")
    assert client.get(f"{EXPORT}/president.xlsx").status_code == 200


def test_the_codebook_validates_what_it_describes(client: FlaskClient) -> None:
    book = client.get(f"{EXPORT}/codebook.json").get_json()
    results = next(table for table in book["tables"] if table["name"] == "results")
    levels = next(column for column in results["columns"] if column["name"] == "level")
    assert levels["allowed_values"] == ["country", "county", "constituency", "ward", "station"]
    table = _rows(client.get(f"{EXPORT}/codebook.csv").text)
    told = {(row["table"], row["column"]) for row in table}
    assert told == {(t["name"], c["name"]) for t in book["tables"] for c in t["columns"]} | {
        (r["record"], f["name"]) for r in book["records"] for f in r["fields"]
    }
    assert all(row["meaning"] and row["grain"] for row in table)


def test_head_of_a_file_builds_nothing(client: FlaskClient) -> None:
    answer = client.head(f"{EXPORT}/governor.xlsx?level=county", buffered=True)
    assert answer.status_code == 200
    assert answer.data == b""
