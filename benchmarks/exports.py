"""Files of a whole country: how long each takes, when its first byte comes and how much memory it needs.

`python -m benchmarks.exports [--tenth]`. 46,229 stations, six contests, all forms in, published by the worker. Each file is
made in a process of its own, as the site makes it, and thrown away; memory is the most that this process ever held. The baseline
is the first design for the same rows: read all of them into a list, write the list as CSV, send the text. What counts are the
ratios to it.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.store_harness import FULL, TENTH, make_country, private_postgres, stamp
from data.export.formats import FORMATS, pieces
from data.export.rows import CSV_COLUMNS, Portion, rows
from data.published import PublishedStore

NAIVE = "first design"
OF_A_CONTEST = ("csv", "json", "xml", "xlsx", "geojson")
OF_ALL = ("all.zip", "cdf.json", "cdf.xml")
PATIENCE_S = 1_200


def first_design(portion: Portion) -> Iterator[bytes]:
    """Yield the CSV of a contest the way it is written first: everything at once."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    writer.writerows(list(rows(portion)))
    yield text.getvalue().encode()


def most_memory() -> float:
    """Return the most memory that this process has held, in MB; the system's other count begins with the parent's."""
    words = Path("/proc/self/status").read_text(encoding="ascii")
    return int(words.partition("VmHWM:")[2].split()[0]) / 1024


def made(root: Path, election: str, name: str) -> dict[str, float]:
    """Make one file in this process and throw it away; return seconds, first byte, bytes and the most memory."""
    store = PublishedStore(root)
    version = store.pointer(election).version
    contest = store.index(election, version).contests[0].code
    form = FORMATS.get(name)
    portion = Portion(store, election, version, contest="" if form and form.whole else contest)
    if name == "geojson":
        portion = Portion(
            store, election, version, contest=contest, level=store.index(election, version).levels[-1]
        )
    started = time.perf_counter()
    first, size = 0.0, 0
    with tempfile.TemporaryDirectory(prefix="matokeo-exports-") as folder:
        for chunk in first_design(portion) if form is None else pieces(form, portion, Path(folder)):
            if chunk and not size:
                first = time.perf_counter() - started
            size += len(chunk)
    return {
        "seconds": time.perf_counter() - started,
        "first": first,
        "megabytes": size / 1e6,
        "memory": most_memory(),
    }


def measured(root: Path, election: str, name: str) -> dict[str, float]:
    """Make one file in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.exports", "--make", name, str(root), election]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def published(url: str, folder: Path) -> str:
    """Let the worker count and publish everything; return the election's code."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": "off",
        "MATOKEO_LOCAL": str(folder),
        "MATOKEO_STORE": str(folder / "store"),
        "LOG_LEVEL": "warning",
    }
    worker = subprocess.Popen([sys.executable, "-m", "dashboard.cli", "worker"], env=environment)
    store = PublishedStore(folder / "store", recheck_s=0)
    try:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            for code in store.elections():
                contests = store.index(code, store.pointer(code).version).contests
                if contests and all(one.stations.counted == one.stations.total for one in contests):
                    return code
            time.sleep(1)
        raise SystemExit("not everything was published in time")
    finally:
        worker.terminate()
        worker.wait(timeout=60)


def report(root: Path, election: str) -> None:
    """Measure every file and print."""
    naive = measured(root, election, NAIVE)
    print(
        f"{'':24}{'all':>9}{'first byte':>12}{'size':>11}{'memory':>10}   first byte / memory, to the first design"
    )
    for name in (NAIVE, *OF_A_CONTEST, *OF_ALL):
        found = naive if name == NAIVE else measured(root, election, name)
        whole = "all contests" if name in OF_ALL else "one contest"
        ratio = f"{found['first'] / naive['first']:.3f} x / {found['memory'] / naive['memory']:.2f} x"
        print(
            f"{name:12}{whole:12}{found['seconds']:7.1f} s{1000 * found['first']:9.0f} ms{found['megabytes']:8.1f} MB"
            f"{found['memory']:7.0f} MB   {'' if name == NAIVE else ratio}",
            flush=True,
        )


def main() -> None:
    """Make a country, publish it, measure; or make one file for the process that measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenth", action="store_true", help="4,623 stations instead of 46,229")
    parser.add_argument("--make", nargs=3, metavar=("FORMAT", "STORE", "ELECTION"), help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.make:
        name, root, election = wanted.make
        print(json.dumps(made(Path(root), election, name)))
        return
    print(stamp())
    with tempfile.TemporaryDirectory(prefix="matokeo-exports-") as folder, private_postgres() as postgres:
        url = make_country(postgres, TENTH if wanted.tenth else FULL, in_already=1.0)
        election = published(url, Path(folder))
        report(Path(folder) / "store", election)


if __name__ == "__main__":
    main()
