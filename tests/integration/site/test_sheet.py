"""`/sheet/...pdf` and `/data` over HTTP: digests that hold, past versions, languages, what is not published."""

from __future__ import annotations

import hashlib
import io
import re

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from dashboard.public import create_public_app
from pages.public import sheet
from tests.integration.site.test_site import settings
from tests.store_factory import StoreFactory

E = "fx-2026"


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> StoreFactory:
    made = StoreFactory(tmp_path_factory.mktemp("sheets") / "store")
    made.publish(20)
    made.publish(3)
    return made


@pytest.fixture(scope="module")
def client(factory: StoreFactory) -> FlaskClient:
    return create_public_app(settings(factory.root)).server.test_client()


def _text(body: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages)


def test_a_sheet_is_a_pdf_whose_digests_are_those_of_the_published_files(
    client: FlaskClient, factory: StoreFactory
) -> None:
    answer = client.get(f"/sheet/{E}/president/001.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'inline; filename="TEST-{E}-president-001-v2.pdf"'
    assert answer.headers["X-Matokeo-Version"] == "2"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    text = _text(answer.data)
    for path in ("v2/president/001.json", "v2/manifest.json"):
        assert client.get(f"/data/{E}/{path}").status_code == 200
        assert hashlib.sha256(client.get(f"/data/{E}/{path}").data).hexdigest() in text
    again = client.get(f"/sheet/{E}/president/001.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_a_sheet_of_a_past_version_leads_to_that_version(client: FlaskClient) -> None:
    past, now = (
        _text(client.get(f"/sheet/{E}/president/FX.pdf{query}").data) for query in ("?version=1", "")
    )
    assert "Page 1 of" in past
    assert f"/results/{E}/president?version=1" in past
    assert f"/results/{E}/president?version=2" in now
    assert past != now


def test_a_sheet_speaks_the_readers_language(client: FlaskClient) -> None:
    text = _text(client.get(f"/sheet/{E}/president/FX.pdf?lang=sw").data)
    assert "Karatasi ya matokeo" in text
    assert "MAZOEZI" in text
    assert not re.search(r"\b(Votes|Stations|Registered|Page)\b", text)


@pytest.mark.parametrize(
    "path", ["none/FX.pdf", "president/none.pdf", "president/..%2f..%2fFX.pdf", "president/FX.pdf?version=99"]
)
def test_what_is_not_published_has_no_sheet(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/sheet/{E}/{path}")
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"


def test_every_file_that_the_data_page_offers_is_there(client: FlaskClient) -> None:
    page = client.get("/data").text
    offered = set(re.findall(r'href="((?:/api/v1/elections/[^"]*/export/|/sheet/|/data/)[^"]+)"', page))
    assert {path.rpartition(".")[2] for path in offered} >= {
        "csv",
        "xlsx",
        "geojson",
        "json",
        "xml",
        "zip",
        "pdf",
    }
    for path in offered:
        assert client.get(path, buffered=True).status_code == 200, path


def test_the_data_page_states_the_licence_and_how_to_name_the_source(client: FlaskClient) -> None:
    page = client.get("/data").text
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page
    assert "Faraja Islands general election, results as published, version 2 of" in page
    assert "REHEARSAL. Test figures, not results of any election. Faraja" in page


def test_a_contest_links_its_table_and_its_sheet_as_of_what_is_shown(client: FlaskClient) -> None:
    page = client.get(f"/results/{E}/president/001?version=1").text
    table = f"/api/v1/elections/{E}/export/president.csv?area=001&amp;version=1"
    assert f'href="{table}"' in page
    assert f'href="/sheet/{E}/president/001.pdf?version=1"' in page
    assert client.get(table.replace("&amp;", "&"), buffered=True).status_code == 200


def test_sheets_are_set_one_after_the_other_and_wait_outside_the_thread_that_sets_them(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fonts are shared; threads beside gevent's loop that wait for one lock of it were seen never to wake."""
    held: list[bool] = []

    def note(_sheet: object) -> bytes:
        held.append(sheet._TURN.locked())
        return b"%PDF-"

    monkeypatch.setattr(sheet, "sheet_pdf", note)
    assert client.get(f"/sheet/{E}/governor/003.pdf?lang=sw&version=1").data == b"%PDF-"
    assert held == [True]
    assert not sheet._TURN.locked()
