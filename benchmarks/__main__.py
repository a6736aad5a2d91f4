"""Runs the benchmarks one after the other, as `make bench` does; `--write` puts what they print into docs/benchmarks.md.

Each is a module of its own with its own options and baseline; this knows only their names.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ALL = (
    *(
        "import_bundle",
        "tally_freshness",
        "publish_to_paint",
        "web_documents",
        "embeds",
        "exports",
        "sse_listeners",
        "audit",
    ),
    *("entry_store", "entry_http", "verify_clerk", "anomalies", "board", "wards", "first_figures"),
)
ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- last run: written by make bench -->", "<!-- end of last run -->"


def main() -> int:
    """Run what is asked for (default: all); return 1 when one failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(ALL)}")
    parser.add_argument("--write", action="store_true", help="put the results into docs/benchmarks.md")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(ALL)
    if unknown:
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    results: list[tuple[str, str]] = []
    failed = 0
    for name in arguments.names or ALL:
        print(f"\n== {name}", flush=True)
        code, said = _run(name)
        failed += code != 0
        results.append((name, said if code == 0 else f"{said}\nfailed with exit code {code}"))
    if arguments.write:
        REPORT.write_text(_report(REPORT, results), encoding="utf-8")
        print(f"\nWritten to {REPORT.relative_to(ROOT)}.")
    return 1 if failed else 0


def _run(name: str) -> tuple[int, str]:
    """Run one benchmark, passing on what it prints as it comes; return its exit code and what it printed."""
    command = [sys.executable, "-m", f"benchmarks.{name}"]
    lines = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return process.returncode, "".join(lines).rstrip()


def _report(path: Path, results: list[tuple[str, str]]) -> str:
    """Return the document with the last run replaced, everything else as it was."""
    run = "\n\n".join([BEGIN, f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}"])
    for name, said in results:
        run += f"\n\n### {name}\n\n```\n{said}\n```"
    run += f"\n\n{END}"
    words = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    if BEGIN not in words:
        return f"{words.rstrip()}\n\n## Last run\n\n{run}\n"
    return re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: run, words, flags=re.DOTALL)


def _machine() -> str:
    """Describe this machine: processor, cores, memory, interpreter."""
    try:
        models = re.findall(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.M)
    except OSError:
        models = []
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = models[0] if models else platform.machine()
    return f"{processor}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"


if __name__ == "__main__":
    sys.exit(main())
