"""A results site over a fictional store, served by gunicorn as in production, and pages of a real Chromium."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.synthetic import StoreWriter

ROOT = Path(__file__).resolve().parents[2]
ELECTION = "za-2031-general"
REHEARSAL = "za-2031-rehearsal"


@dataclass
class Site:
    """A running site: its address and the writer of its store."""

    url: str
    writer: StoreWriter
    process: subprocess.Popen[bytes]

    def __post_init__(self) -> None:
        self.version = 0

    def publish(self, share: float, *, version: int | None = None) -> int:
        """Publish the next version (or a named one) with a share of the forms counted."""
        self.version = version if version is not None else self.version + 1
        self.writer.publish(self.version, share)
        return self.version

    def until_served(self) -> None:
        """Wait until the site has seen the newest version: it looks at the pointer only so often."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with urllib.request.urlopen(self.contest(), timeout=10) as page:
                if f"version {self.version}".encode() in page.read():
                    return
            time.sleep(0.1)
        pytest.fail(f"version {self.version} was not served")

    def contest(self, contest: str = "president", area: str = "", query: str = "") -> str:
        """Address of a contest page."""
        tail = f"/{area}" if area else ""
        return f"{self.url}/results/{ELECTION}/{contest}{tail}{query}"


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def serve(store: Path, *, app: str = "public", **environ: str) -> tuple[str, subprocess.Popen[bytes]]:
    """Start one gunicorn worker over `store` and wait until it answers."""
    port = free_port()
    env = {
        **os.environ,
        "MATOKEO_STORE": str(store),
        "MATOKEO_LOCAL": str(ROOT / ".local"),
        "REDIS_URL": "off",
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **environ,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_conf"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", f"dashboard.wsgi:{app}()"]
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the {app} app did not start: exit code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2):
                return url, process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise TimeoutError(f"the {app} app did not answer")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with version 1 of an election and of a rehearsal; tests of a module publish further versions."""
    store = tmp_path_factory.mktemp("store")
    StoreWriter(store, election=REHEARSAL, is_test=True).publish(1, 0.5)
    writer = StoreWriter(store, election=ELECTION)
    writer.publish(1, 0.3)
    url, process = serve(store)
    made = Site(url, writer, process)
    made.version = 1
    yield made
    process.terminate()
    process.wait(timeout=20)


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open an address in a context of its own; fails the test on a script error or a broken policy."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def opened(
        url: str, *, width: int = 1280, height: int = 900, wait: bool = True, **options: object
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{url}: {error}"))
        page.on(
            "console", lambda m: troubles.append(f"{url}: {m.text}") if _is_trouble(m.type, m.text) else None
        )
        page.goto(url)
        if wait and page.locator("#react-entry-point").count():
            page.wait_for_selector(".mapslot[data-live]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def _is_trouble(kind: str, text: str) -> bool:
    return kind == "error" and "status of 404" not in text and "net::ERR_FAILED" not in text
