"""Measures a page as a phone on a slow link sees it: what is painted when, bytes on the wire, layout shift, POSTs.

Used by the budget tests. Throttling is Chromium's own (1.6 Mbit/s down, 150 ms, CPU four times slower).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page

#: Watches from the first moment: when figures have a size, whether they ever vanish, shifts, first paints.
WATCH = """
(() => {
  const w = (window.__watch = { figures: null, absent: 0, frames: 0, cls: 0, fcp: null, long: 0 });
  const look = () => {
    const node = document.querySelector("#figures .big, #figures h1, .w .big");
    const there = !!node && node.getClientRects().length > 0 && node.textContent.trim() !== "";
    if (there && w.figures === null) w.figures = performance.now();
    if (!there && w.figures !== null) w.absent += 1;
    w.frames += 1;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => { for (const e of list.getEntries()) if (!e.hadRecentInput) w.cls += e.value; })
    .observe({ type: "layout-shift", buffered: true });
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (e.name === "first-contentful-paint") w.fcp = e.startTime;
  })
    .observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => { for (const e of list.getEntries()) w.long += e.duration; })
    .observe({ type: "longtask", buffered: true });
})();
"""


@dataclass(frozen=True)
class Seen:
    """What was measured of one cold load; milliseconds and bytes on the wire with headers."""

    figures_ms: float
    map_ms: float | None
    bytes_to_map: int
    bytes_all: int
    html_bytes: int
    cls: float
    absent_frames: int
    posts: int
    requests: int


def measure(
    browser: Browser,
    url: str,
    *,
    slow: bool = True,
    width: int = 390,
    height: int = 800,
    settle_ms: int = 1500,
) -> Seen:
    """Load `url` once, cold."""
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.add_init_script(WATCH)
    wire = _Wire(page)
    if slow:
        wire.session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        wire.session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": 150,
                "downloadThroughput": 1.6e6 / 8,
                "uploadThroughput": 0.75e6 / 8,
            },
        )
    page.goto(url, wait_until="commit")
    page.wait_for_selector("#figures")
    map_ms = None
    page.wait_for_load_state("load")
    if page.locator("#react-entry-point").count():
        page.wait_for_selector(".mapslot[data-live]", timeout=30_000)
        map_ms = float(page.evaluate("performance.getEntriesByName('matokeo:map')[0].startTime"))
    to_map = wire.total()
    page.wait_for_timeout(settle_ms)
    watch: dict[str, Any] = page.evaluate("window.__watch")
    seen = Seen(
        figures_ms=max(float(watch["figures"]), float(watch["fcp"] or 0)),
        map_ms=map_ms,
        bytes_to_map=to_map,
        bytes_all=wire.total(),
        html_bytes=wire.sizes.get(wire.first, 0),
        cls=float(watch["cls"]),
        absent_frames=int(watch["absent"]),
        posts=sum(method == "POST" for method in wire.methods),
        requests=len(wire.methods),
    )
    context.close()
    return seen


class _Wire:
    """Counts what the browser's network layer received."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.sizes: dict[str, int] = {}
        self.methods: list[str] = []
        self.first = ""
        self.session.on("Network.requestWillBeSent", self._sent)
        self.session.on("Network.loadingFinished", self._finished)
        self.session.on("Network.dataReceived", self._data)
        self.session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        self.first = self.first or event["requestId"]
        self.methods.append(event["request"]["method"])

    def _data(self, event: dict[str, Any]) -> None:
        """Streams never finish; their bytes count as they come."""
        name = event["requestId"]
        self.sizes[name] = self.sizes.get(name, 0) + int(event["encodedDataLength"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])

    def total(self) -> int:
        """Bytes so far."""
        return sum(self.sizes.values())


def worst(seen: Sequence[Seen], name: str) -> float:
    """The largest value of a field."""
    return max(float(getattr(one, name)) for one in seen)
