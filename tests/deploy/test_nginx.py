"""deploy/nginx.conf as it is (only names and ports replaced), in front of the real results site and a real store."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dashboard.api.replies import FRESH, IMMUTABLE
from dashboard.envelope import _DATA
from dashboard.services.packages import find_program
from tests.store_factory import StoreFactory

CONF = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
NGINX = find_program("nginx")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed: `make test` installs it")


@dataclass
class Site:
    """A running nginx with the results site behind it."""

    port: int
    app_port: int
    app: subprocess.Popen[bytes]
    store: Path
    factory: StoreFactory

    def get(self, path: str, port: int | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """GET `path`, answering status, headers in lower case, and the body as sent."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=20)
        connection.putrequest("GET", path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        found = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        connection.close()
        return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args} ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"nothing listens on {port}")


def _conf(directory: Path, store: Path, ports: dict[str, int]) -> Path:
    words = CONF.read_text(encoding="utf-8")
    for old, new in {
        "server public:8050": f"server 127.0.0.1:{ports['app']}",
        "server office:8051": f"server 127.0.0.1:{ports['app']}",
        "listen 8050": f"listen 127.0.0.1:{ports['results']}",
        "listen 8051": f"listen 127.0.0.1:{ports['office']}",
        "/var/cache/nginx": str(directory / "cache"),
        "/tmp/nginx.pid": str(directory / "nginx.pid"),
        "/srv/store": str(store),
        "worker_processes auto": "user root;\nworker_processes 1"
        if os.geteuid() == 0
        else "worker_processes 1",
    }.items():
        assert old in words, old
        words = words.replace(old, new)
    path = directory / "nginx.conf"
    (directory / "cache").mkdir()
    path.write_text(words, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Three versions of a fictional election, the results site and nginx before it."""
    assert NGINX is not None
    directory = tmp_path_factory.mktemp("nginx")
    store = directory / "store"
    factory = StoreFactory(store)
    for _ in range(3):
        factory.publish()
    ports = {name: _free_port() for name in ("app", "results", "office")}
    environment = {
        **os.environ,
        "MATOKEO_LOCAL": str(directory / "local"),
        "MATOKEO_STORE": str(store),
        "REDIS_URL": "off",
        "TRUSTED_PROXIES": "1",
        "PUBLIC_URL": f"http://127.0.0.1:{ports['results']}",
    }
    serve = [sys.executable, "-m", "dashboard.cli", "serve", "--workers", "1", "--port", str(ports["app"])]
    app = subprocess.Popen(serve, env=environment, process_group=0)
    nginx = subprocess.Popen([NGINX, "-c", str(_conf(directory, store, ports)), "-g", "daemon off;"])
    try:
        _wait(ports["app"], app)
        _wait(ports["results"], nginx)
        yield Site(ports["results"], ports["app"], app, store, factory)
    finally:
        nginx.send_signal(signal.SIGTERM)
        app.send_signal(signal.SIGTERM)
        nginx.wait(timeout=20)
        app.wait(timeout=30)


def _pointer(site: Site) -> dict[str, object]:
    pointer: dict[str, object] = json.loads((site.store / site.factory.election / "latest.json").read_bytes())
    return pointer


def test_the_configuration_is_accepted(tmp_path: Path) -> None:
    assert NGINX is not None
    conf = _conf(tmp_path, tmp_path, {"app": 9, "results": _free_port(), "office": _free_port()})
    checked = subprocess.run([NGINX, "-t", "-c", str(conf)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_a_published_file_comes_from_nginx_itself_for_ever_and_open_to_all(site: Site) -> None:
    path = f"/data/{site.factory.election}/v1/index.json"
    status, headers, body = site.get(path)
    assert status == 200
    assert body == (site.store / path.removeprefix("/data/")).read_bytes()
    assert headers["cache-control"] == IMMUTABLE
    assert headers["content-type"] == "application/json"
    assert "x-request-id" not in headers, "the app answered"
    for name, value in _DATA:
        assert headers[name.lower()] == value


def test_a_published_photograph_comes_from_nginx_itself_and_runs_nothing(site: Site) -> None:
    sha = "ab" * 32
    folder = site.store / "photo"
    folder.mkdir(exist_ok=True)
    (folder / f"{sha}.jpg").write_bytes(b"\xff\xd8\xff picture")
    status, headers, body = site.get(f"/data/photo/{sha}.jpg")
    assert (status, headers["content-type"], body[:2]) == (200, "image/jpeg", b"\xff\xd8")
    assert "immutable" in headers["cache-control"]
    assert "sandbox" in headers["content-security-policy"]
    assert site.get(f"/data/photo/{'cd' * 32}.jpg")[0] == 404
    assert site.get("/data/photo/../../keys/publish.key")[0] in {400, 403, 404}


def test_what_the_publisher_compressed_is_sent_as_it_is(site: Site) -> None:
    path = f"/data/{site.factory.election}/v1/index.json"
    _, headers, body = site.get(path, Accept_Encoding="gzip, br")
    assert headers["content-encoding"] == "gzip"
    assert headers["vary"] == "Accept-Encoding"
    assert body == (site.store / f"{path.removeprefix('/data/')}.gz").read_bytes()
    assert gzip.decompress(body) == (site.store / path.removeprefix("/data/")).read_bytes()


def test_an_unchanged_file_costs_no_body_the_second_time(site: Site) -> None:
    path = f"/data/{site.factory.election}/v1/index.json"
    tag = site.get(path)[1]["etag"]
    assert site.get(path, If_None_Match=tag)[0] == 304


def test_the_pointer_is_fresh_and_from_nginx(site: Site) -> None:
    status, headers, body = site.get(f"/data/{site.factory.election}/latest.json", Accept_Encoding="gzip")
    assert (status, headers["cache-control"]) == (200, FRESH)
    assert json.loads(body)["version"] == _pointer(site)["version"]
    assert headers["access-control-allow-origin"] == "*"
    assert "x-request-id" not in headers


def test_a_file_that_a_version_shares_with_an_older_one_has_an_address_in_both(site: Site) -> None:
    election = site.factory.election
    index = json.loads((site.store / election / "v3" / "index.json").read_bytes())
    shared = next(name for name, version in index["files"].items() if version < 3)
    assert not (site.store / election / "v3" / shared).exists()
    status, headers, body = site.get(f"/data/{election}/v3/{shared}")
    assert status == 200
    assert body == site.get(f"/data/{election}/v{index['files'][shared]}/{shared}")[2]
    assert headers["cache-control"] == IMMUTABLE
    assert headers["x-cache"] == "MISS"
    assert site.get(f"/data/{election}/v3/{shared}")[1]["x-cache"] == "HIT"


@pytest.mark.parametrize(
    "path",
    [
        "/data/{e}/.staging-v9/index.json",
        "/data/{e}/.latest.json",
        "/data/{e}/v99/index.json",
        "/data/{e}/v1/index.json.gz",
        "/data/{e}/v01/index.json",
        "/data/../nginx.conf",
        "/data/%2e%2e/nginx.conf",
        "/data/{e}/v1/..%2f..%2f..%2fnginx.conf",
        "/data/{e}/v1/../../../local/keys/office.secret",
        "/data/{e}/",
        "/data/nothing/latest.json",
        "/metrics",
    ],
)
def test_nothing_else_of_the_disk_is_served(site: Site, path: str) -> None:
    (site.store / site.factory.election / ".staging-v9").mkdir(exist_ok=True)
    (site.store / site.factory.election / ".staging-v9" / "index.json").write_text("{}", encoding="utf-8")
    status, _, body = site.get(path.format(e=site.factory.election))
    assert status in {400, 403, 404}
    assert b"upstream" not in body


def test_an_address_without_a_file_is_refused_in_the_apps_words(site: Site) -> None:
    status, headers, _ = site.get(f"/data/{site.factory.election}/v99/president/001.json")
    assert status == 404
    assert "immutable" not in headers.get("cache-control", "")


def test_pages_are_cached_for_a_moment_and_keep_the_apps_security_headers(site: Site) -> None:
    path = f"/results/{site.factory.election}/president?{time.time_ns()}"
    first, second = site.get(path), site.get(path)
    assert (first[0], second[0]) == (200, 200)
    assert (first[1]["x-cache"], second[1]["x-cache"]) == ("MISS", "HIT")
    assert second[2] == first[2]
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        assert second[1][name]
    assert "set-cookie" not in second[1]


def test_one_copy_of_an_embed_serves_every_article_and_no_other_embed(site: Site) -> None:
    path = f"/embed/{site.factory.election}/president"
    first, second = (
        site.get(f"{path}?chart=table"),
        site.get(f"{path}?utm_source=paper&chart=table&{time.time_ns()}"),
    )
    assert (first[0], first[1]["x-cache"]) == (200, "MISS")
    assert second[1]["x-cache"] == "HIT"
    assert second[2] == first[2]
    assert "frame-ancestors *" in second[1]["content-security-policy"]
    plain = site.get(path)[2]
    assert plain != first[2]
    # Another spelling of `chart` is no parameter here, so it must be none for the app either.
    assert site.get(f"{path}?%63hart=ticker&_={time.time_ns()}")[2] == plain
    refused, again = site.get(f"{path}?chart=nonsense"), site.get(f"{path}?chart=nonsense")
    assert (refused[0], again[0]) == (400, 400)
    assert again[1]["x-request-id"] == refused[1]["x-request-id"], (
        "a wrong address costs the app once a second"
    )


def test_a_new_version_is_in_an_embed_within_seconds(site: Site) -> None:
    path = f"/embed/{site.factory.election}/president?chart=ticker"
    site.get(path)
    site.factory.publish()
    words = f"version {_pointer(site)['version']}.".encode()
    started = time.monotonic()
    while words not in site.get(path)[2]:
        assert time.monotonic() - started < 10
        time.sleep(0.1)


def test_the_cache_keeps_encodings_apart(site: Site) -> None:
    path = f"/results/{site.factory.election}/president"
    plain, packed = site.get(path), site.get(path, Accept_Encoding="gzip")
    again = site.get(path, Accept_Encoding="GZIP;q=1.0, deflate")
    assert "content-encoding" not in plain[1]
    assert packed[1]["content-encoding"] == again[1]["content-encoding"] == "gzip"


def test_an_event_of_the_stream_arrives_at_once(site: Site) -> None:
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as connection:
        request = f"GET /api/v1/stream?election={site.factory.election} HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
        connection.sendall(request.encode())
        seen = _read_until(connection, b"\r\n\r\n")
        assert b"200 OK" in seen
        assert b"text/event-stream" in seen
        site.factory.publish()
        version = _pointer(site)["version"]
        started = time.monotonic()
        seen = _read_until(connection, f"id: {version}".encode())
        assert time.monotonic() - started < 5


def _read_until(connection: socket.socket, wanted: bytes) -> bytes:
    seen = b""
    while wanted not in seen:
        part = connection.recv(65536)
        assert part, f"the connection ended after {seen!r}"
        seen += part
    return seen


def test_a_caller_cannot_lie_about_its_address(site: Site) -> None:
    words = CONF.read_text(encoding="utf-8")
    assert "$proxy_add_x_forwarded_for" not in words
    # A location that sets one proxy header inherits none: each must set them all.
    for block in re.findall(r"location [^{]*\{([^}]*proxy_set_header[^}]*)\}", words):
        for header in ("Host", "Connection", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"):
            assert f"proxy_set_header {header} " in block


def test_with_the_app_gone_files_and_cached_pages_still_answer(site: Site) -> None:
    election = site.factory.election
    page = f"/results/{election}/president?survives"
    assert site.get(page)[0] == 200
    os.kill(site.app.pid, signal.SIGSTOP)
    try:
        time.sleep(2.5)  # past the page's two seconds
        assert site.get(f"/data/{election}/latest.json")[0] == 200
        assert site.get(f"/data/{election}/v2/index.json")[0] == 200
        status, headers, _ = site.get(page)
        assert status == 200
        assert headers["x-cache"] in {"STALE", "UPDATING", "HIT"}
    finally:
        os.kill(site.app.pid, signal.SIGCONT)


def test_a_file_of_a_version_is_made_once_and_its_copy_serves_the_rest(site: Site) -> None:
    path = f"/api/v1/elections/{site.factory.election}/export/president.xlsx?version=2"
    status, first, body = site.get(path)
    again = site.get(path)
    assert status == again[0] == 200
    assert body == again[2]
    assert body.startswith(b"PK")
    assert (first["x-cache"], again[1]["x-cache"]) == ("MISS", "HIT")
    assert again[1]["content-disposition"].startswith('attachment; filename="TEST-')
