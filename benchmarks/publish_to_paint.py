"""How long from a form's commit to its figure painted in a browser: idle, and while the country reports.

`python -m benchmarks.publish_to_paint [--rate 20] [--seconds 30] [--full]`. Runs the worker, the results site and headless
Chromium on this machine; with --full the country has 46,229 stations, else a tenth. A form counts as painted at the
first frame whose "stations counted" holds as many stations as were committed up to it.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from bisect import bisect_left
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import text

from benchmarks.store_harness import (
    FULL,
    TENTH,
    Load,
    make_country,
    percentile,
    private_postgres,
    stamp,
    submit_one,
    submitting,
)
from benchmarks.web_harness import free_port, private_redis, wait_for_port
from dashboard.services.packages import find_browser
from data.engine import make_engine
from tests.conftest import CHROMIUM_FLAGS

# Notes each change of the counted stations with the wall clock of the frame that shows it.
WATCH = """
window.__seen = [];
const look = () => {
  const line = document.querySelector('.prog .l');
  const shown = line ? line.textContent : '';
  if (shown && shown !== window.__last) { window.__last = shown; window.__seen.push([Date.now(), shown]); }
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
_OF = re.compile(r"([\d,]+) of [\d,]+")


def seen_counts(page: Page) -> tuple[list[int], list[float]]:
    """Return the counts painted, rising, and when (seconds since 1970)."""
    counts: list[int] = []
    times: list[float] = []
    for moment, shown in page.evaluate("window.__seen"):
        match = _OF.search(shown)
        if match:
            count = int(match.group(1).replace(",", ""))
            if not counts or count > counts[-1]:
                counts.append(count)
                times.append(moment / 1000)
    return counts, times


def delays_ms(page: Page, base: int, commits: list[float]) -> list[float]:
    """Return for each commit, in order, how long until the page showed as many stations."""
    counts, times = seen_counts(page)
    found = []
    for number, commit in enumerate(sorted(commits), start=1):
        position = bisect_left(counts, base + number)
        if position < len(counts):
            found.append(1000 * (times[position] - commit))
    return found


def counted_now(page: Page) -> int:
    """Return the newest count painted."""
    counts, _ = seen_counts(page)
    return counts[-1]


def wait_for_count(page: Page, wanted: int, patience_s: float = 120) -> None:
    """Wait until the page shows `wanted` stations counted."""
    until = time.monotonic() + patience_s
    while counted_now(page) < wanted:
        if time.monotonic() > until:
            raise SystemExit(f"the page shows {counted_now(page)} stations, {wanted} are committed")
        page.wait_for_timeout(20)


def environment(url: str, redis: str, folder: Path) -> dict[str, str]:
    """Return the settings of worker and site."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": redis,
        "MATOKEO_LOCAL": str(folder),
        "MATOKEO_STORE": str(folder / "store"),
        "LOG_LEVEL": "warning",
    }


def measure(page: Page, url: str, wanted: Load) -> None:
    """Measure idle, then under load, and print."""
    engine = make_engine(url)
    idle: list[float] = []
    for _ in range(20):
        base = counted_now(page)
        commits = [submit_one(engine)]
        wait_for_count(page, base + 1)
        idle.extend(delays_ms(page, base, commits))
        page.wait_for_timeout(2_500)  # past the publication interval: idle
    print(
        f"idle, commit -> painted, p50 / p95: {percentile(idle, 0.5):.0f} / {percentile(idle, 0.95):.0f} ms"
    )
    base = counted_now(page)
    with submitting(url, wanted) as commits:
        page.wait_for_timeout(1000 * (wanted.seconds + 4))
    wait_for_count(page, base + len(commits))
    busy = delays_ms(page, base, commits)
    print(f"{len(busy)} stations at {wanted.per_second:.0f}/s, six forms each")
    print(
        f"load, commit -> painted, p50 / p95: {percentile(busy, 0.5):.0f} / {percentile(busy, 0.95):.0f} ms"
    )
    print(f"load p95 / idle p95:                {percentile(busy, 0.95) / percentile(idle, 0.95):.1f} x")
    engine.dispose()


def main() -> None:
    """Set everything up, measure, take everything down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=20, help="stations a second, each with six forms")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--full", action="store_true", help="46,229 stations instead of 4,623")
    wanted = parser.parse_args()
    print(stamp())
    with (
        tempfile.TemporaryDirectory(prefix="matokeo-paint-") as folder,
        private_postgres() as postgres,
        private_redis(Path(folder) / "redis") as redis,
    ):
        url = make_country(postgres, FULL if wanted.full else TENTH, in_already=0.4)
        settings = environment(url, redis, Path(folder))
        port = free_port()
        matokeo = [sys.executable, "-m", "dashboard.cli"]
        processes = [subprocess.Popen([*matokeo, "worker"], env=settings)]
        try:
            engine = make_engine(url)
            with engine.connect() as connection:
                election = connection.execute(text("SELECT code FROM elections")).scalar_one()
            engine.dispose()
            pointer = Path(folder) / "store" / election / "latest.json"
            while not pointer.exists():
                time.sleep(0.2)
            serve = [*matokeo, "serve", "--port", str(port), "--workers", "1"]
            processes.append(subprocess.Popen(serve, env=settings, stderr=subprocess.DEVNULL))
            wait_for_port(port)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
                page = browser.new_page()
                page.add_init_script(WATCH)
                page.goto(f"http://127.0.0.1:{port}/results/{election}/president")
                page.wait_for_timeout(4_000)
                measure(page, url, Load(wanted.rate, wanted.seconds))
                browser.close()
        finally:
            for process in processes:
                process.terminate()
            for process in processes:
                process.wait(20)


if __name__ == "__main__":
    main()
