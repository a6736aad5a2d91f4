"""The results site and the office over HTTP: status, caching, compression, policy, addresses, access."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import brotli
import dash
import pytest
from flask.testing import FlaskClient

from dashboard.access import access, check_access
from dashboard.config import Settings
from dashboard.office import create_office_app
from dashboard.public import PAGES, create_public_app
from data.errors import SettingsError
from tests.browser.synthetic import StoreWriter

ELECTION = "za-2031-general"
CONTEST = f"/results/{ELECTION}/president"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, StoreWriter]:
    store = tmp_path_factory.mktemp("store")
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.3)
    writer.publish(2, 0.4)
    return create_public_app(settings(store)).server.test_client(), writer


@pytest.fixture
def client(made: tuple[FlaskClient, StoreWriter]) -> FlaskClient:
    return made[0]


def settings(store: Path) -> Settings:
    local = Path(__file__).resolve().parents[3] / ".local"
    return Settings.from_env(
        {
            "MATOKEO_STORE": str(store),
            "MATOKEO_LOCAL": str(local),
            "REDIS_URL": "off",
            "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
        }
    )


def test_a_page_is_sent_compressed_once_and_not_again(client: FlaskClient) -> None:
    plain = client.get(CONTEST)
    small = client.get(CONTEST, headers={"Accept-Encoding": "gzip, br"})
    older = client.get(CONTEST, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "br"
    assert older.headers["Content-Encoding"] == "gzip"
    assert brotli.decompress(small.data) == plain.data == gzip.decompress(older.data)
    assert len({plain.headers["ETag"], small.headers["ETag"], older.headers["ETag"]}) == 3
    again = client.get(CONTEST, headers={"Accept-Encoding": "br", "If-None-Match": small.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert "max-age=2" in plain.headers["Cache-Control"]
    assert plain.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in plain.headers


def test_policy_names_the_hash_of_every_inline_script_and_no_other_source(client: FlaskClient) -> None:
    answer = client.get(CONTEST)
    policy = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    bodies = re.findall(r"<script(?![^>]*src=)(?![^>]*json)[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    hashes = {
        "'sha256-" + base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() + "'" for b in bodies
    }
    assert len(bodies) == 2
    assert set(policy["script-src"].split()) == {"'self'", *hashes}
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "http" not in answer.headers["Content-Security-Policy"]


def test_only_whitelisted_query_parameters_change_the_answer(client: FlaskClient) -> None:
    plain = client.get(CONTEST)
    assert client.get(f"{CONTEST}?utm_source=x&fbclid=1&q=chanda").data == plain.data
    assert client.get(f"{CONTEST}?lang=fr").data == plain.data
    assert client.get(f"{CONTEST}?theme={'x' * 5000}").data == plain.data
    assert client.get(f"{CONTEST}?theme=dark").data != plain.data
    assert client.get(f"{CONTEST}?measure=counted").data != plain.data


def test_hostile_queries_are_text_or_nothing(client: FlaskClient) -> None:
    attack = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for address in (
        f"/search?q={attack}",
        f"{CONTEST}?at={attack}&sort={attack}&page={attack}&measure={attack}&theme={attack}",
        f"/{attack}",
        f"/?election={attack}",
        f"/changes/{ELECTION}?before={attack}",
        f"{CONTEST}?page=99999999999999999999",
    ):
        answer = client.get(address)
        assert answer.status_code in {200, 404}, address
        assert "<script>alert" not in answer.text, address


def test_an_absurd_address_is_a_404_and_never_a_500(client: FlaskClient) -> None:
    for path in (
        "/results/a",
        "/stations//",
        "/results/..%2f..%2fetc/x",
        "/%00",
        "/turnout/a/b/c",
        "/fragment/x",
        "/.env",
    ):
        assert client.get(path).status_code == 404, path


def test_fragment_is_immutable_and_says_what_the_page_says(client: FlaskClient) -> None:
    answer = client.get(f"/fragment/{ELECTION}/v2/president/ZA0.en.json")
    fragment = json.loads(answer.data)
    assert "immutable" in answer.headers["Cache-Control"]
    assert fragment["v"] == 2
    assert {"html", "map", "title", "announce", "parties", "parts", "status", "published_at"} <= set(fragment)
    page = client.get(CONTEST).text
    assert fragment["title"] in page
    headline = re.search(r"<h1[^>]*>(.*?)</h1>", page)
    assert headline is not None
    assert headline[0] in fragment["html"]
    assert set(fragment["map"]) >= {f"{n:03d}" for n in range(1, 12)}


def test_fragment_of_an_older_version_keeps_its_own_figures(client: FlaskClient) -> None:
    old = json.loads(client.get(f"/fragment/{ELECTION}/v1/president/ZA0.en.json").data)
    new = json.loads(client.get(f"/fragment/{ELECTION}/v2/president/ZA0.en.json").data)
    assert old["v"] == 1
    assert old["html"] != new["html"]


def test_every_kind_of_fragment_answers_in_both_languages(client: FlaskClient) -> None:
    for name in (
        "president/ZA0",
        "president/002",
        "president/00211",
        "governor/ZA0",
        "president/ZA0.measure-counted",
        "president/ZA0.measure-share:asha",
        "_overview/all",
        "_turnout/ZA0",
        "_turnout/003",
        "_station/0021101",
        "_changes/all",
    ):
        english = client.get(f"/fragment/{ELECTION}/v2/{name}.en.json")
        swahili = client.get(f"/fragment/{ELECTION}/v2/{name}.sw.json")
        assert english.status_code == swahili.status_code == 200, name
        assert english.data != swahili.data, name


def test_a_fragment_keeps_the_rows_that_the_reader_chose(client: FlaskClient) -> None:
    address = f"/fragment/{ELECTION}/v2/president/ZA0.en.json"
    usual = client.get(address).data
    assert client.get(f"{address}?sort=name").data != usual
    assert client.get(f"{address}?utm=1&q=x").data == usual
    page = client.get(f"{CONTEST}?sort=name&page=1").text
    assert "ZA0{measure}.en.json?sort=name&page=1" in page


def test_cards_hold_every_area_of_the_page(client: FlaskClient) -> None:
    cards = json.loads(client.get(f"/fragment/{ELECTION}/v2/president/ZA0.panels.en.json").data)
    assert len(cards["panels"]) == 12
    assert "Embele" in cards["panels"]["005"]


def test_fragments_that_do_not_exist_are_404(client: FlaskClient) -> None:
    for name in (
        "v2/president/ZA0.fr.json",
        "v2/president/ZA0.json",
        "v2/president/nope.en.json",
        "v2/nope/ZA0.en.json",
        "v2/_nope/all.en.json",
        "v999/president/ZA0.en.json",
        "v0/president/ZA0.en.json",
        "v2/president/../../x.en.json",
        "v2/president/.en.json",
        "v2/_station/nope.en.json",
    ):
        answer = client.get(f"/fragment/{ELECTION}/{name}")
        assert answer.status_code == 404, name
        assert "immutable" not in answer.headers.get("Cache-Control", ""), name


def test_bundles_come_compressed_and_are_kept_by_the_browser(client: FlaskClient) -> None:
    page = client.get(CONTEST).text
    scripts = re.findall(r'<script defer src="([^"]+)"', page)
    assert len(scripts) == 6
    for url in scripts:
        answer = client.get(url, headers={"Accept-Encoding": "br"})
        assert answer.headers["Content-Encoding"] == "br", url
        assert "immutable" in answer.headers["Cache-Control"], url
    chunk = client.get(
        "/_dash-component-suites/dash_leaflet/async-GeoJSON.js", headers={"Accept-Encoding": "br"}
    )
    assert chunk.headers["Content-Encoding"] == "br"
    assert "immutable" not in chunk.headers["Cache-Control"]
    assert client.get("/_dash-component-suites/dash/../../setup.py").status_code == 404


def test_pages_without_a_map_send_no_script_of_dash(client: FlaskClient) -> None:
    for path in ("/about", "/data", "/search?q=x", f"/changes/{ELECTION}", f"/stations/{ELECTION}/0021101"):
        page = client.get(path).text
        assert "_dash-component-suites" not in page, path
        assert page.count("<script defer") == 1, path


def test_dash_still_answers_its_own_routes(client: FlaskClient) -> None:
    assert client.get("/_dash-layout").status_code == 200
    assert client.get("/_dash-dependencies").status_code == 200
    names = {page["name"] for page in dash.page_registry.values()}
    own = [module for module in PAGES if hasattr(module, "layout")]
    assert {module.PAGE.name.capitalize() for module in own} <= {name.capitalize() for name in names}


def test_every_page_module_has_its_names_and_a_layout_without_arguments_where_dash_knows_it(
    client: FlaskClient,
) -> None:
    for module in PAGES:
        assert module.PAGE.access == "public"
        assert callable(module.register)
        assert not hasattr(module, "layout") or module.layout() is not None


def test_a_level_that_is_not_published_is_said_so_with_a_way_up(tmp_path: Path) -> None:
    store = tmp_path / "store"
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.3)
    index_file = store / ELECTION / "v1" / "index.json"
    index = json.loads(index_file.read_bytes())
    index["documents"] = {
        k: v for k, v in index["documents"].items() if not re.fullmatch(r"governor/\d{4,}", k)
    }
    for line in index["contests"]:
        if line["code"] == "governor":
            line["levels_published"] = ["country", "county"]
    index_file.write_text(json.dumps(index))
    client = create_public_app(settings(store)).server.test_client()
    answer = client.get(f"/results/{ELECTION}/governor/00211")
    assert answer.status_code == 200
    assert "down to the level county" in answer.text
    assert f"/results/{ELECTION}/governor/002" in answer.text
    assert f"/results/{ELECTION}/president/00211" in answer.text


def test_an_empty_store_is_an_honest_page_and_a_damaged_one_is_a_503(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    client = create_public_app(settings(store)).server.test_client()
    assert client.get("/").status_code == 200
    assert "No results are published yet" in client.get("/").text
    assert client.get("/about").status_code == 200
    assert client.get("/data").status_code == 200
    assert client.get(CONTEST).status_code == 404
    StoreWriter(store, election=ELECTION).publish(1, 0.3)
    (store / ELECTION / "v1" / "president" / "ZA0.json").write_bytes(b"{broken")
    client = create_public_app(settings(store)).server.test_client()
    answer = client.get(CONTEST)
    assert answer.status_code == 503
    assert "cannot be shown now" in answer.text
    assert not re.search(r'class="big', answer.text)
    StoreWriter(store, election=ELECTION).publish(1, 0.3)
    assert client.get(CONTEST).status_code == 200, "a fault must not be remembered once it is over"


def test_a_new_version_shows_at_the_next_request(tmp_path: Path) -> None:
    writer = StoreWriter(tmp_path / "store", election=ELECTION)
    writer.publish(1, 0.3)
    client = create_public_app(settings(tmp_path / "store")).server.test_client()
    before = client.get(CONTEST).text
    writer.publish(2, 0.6)
    deadline = 60
    while client.get(CONTEST).text == before and deadline:
        deadline -= 1
        __import__("time").sleep(0.05)
    assert "version 2." in client.get(CONTEST).text


def test_the_app_does_not_start_with_a_route_nobody_declared(client: FlaskClient) -> None:
    server = client.application
    page = PAGES[0].PAGE
    with pytest.raises(SettingsError, match="overview"):
        check_access(server, [replace(page, access="everybody")], ("public",))
    copy = type(server)("copy")
    copy.add_url_rule("/open", view_func=lambda: "x", endpoint="open")
    with pytest.raises(SettingsError, match="/open"):
        check_access(copy, [], ("public",))
    copy.view_functions["open"] = access("public")(lambda: "x")
    copy.view_functions["static"] = access("public")(copy.view_functions["static"])
    check_access(copy, [], ("public",))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[FlaskClient]:
    store = tmp_path / "store"
    StoreWriter(store, election=ELECTION).publish(1, 0.3)
    yield create_office_app(settings(store)).server.test_client()
    shutil.rmtree(store, ignore_errors=True)


def test_the_login_of_the_office_is_drawn_even_while_the_database_is_away(office: FlaskClient) -> None:
    answer = office.get("/login")
    assert answer.status_code == 200
    assert 'action="/login"' in answer.text
    assert answer.text.count('type="password"') == 1
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.text
    sent = {"name": "asha", "password": "violet tractor under nine moons"}
    tried = office.post("/login", data=sent, headers={"Origin": "http://localhost"})
    assert tried.status_code == 503
    assert "Traceback" not in tried.text


def test_everything_else_of_the_office_leads_a_stranger_to_the_login(office: FlaskClient) -> None:
    pages = ("/", "/manage", "/account", "/observe", CONTEST, f"/data/{ELECTION}/latest.json")
    for path in pages:
        answer = office.get(path)
        assert answer.status_code == 303, path
        assert answer.headers["Location"].partition("?")[0] == "/login", path
        assert ELECTION not in answer.text.replace(path, ""), path
    for path in ("/api/v1/auth/me", "/api/v1/account/sessions"):
        assert office.get(path).status_code == 401, path


def test_the_office_holds_no_public_figures_in_its_layout(office: FlaskClient) -> None:
    assert ELECTION not in office.get("/_dash-layout").text
    assert office.get("/login").headers["Content-Security-Policy"].startswith("default-src 'none'")
