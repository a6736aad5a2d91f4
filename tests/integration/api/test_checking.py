"""Anybody can check what the API serves: the documented recipe and `matokeo verify`, both over HTTP."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from data.publish.verify import verify
from tests.store_factory import StoreFactory

E = "fx-2026"
RECIPE = Path(__file__).resolve().parents[3] / "docs" / "data.md"


@pytest.fixture
def address(server: Flask) -> Iterator[str]:
    running = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()


def _recipe(address: str) -> subprocess.CompletedProcess[str]:
    code = re.findall(r"```python\n(.*?)```", RECIPE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(code) == 1
    ours = code[0].replace("https://results.example.org", address)
    return subprocess.run(
        [sys.executable, "-c", ours], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_documented_recipe_passes_on_a_sound_version(address: str) -> None:
    done = _recipe(address)
    assert done.returncode == 0, done.stderr


def test_the_documented_recipe_fails_when_one_figure_is_changed(address: str, factory: StoreFactory) -> None:
    path = factory.root / E / "v2" / "president" / "FX.json"
    path.write_bytes(path.read_bytes().replace(b'"votes":', b'"votes": ', 1))
    path.with_name("FX.json.gz").unlink()
    assert "AssertionError: president/FX.json" in _recipe(address).stderr


def test_matokeo_verify_passes_over_http(address: str) -> None:
    verdict = verify(f"{address}/data/{E}")
    assert verdict.problems == []
    assert verdict.manifests == 2
    assert verdict.documents > 20
