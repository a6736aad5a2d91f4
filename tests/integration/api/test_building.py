"""The examples of docs/building.md do what the page says, against the running API."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.store_factory import StoreFactory

DOC = (Path(__file__).parents[3] / "docs" / "building.md").read_text("utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", DOC, re.DOTALL)
SCRIPT = re.findall(r"```js\n(.*?)```", DOC, re.DOTALL)


@pytest.fixture
def site(server: Flask) -> Iterator[str]:
    """The API at an address of its own."""
    http = make_server("127.0.0.1", 0, server, threaded=True)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join(timeout=5)


def example(code: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(code, "docs/building.md", "exec"), names)
    return names


def node(code: str, call: str) -> Any:
    program = f"{code}\nconsole.log(JSON.stringify({call}));"
    ran = subprocess.run(
        ["node", "--input-type=module", "-"],
        input=program,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_the_python_example_shows_each_version_once_and_honestly(site: str, factory: StoreFactory) -> None:
    names = example(PYTHON[0])
    shown: list[dict[str, Any]] = []
    names["follow"](site, factory.election, shown.append, rounds=3, every_s=0.01)
    assert [document["version"] for document in shown] == [factory.version]
    line = names["headline"](shown[0])
    assert line.startswith("REHEARSAL ")
    assert f"of {shown[0]['stations']['total']} stations counted" in line


def test_the_script_example_tells_missing_areas_from_counted_ones(site: str, factory: StoreFactory) -> None:
    call = f"await colours({json.dumps(site)}, 'fx-2026', 'president', 'ward').then(r => [r.version, r.isTest, [...r.looks]])"
    version, is_test, looks = node(SCRIPT[0], call)
    assert (version, is_test) == (factory.version, True)
    reported = {code for code, look in looks if look["reported"]}
    assert reported
    assert all(
        look.get("color", "").startswith("#")
        for code, look in looks
        if look["reported"] and not look["level"]
    )


@pytest.mark.parametrize("tampered", [False, True])
def test_both_examples_tell_a_true_call_from_a_false_one(tampered: bool) -> None:
    secret, sent, body = "s3cret", "1790000000", b'{"version":1}'
    made = hmac.new(secret.encode(), sent.encode() + b"." + body, hashlib.sha256).hexdigest()
    body = b'{"version":2}' if tampered else body
    headers = {"Matokeo-Timestamp": sent, "Matokeo-Signature": f"v1={made}"}
    in_python = example(PYTHON[1])["is_from_matokeo"](secret, headers, body, now=1790000010)
    late = example(PYTHON[1])["is_from_matokeo"](secret, headers, body, now=1790009999)
    lower = json.dumps({name.lower(): value for name, value in headers.items()})
    call = f"isFromMatokeo('{secret}', {lower}, Buffer.from({json.dumps(body.decode())}), 1790000010)"
    assert in_python is node(SCRIPT[1], call) is not tampered
    assert late is False
