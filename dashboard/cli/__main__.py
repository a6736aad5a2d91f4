"""`python -m dashboard.cli`: the same as `matokeo`; child processes are started this way."""

from __future__ import annotations

from dashboard.cli import main

if __name__ == "__main__":
    main(prog_name="matokeo")
