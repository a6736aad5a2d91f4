"""The drawing process: the same bytes as in place, refusals as refusals, replaced when it dies, gone with its parent."""

from __future__ import annotations

import io
import os
import signal
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.raster import png
from dashboard import drawing
from dashboard.drawing import Drawer, DrawingFailed, serve

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="2" y="14">Zamia</text></svg>'


@pytest.fixture(scope="module")
def drawer() -> Iterator[Drawer]:
    made = Drawer()
    yield made
    made.close()


def test_the_child_draws_what_the_rasteriser_draws(drawer: Drawer) -> None:
    assert drawer(SVG, 80) == png(SVG, 80)


def test_markup_that_may_not_be_drawn_is_refused_and_the_child_goes_on(drawer: Drawer) -> None:
    with pytest.raises(ValueError, match="image"):
        drawer(SVG.replace("<text", '<image href="file:///etc/passwd"/><text'), 80)
    assert drawer(SVG, 40) == png(SVG, 40)


def test_a_child_that_was_killed_is_replaced(drawer: Drawer) -> None:
    drawer(SVG, 40)
    child = drawer._child
    assert child is not None
    os.kill(child.pid, signal.SIGKILL)
    assert drawer(SVG, 41) == png(SVG, 41)


def test_a_child_that_hangs_is_ended_and_the_reader_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "PATIENCE_S", 0.2)
    monkeypatch.setattr(drawing, "_CHILD", "import time; time.sleep(60)")
    hung = Drawer()
    with pytest.raises(DrawingFailed):
        hung(SVG, 40)
    assert hung._child is None


def test_the_child_ends_when_its_parent_closes_the_line() -> None:
    made = Drawer()
    made(SVG, 40)
    child = made._child
    assert child is not None
    assert child.stdin is not None
    child.stdin.close()
    for _ in range(100):
        if not Path(f"/proc/{child.pid}/fd").exists() or child.poll() is not None:
            break
        time.sleep(0.05)
    assert child.wait(timeout=5) == 0
    made.close()


def test_a_request_that_is_cut_off_ends_the_child_and_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    sink = io.BytesIO()
    serve(io.BytesIO(struct.pack("!I", 7)), sink)
    with pytest.raises(OSError, match="ended"):
        serve(io.BytesIO(struct.pack("!II", 500, 40) + b"<svg"), sink)
    assert sink.getvalue() == b""
