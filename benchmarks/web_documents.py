"""How fast one gunicorn worker serves a cached document, beside a bare Flask route that returns the same bytes.

Both run with one gevent worker and the configuration of production; rounds alternate, the ratio is the median of the
rounds. Where nginx is installed its rate for the same file, with one process, is printed as the limit.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from benchmarks.web_harness import ELECTION, build_store, gunicorn, nginx, once, rate, report, request_bytes

DOCUMENT = f"/data/{ELECTION}/v1/president/FX.json"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="length of one round of one address")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--children", type=int, default=150, help="rows of the document (150: about 50 KB)")
    parser.add_argument("--json", type=Path, help="add the figures to this file")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="matokeo-bench-") as name:
        folder = Path(name)
        build_store(folder / "store", children=arguments.children)
        figures = measure(folder, seconds=arguments.seconds, rounds=arguments.rounds)
    report("web_documents", figures, arguments.json)


def measure(folder: Path, *, seconds: float, rounds: int) -> dict[str, object]:
    """Return rates and ratios of every address."""
    store = folder / "store"
    file = store / ELECTION / "v1" / "president" / "FX.json"
    environ = {"MATOKEO_STORE": str(store), "BENCH_FILE": str(file)}
    with (
        gunicorn("bare", environ) as baseline,
        gunicorn("attached", environ) as ours,
        nginx(folder, folder / "nginx") as static,
    ):
        tag = _header(once(ours.port, request_bytes(DOCUMENT)), b"etag")
        asked = {
            "bare Flask, same bytes": (baseline.port, request_bytes("/document")),
            "document": (ours.port, request_bytes(DOCUMENT)),
            "document, brotli": (ours.port, request_bytes(DOCUMENT, {"Accept-Encoding": "gzip, br"})),
            "document, 304": (ours.port, request_bytes(DOCUMENT, {"If-None-Match": tag})),
            "latest.json": (ours.port, request_bytes(f"/data/{ELECTION}/latest.json")),
            "station in all contests": (
                ours.port,
                request_bytes(f"/api/v1/elections/{ELECTION}/stations/001000100001001"),
            ),
            "search": (ours.port, request_bytes(f"/api/v1/elections/{ELECTION}/search?q=nairobbi")),
        }
        if static is not None:
            asked["nginx, same file"] = (static, request_bytes("/store" + DOCUMENT.removeprefix("/data")))
        rates: dict[str, list[float]] = {what: [] for what in asked}
        for _ in range(rounds):
            for what, (port, request) in asked.items():
                rates[what].append(rate(port, request, seconds=seconds))
    figures: dict[str, object] = {"bytes": file.stat().st_size}
    base = rates["bare Flask, same bytes"]
    for what, found in rates.items():
        figures[f"{what}, requests/s"] = statistics.median(found)
        figures[f"{what}, ratio"] = statistics.median(a / b for a, b in zip(found, base, strict=True))
    return figures


def _header(answer: bytes, name: bytes) -> str:
    for line in answer.split(b"\r\n\r\n", 1)[0].split(b"\r\n"):
        if line.lower().startswith(name + b":"):
            return line.split(b":", 1)[1].strip().decode()
    raise SystemExit(f"The answer has no {name.decode()}.")


if __name__ == "__main__":
    main()
