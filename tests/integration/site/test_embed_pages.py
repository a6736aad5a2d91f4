"""Embeds over HTTP: every chart answers, bad choices are told in the frame, frames are for embeds alone, news shows at once."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import time
from pathlib import Path

import msgspec
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from components.embed import known_charts
from dashboard.config import Settings
from dashboard.public import PAGES, create_public_app
from data.records import Pointer
from tests.browser.synthetic import StoreWriter

ELECTION = "za-2031-general"
REHEARSAL = "za-2031-rehearsal"
EMBED = f"/embed/{ELECTION}"


def site(store: Path) -> FlaskClient:
    """The results site over a store, with what was compressed before."""
    local = Path(__file__).resolve().parents[3] / ".local"
    words = {"MATOKEO_STORE": str(store), "MATOKEO_LOCAL": str(local), "REDIS_URL": "off"}
    return create_public_app(Settings.from_env(words)).server.test_client()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, StoreWriter]:
    store = tmp_path_factory.mktemp("store")
    StoreWriter(store, election=REHEARSAL, is_test=True).publish(1, 0.5)
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.4)
    return site(store), writer


@pytest.fixture
def client(made: tuple[FlaskClient, StoreWriter]) -> FlaskClient:
    return made[0]


def policy(answer: TestResponse) -> dict[str, str]:
    rules = (rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    return {name: rest[0] if rest else "" for name, *rest in rules}


def eventually(client: FlaskClient, address: str, words: str) -> str:
    """The embed once it holds `words`: a process looks at a pointer again after a quarter of a second."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        text = client.get(address).text
        if words in text:
            return text
        time.sleep(0.05)
    pytest.fail(f"{address} never said {words!r}")


@pytest.mark.parametrize("chart", sorted(known_charts()))
def test_every_chart_answers_for_every_contest_and_level_in_both_languages(
    client: FlaskClient, chart: str
) -> None:
    for where in (
        "president",
        "governor",
        "president/003",
        "governor/003",
        "president/0031",
        "president/00311",
    ):
        for lang in ("en", "sw"):
            answer = client.get(f"{EMBED}/{where}?chart={chart}&lang={lang}&theme=dark")
            assert answer.status_code == 200, where
            assert f'<html lang="{lang}" data-theme="dark">' in answer.text
            assert 'class="asof"' in answer.text
            assert "Matokeo</b>" in answer.text
            assert "Set-Cookie" not in answer.headers
            assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
            assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_only_the_hash_of_the_embeds_own_script_may_run(client: FlaskClient) -> None:
    answer = client.get(f"{EMBED}/president")
    bodies = re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.DOTALL)
    assert len(bodies) == 1
    digest = base64.b64encode(hashlib.sha256(bodies[0].encode()).digest()).decode()
    assert policy(answer)["script-src"] == f"'self' 'sha256-{digest}'"


@pytest.mark.parametrize(
    ("query", "status", "known"),
    [
        ("chart=pie", 400, ("bars", "ticker", "hemicycle")),
        ("chart=%3Cscript%3E", 400, ("bars",)),
        ("theme=contrast", 400, ("light", "dark", "auto")),
        ("chart=map&measure=luck", 400, ("leader", "counted", "share:asha")),
        ("measure=share:nobody", 400, ("share:juma",)),
    ],
)
def test_a_wrong_choice_is_told_in_the_frame_with_what_there_is(
    client: FlaskClient, query: str, status: int, known: tuple[str, ...]
) -> None:
    answer = client.get(f"{EMBED}/president?{query}")
    assert answer.status_code == status
    assert policy(answer)["frame-ancestors"] == "*"
    assert "<script>e" not in answer.text
    for value in known:
        assert f"<code>{value}</code>" in answer.text


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"{EMBED}/mayor", "<code>president</code>"),
        (f"{EMBED}/president/999", "<code>governor</code>"),
        ("/embed/nowhere-2040/president", f"<code>{ELECTION}</code>"),
    ],
)
def test_what_is_not_published_is_said_in_the_frame_and_asked_for_again(
    client: FlaskClient, path: str, named: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert policy(answer)["frame-ancestors"] == "*"
    assert named in answer.text
    assert '<noscript><meta http-equiv="refresh" content="60"></noscript>' in answer.text
    assert 'data-again="60"' in answer.text


def test_parameters_that_nobody_knows_change_nothing(client: FlaskClient) -> None:
    plain = client.get(f"{EMBED}/president")
    other = client.get(f"{EMBED}/president?source=0&asof=&footer=none&utm_source=paper")
    assert plain.data == other.data


def test_a_rehearsal_wears_its_tape_in_every_chart(client: FlaskClient) -> None:
    for chart in known_charts():
        text = client.get(f"/embed/{REHEARSAL}/president?chart={chart}").text
        assert 'class="tape"' in text
        assert text.index('class="tape"') < text.index('class="asof"')
        assert "<title>REHEARSAL" in text


def test_no_public_route_but_embeds_may_be_framed(client: FlaskClient) -> None:
    names = {"election": ELECTION, "contest": "president", "area": "003", "code": "0031101", "name": "pages"}
    names |= {"part": "1", "version": "v1", "kind": "president", "sha": "ab" * 32, "photo": "ab" * 32}
    names |= {"rest": "nothing", "path": "nothing", "filename": "nothing.js", "package_name": "dash"}
    rules = [str(r) for r in client.application.url_map.iter_rules() if "GET" in (r.methods or ())]
    pages = [path for module in PAGES for path in module.PAGE.paths]
    framed, walked = set(), 0
    for rule in {*rules, *pages} - {"/api/v1/stream"}:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: names.get(m.group(1), "nothing"), rule)
        answer = client.get(path)
        walked += 1
        document = answer.mimetype in {"text/html", "image/svg+xml", "application/xhtml+xml"}
        sent = answer.headers.get("Content-Security-Policy", "")
        if document or sent:
            ancestors = policy(answer).get("frame-ancestors") if sent else None
            if ancestors != "'none'":
                framed.add(rule)
    allowed = {path for module in PAGES if module.PAGE.framed for path in module.PAGE.paths}
    assert walked > 40
    assert framed <= allowed
    assert {"/embed/<election>/<contest>", "/embed/<election>/<contest>/<area>"} <= framed


def test_a_new_version_a_hold_and_the_age_of_figures_show_at_the_next_request(
    made: tuple[FlaskClient, StoreWriter],
) -> None:
    client, writer = made
    address = f"{EMBED}/president?chart=ticker"
    first = client.get(address)
    writer.publish(2, 0.6)
    assert "version 1." in first.text
    eventually(client, address, "version 2.")
    writer.hold(2, "Two counties are checked again")
    held = eventually(client, address, "Two counties are checked again")
    told = json.loads(client.get(f"/data/{ELECTION}/latest.json").data)
    assert f'data-mark="2|{told["manifest_sha256"][:8]}|hold|{told["hold"]["since"]}"' in held
    place = writer.root / ELECTION / "latest.json"
    pointer = msgspec.json.decode(place.read_bytes(), type=Pointer)
    old = msgspec.structs.replace(pointer, published_at=pointer.published_at.replace(year=2025))
    place.write_bytes(msgspec.json.encode(old))
    assert re.search(r'<div class="banner"[^>]*data-after[^>]*hidden', held)
    eventually(client, address, '<div class="banner" data-after="300" role="status">')


def test_damaged_files_are_said_in_the_frame_and_never_shown_as_figures(tmp_path: Path) -> None:
    writer = StoreWriter(tmp_path, election=ELECTION)
    writer.publish(1, 0.4)
    for twin in ("", ".gz", ".br"):
        (tmp_path / ELECTION / "v1" / "president" / f"ZA0.json{twin}").write_bytes(b"{broken")
    answer = site(tmp_path).get(f"{EMBED}/president")
    assert answer.status_code == 503
    assert policy(answer)["frame-ancestors"] == "*"
    assert "cannot be shown now" in answer.text
