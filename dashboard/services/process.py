"""Runs the programs of the services as their account, and tells whose a process is.

Called by `postgres` and `redis`. Ends nothing by name.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from dashboard.services.place import Account
from data.errors import ServiceError

Words = list[str | Path]


def run_as(account: Account | None, command: Words, *, timeout_s: float) -> str:
    """Run `command` as `account` (`None`: as the caller) and return what it printed.

    Raises `ServiceError` with the program's own words when it fails or takes longer than `timeout_s`.
    """
    words = [str(word) for word in command]
    identity: dict[str, object] = {}
    if account is not None:
        identity = {"user": account.uid, "group": account.gid, "extra_groups": []}
    try:
        done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
            words,
            cwd="/",  # the account may not be allowed into ours
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            **identity,
        )
    except FileNotFoundError as error:
        raise ServiceError(f"{words[0]} is not installed.") from error
    except subprocess.TimeoutExpired as error:
        raise ServiceError(f"{Path(words[0]).name} did not end within {timeout_s:.0f} s.") from error
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()
        raise ServiceError(f"{Path(words[0]).name} failed ({done.returncode}): {' / '.join(said[-6:])}")
    return str(done.stdout)


def tail(path: Path, lines: int = 8) -> str:
    """Return the last lines of a log, or an empty text."""
    try:
        return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def command_line(pid: int) -> str | None:
    """Return the command line of `pid`, or `None` when there is no such process or the system does not tell."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return None
