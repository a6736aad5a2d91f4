"""What every answer carries and what health, readiness and metrics say; also when parts are away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from dashboard.metrics import group_of
from dashboard.parts import WebOptions
from dashboard.server import attach
from data.published import PublishedStore
from tests.integration.api.conftest import PrivateRedis
from tests.store_factory import StoreFactory

E = "fx-2026"
LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


def _server(store: PublishedStore, **options: object) -> Flask:
    made = Flask("made_here")
    attach(made, store, WebOptions(**options))  # type: ignore[arg-type]
    return made


def test_healthz_answers_whatever_the_store_holds(tmp_path: Path) -> None:
    client = _server(PublishedStore(tmp_path / "nothing")).test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_readyz_names_each_elections_version(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["status"] == "ok"
    assert body["elections"][E]["version"] == 2
    assert body["redis"] == "off"
    assert answer.headers["Cache-Control"] == "no-store"


def test_readyz_says_that_nothing_is_published_yet(tmp_path: Path) -> None:
    answer = _server(PublishedStore(tmp_path / "nothing")).test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()["degraded"]) == (200, ["nothing_published"])


def test_readyz_refuses_when_no_figures_can_be_read(factory: StoreFactory) -> None:
    shutil.rmtree(factory.root / E / "v2")
    answer = _server(PublishedStore(factory.root)).test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json()["status"] == "unready"


def test_readyz_says_that_redis_is_away_and_that_it_is_back(
    store: PublishedStore, private_redis: PrivateRedis
) -> None:
    server = _server(store, redis_url=private_redis.url)
    ping = server.extensions["matokeo"].ping
    client = server.test_client()
    assert client.get("/readyz").get_json()["redis"] == "ok"
    private_redis.kill()
    ping._asked = 0.0
    gone = client.get("/readyz")
    assert (gone.status_code, gone.get_json()["degraded"]) == (200, ["redis"])
    private_redis.start()
    ping._asked = 0.0
    assert client.get("/readyz").get_json()["status"] == "ok"


def test_figures_answer_with_redis_dead_and_the_shared_cache_comes_back(
    store: PublishedStore, private_redis: PrivateRedis
) -> None:
    server = _server(store, redis_url=private_redis.url)
    cache = server.extensions["matokeo"].cache
    client = server.test_client()
    codes = [station.code for station in store.stations(E, 2).stations]
    assert client.get(f"/api/v1/elections/{E}/stations/{codes[0]}").status_code == 200
    assert cache.shared_state == "ok"
    assert private_redis.client().dbsize() > 0
    private_redis.kill()
    for code in codes[1:10]:
        assert client.get(f"/api/v1/elections/{E}/stations/{code}").status_code == 200
    assert cache.shared_state == "away"
    assert cache.counts.shared_failures <= 2, "a dead Redis must not be asked for every request"
    private_redis.start()
    cache._breaker._until = 0.0
    assert client.get(f"/api/v1/elections/{E}/stations/{codes[11]}").status_code == 200
    assert cache.shared_state == "ok"


def test_another_process_reads_what_the_first_put_into_redis(
    store: PublishedStore, private_redis: PrivateRedis
) -> None:
    one, two = (_server(store, redis_url=private_redis.url) for _ in range(2))
    code = store.stations(E, 2).stations[0].code
    first = one.test_client().get(f"/api/v1/elections/{E}/stations/{code}")
    second = two.test_client().get(f"/api/v1/elections/{E}/stations/{code}")
    assert first.data == second.data
    counts = two.extensions["matokeo"].cache.counts
    assert (counts.shared, counts.made) == (1, 0)


def test_security_headers_are_on_every_answer_of_a_page(client: FlaskClient) -> None:
    for path in ("/healthz", "/nothing"):
        headers = client.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert "geolocation=()" in headers["Permissions-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


def test_a_view_may_set_a_stricter_header_itself(store: PublishedStore) -> None:
    server = _server(store)

    @server.get("/own")
    def own() -> tuple[str, dict[str, str]]:
        return "x", {"Referrer-Policy": "no-referrer"}

    assert server.test_client().get("/own").headers.getlist("Referrer-Policy") == ["no-referrer"]


def test_the_office_has_no_public_data_and_opens_nothing(store: PublishedStore) -> None:
    client = _server(store, public=False).test_client()
    assert client.get(f"/data/{E}/latest.json").status_code == 404
    assert client.get("/api/v1/elections").status_code == 404
    assert "Access-Control-Allow-Origin" not in client.get("/api/v1/elections").headers


def test_errors_are_json_for_programs_and_a_page_for_people(client: FlaskClient) -> None:
    assert client.get("/api/none").mimetype == "application/json"
    page = client.get("/<script>alert(1)</script>")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert "<script>" not in page.text


def test_an_unforeseen_error_tells_no_inside(store: PublishedStore) -> None:
    server = _server(store)

    @server.get("/api/v1-boom")
    def boom() -> str:
        raise RuntimeError("secret of the house")

    answer = server.test_client().get("/api/v1-boom")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.get_json()["request_id"] == answer.headers["X-Request-ID"]


def test_a_request_id_of_the_proxy_is_kept_and_a_hostile_one_is_not(client: FlaskClient) -> None:
    given = client.get("/healthz", headers={"X-Request-ID": "proxy-12345678"})
    assert given.headers["X-Request-ID"] == "proxy-12345678"
    for hostile in ("x", "a" * 65, "id with space", "<script>aaaa"):
        assert client.get("/healthz", headers={"X-Request-ID": hostile}).headers["X-Request-ID"] != hostile


def test_a_body_past_the_limit_is_refused(store: PublishedStore) -> None:
    server = _server(store, max_body=1000)

    @server.post("/api/take")
    def take() -> str:
        from flask import request

        return str(len(request.get_data()))

    client = server.test_client()
    assert client.post("/api/take", data=b"x" * 1000).status_code == 200
    refused = client.post("/api/take", data=b"x" * 1001)
    assert (refused.status_code, refused.get_json()["error"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("mode", "environ", "status"),
    [
        ("loopback", {"REMOTE_ADDR": "127.0.0.1"}, 200),
        ("loopback", {"REMOTE_ADDR": "203.0.113.7"}, 404),
        ("loopback", {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ("loopback", {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=1.2.3.4"}, 404),
        ("loopback", {"REMOTE_ADDR": ""}, 404),
        ("off", {"REMOTE_ADDR": "127.0.0.1"}, 404),
        ("on", {"REMOTE_ADDR": "203.0.113.7"}, 200),
    ],
)
def test_metrics_answer_only_to_whom_they_are_meant_for(
    store: PublishedStore, mode: str, environ: dict[str, str], status: int
) -> None:
    client = _server(store, metrics=mode).test_client()
    assert client.get("/metrics", environ_overrides=environ).status_code == status


def test_metrics_count_requests_by_part_of_the_site_and_know_the_version(client: FlaskClient) -> None:
    client.get(f"/data/{E}/latest.json")
    client.get(f"/data/{E}/v9/index.json")
    client.get("/anything/typed/by/a/visitor")
    text = client.get("/metrics", environ_overrides=LOCAL).text
    assert 'matokeo_http_requests_total{group="data",method="GET",status="200"} 1.0' in text
    assert 'matokeo_http_requests_total{group="data",method="GET",status="404"} 1.0' in text
    assert f'matokeo_published_version{{election="{E}"}} 2.0' in text
    assert "visitor" not in text


def test_labels_of_metrics_are_few() -> None:
    paths = ("/", "/data/x", "/data", "/xyz", "", "/api/v1/x")
    assert [group_of(path) for path in paths] == ["home", "data", "data", "other", "home", "api"]
