"""How soon a phone on a slow link paints first figures: site, light page and embed against an out-of-the-box Dash page.

`python -m benchmarks.first_figures [--loads 5]`. Headless Chromium at 390 x 800 with 1.6 Mbit/s, 150 ms and a processor four
times slower; every load is cold. First figures: the first frame whose visible text holds a share in percent. Whole: the first
frame with the map's areas and the table's rows as well. The Dash page has the same headline, a map of the same
areas (dcc.Graph) and a DataTable, as the framework serves it, and once more with its answers gzipped.
"""

from __future__ import annotations

import argparse
import gzip
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import dash
import plotly.graph_objects as go
from dash import dash_table, dcc, html
from flask import Flask, Response, request
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.store_harness import stamp
from benchmarks.web_harness import ROOT, free_port, once, request_bytes, wait_for_port
from dashboard.services.packages import find_browser
from data.published import PublishedStore
from data.records import ChildTotal
from tests.conftest import CHROMIUM_FLAGS
from tests.store_size import ELECTION, SizeStore
from tests.store_size import ROOT as COUNTRY

CONTEST = f"/results/{ELECTION}/president"
#: Looks at each frame until there is a share in the visible text, and until the areas and rows named are there.
WATCH = """
((areas, rows) => {
  const w = (window.__first = { figures: null, whole: null });
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((n) => n.getClientRects().length).length;
  const look = () => {
    const now = performance.now();
    if (w.figures === null && document.body && /\\d\\.\\d+%%/.test(document.body.innerText)) w.figures = now;
    if (areas && w.whole === null && shown(areas) >= 40 && shown(rows) >= 10) w.whole = now;
    if (w.figures === null || (areas && w.whole === null)) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})(%s, %s);
"""


@dataclass(frozen=True)
class Target:
    """A page to measure: its budget in seconds and the selectors of its map's areas and its table's rows."""

    name: str
    path: str
    budget_s: float | None = None
    areas: str = ""
    rows: str = ""


@dataclass(frozen=True)
class Seen:
    """Medians of the loads of a page: milliseconds, and bytes on the wire when all had come."""

    figures_ms: float
    whole_ms: float | None
    bytes_all: int


OURS = (
    Target("contest page", CONTEST, 1.5, ".mapslot svg .area", "table.t tbody tr"),
    Target("light page", f"/lite/{ELECTION}/president", 0.8),
    Target("embed (bars)", f"/embed/{ELECTION}/president?chart=bars"),
    Target("embed (map)", f"/embed/{ELECTION}/president?chart=map"),
)
_AREAS, _ROWS = ".js-plotly-plot .scatterlayer .js-fill", ".dash-table-container tbody tr"
BASELINES = (
    Target("Dash as it comes", "/", areas=_AREAS, rows=_ROWS),
    Target("Dash, gzipped", "/", areas=_AREAS, rows=_ROWS),
)


def baseline() -> Flask:
    """The out-of-the-box page, for gunicorn: Dash with pages, a graph and a table over the same document."""
    store = PublishedStore(Path(os.environ["MATOKEO_STORE"]))
    document = store.document(ELECTION, 1, "president", COUNTRY)
    rings = _rings(store, document.geometry or "")
    app = dash.Dash("baseline", use_pages=True, pages_folder="", assets_ignore=".*")
    first = max(document.candidates, key=lambda one: one.votes)
    page = html.Div(
        [
            html.H1(f"{first.name} leads with {first.share_pct:.2f}%"),
            dcc.Graph(figure=_figure(document.children, rings)),
            dash_table.DataTable(  # type: ignore[attr-defined]
                data=[_row(child) for child in document.children],
                columns=[{"name": name, "id": name} for name in ("area", "leader", "margin", "stations")],
                sort_action="native",
            ),
        ]
    )
    dash.register_page("home", path="/", layout=page)  # type: ignore[no-untyped-call]
    app.layout = html.Div([dash.page_container])
    server: Flask = app.server
    if os.environ.get("BENCH_GZIP"):
        server.after_request(_gzipped)
    return server


_KEPT: dict[str, bytes] = {}


def _gzipped(response: Response) -> Response:
    """Compress an answer, a file only once: what a web server in front would do."""
    if response.status_code != 200 or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.direct_passthrough = False
    plain = response.get_data()
    key = request.full_path if request.method == "GET" else ""
    packed = _KEPT.get(key) or gzip.compress(plain, 6)
    if key:
        _KEPT[key] = packed
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    return response


def _rings(store: PublishedStore, sha: str) -> dict[str, list[list[float]]]:
    """The outline of each area, by code, out of the TopoJSON."""
    topology = store.geometry(sha)
    found = {}
    for area in topology["objects"]["areas"]["geometries"]:
        ring: list[list[float]] = []
        for number in area["arcs"][0]:
            arc = topology["arcs"][number] if number >= 0 else list(reversed(topology["arcs"][~number]))
            ring += arc
        found[area["properties"]["code"]] = ring
    return found


def _figure(children: tuple[ChildTotal, ...], rings: dict[str, list[list[float]]]) -> go.Figure:
    figure = go.Figure()
    for child in children:
        ring = rings[child.code]
        colour = "#f2c230" if child.leader == "imara" else "#1f6fb5"
        figure.add_trace(
            go.Scatter(
                x=[point[0] for point in ring],
                y=[-point[1] for point in ring],
                fill="toself",
                fillcolor=colour if child.leader else "#dddddd",
                line={"color": "#ffffff"},
                mode="lines",
                name=child.name,
            )
        )
    return figure


def _row(child: ChildTotal) -> dict[str, object]:
    return {
        "area": child.name,
        "leader": child.leader or "",
        "margin": child.margin_pp,
        "stations": child.stations.counted,
    }


@contextmanager
def serving(app: str, **environ: str) -> Iterator[str]:
    """Run one gunicorn worker of production's configuration and give its address."""
    port = free_port()
    surroundings = {
        **os.environ,
        "REDIS_URL": "off",
        "DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        **environ,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:dashboard.gunicorn_conf"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "1", app]
    process = subprocess.Popen(command, cwd=ROOT, env=surroundings, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        once(port, request_bytes("/"))
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def load(browser: Browser, url: str, target: Target, *, slow: bool = True) -> tuple[float, float | None, int]:
    """Load a page once, cold; milliseconds to first figures, to the whole page, and bytes on the wire."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    session = context.new_cdp_session(page)
    sizes: dict[str, int] = {}
    session.on(
        "Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])})
    )
    session.send("Network.enable")
    if slow:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        link = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 94_000}
        session.send("Network.emulateNetworkConditions", link)
    page.add_init_script(WATCH % (repr(target.areas), repr(target.rows)))
    page.goto(url + target.path, wait_until="commit")
    seen = _waited(page, target)
    page.wait_for_load_state("load", timeout=60_000)
    page.wait_for_timeout(300)
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
    context.close()
    whole = None if seen["whole"] is None else max(float(seen["whole"]), float(paint))
    return max(float(seen["figures"] or 0), float(paint)), whole, sum(sizes.values())


def _waited(page: Page, target: Target) -> dict[str, float | None]:
    """Wait until the page has shown what is waited for, looking rarely so as not to slow it."""
    until = time.monotonic() + 90
    while True:
        seen: dict[str, float | None] = page.evaluate("window.__first") or {"figures": None}
        if seen["figures"] is not None and (not target.areas or seen["whole"] is not None):
            return seen
        if time.monotonic() > until:
            raise SystemExit(f"{target.name} has not shown its figures within 90 s: {seen}")
        page.wait_for_timeout(100)


def measured(browser: Browser, url: str, target: Target, loads: int) -> Seen:
    """Load a page once to warm the server, then `loads` times on the slow link; give the medians."""
    load(browser, url, target, slow=False)
    seen = [load(browser, url, target) for _ in range(loads)]
    wholes = [whole for _, whole, _ in seen if whole is not None]
    return Seen(
        figures_ms=median(figures for figures, _, _ in seen),
        whole_ms=median(wholes) if wholes else None,
        bytes_all=int(median(size for _, _, size in seen)),
    )


def told(target: Target, seen: Seen) -> str:
    """Write one line about a page."""
    whole = f", whole {seen.whole_ms / 1000:5.2f} s" if seen.whole_ms is not None else ""
    kept = ""
    if target.budget_s is not None:
        kept = "kept" if seen.figures_ms <= 1000 * target.budget_s else "NOT KEPT"
        kept = f" (budget {target.budget_s} s: {kept})"
    size = f", {seen.bytes_all / 1000:6.0f} KB"
    return f"{target.name + ':':18} first figures {seen.figures_ms / 1000:5.2f} s{whole}{size}{kept}"


def ratios(found: dict[str, Seen]) -> Iterator[str]:
    """Compare our pages with each baseline."""
    for name in (target.name for target in BASELINES):
        base = found[name]
        for own in (target.name for target in OURS):
            seen = found[own]
            line = f"{name} / {own}: first figures {base.figures_ms / seen.figures_ms:.1f} x later"
            if seen.whole_ms is not None and base.whole_ms is not None:
                line += f", whole {base.whole_ms / seen.whole_ms:.1f} x later"
            yield f"{line}, {base.bytes_all / seen.bytes_all:.0f} x the bytes"


def main() -> None:
    """Serve all pages, measure one after the other, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--loads", type=int, default=5, help="loads of each page on the slow link")
    loads = parser.parse_args().loads
    print(stamp())
    print(f"1.6 Mbit/s, 150 ms, processor 4 x slower, median of {loads} cold loads")
    found: dict[str, Seen] = {}
    with tempfile.TemporaryDirectory(prefix="matokeo-first-") as folder, sync_playwright() as playwright:
        SizeStore(Path(folder) / "store")
        places = {"MATOKEO_STORE": f"{folder}/store", "MATOKEO_LOCAL": f"{folder}/local"}
        browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        with serving("dashboard.wsgi:public()", **places) as url:
            for target in OURS:
                found[target.name] = measured(browser, url, target, loads)
                print(told(target, found[target.name]), flush=True)
        for target, packed in zip(BASELINES, ("", "1"), strict=True):
            with serving("benchmarks.first_figures:baseline()", **places, BENCH_GZIP=packed) as url:
                found[target.name] = measured(browser, url, target, loads)
                print(told(target, found[target.name]), flush=True)
        browser.close()
    for line in ratios(found):
        print(line)


if __name__ == "__main__":
    main()
