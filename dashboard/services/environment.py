"""Makes `.venv` from a hash-pinned lock. Run by the Makefile as a script, before anything is installed.

Uses the standard library only and imports nothing of Matokeo. Does nothing when the lock has not changed since
the last time: a stamp in the environment holds the hash of what was installed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"


def main(words: list[str]) -> int:
    """Install `requirements.lock` (with `dev`: `requirements-dev.lock`) and Matokeo itself; return the exit code."""
    lock = ROOT / ("requirements-dev.lock" if "dev" in words else "requirements.lock")
    try:
        make_venv()
        if not is_installed(lock):
            with system_packages():
                install(lock)
    except subprocess.CalledProcessError as error:
        print(f"{error.cmd[0]} failed ({error.returncode}); see above.", file=sys.stderr)
        return 1
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def make_venv() -> None:
    """Make the virtual environment unless it is there and its interpreter still runs."""
    python = VENV / "bin" / "python"
    if python.exists() and _quiet([python, "-m", "pip", "--version"]) == 0:
        return
    print(f"Making {VENV} with Python {sys.version.split()[0]} ...", flush=True)
    if _quiet([sys.executable, "-c", "import ensurepip"]) != 0:
        _install_venv_package()
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)  # noqa: S603


def is_installed(lock: Path) -> bool:
    """Tell whether the stamp says that exactly this lock was installed."""
    stamp = _stamp(lock)
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint(
        [lock, ROOT / "pyproject.toml"]
    )


@contextmanager
def system_packages() -> Iterator[None]:
    """Install missing system packages while pip works: apt waits for the disk, pip for the processor.

    What fails here fails again, with words, in `matokeo services prepare`.
    """
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from dashboard.services.packages import install_services;"
        "install_services(lambda words: print(words, flush=True))"
    )
    command = [sys.executable, "-I", "-c", code, str(ROOT)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        process.wait()


def install(lock: Path) -> None:
    """Install what `lock` names and Matokeo itself, and leave the stamp that says so."""
    started = time.monotonic()
    print(f"Installing {lock.name} ...", flush=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    # Modules are compiled when first imported: most of them never are, and compiling all takes as long as the rest.
    subprocess.run([*pip, "--no-compile", "--require-hashes", "--no-deps", "-r", str(lock)], check=True)  # noqa: S603
    _install_matokeo(pip)
    _stamp(lock).write_text(fingerprint([lock, ROOT / "pyproject.toml"]), encoding="utf-8")
    print(f"Installed in {time.monotonic() - started:.0f} s.", flush=True)


def _install_matokeo(pip: list[str]) -> None:
    command = [*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    # setuptools warns of what an editable install is; that is worth reading only when it fails.
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        print(done.stdout, done.stderr, file=sys.stderr)
        raise subprocess.CalledProcessError(done.returncode, command)


def fingerprint(files: list[Path]) -> str:
    """Return one SHA-256 over the contents of `files` and this interpreter's version."""
    digest = hashlib.sha256(sys.version.encode())
    for file in files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _install_venv_package() -> None:
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise OSError(
            f"This Python has no ensurepip. Install the package {package} (Debian/Ubuntu) and try again."
        )
    print(f"Installing {package} ...", flush=True)
    apt = ["apt-get", "-o", "DPkg::Lock::Timeout=180"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", package]):
        subprocess.run([*apt, *step], check=True, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603


def _stamp(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def _quiet(command: list[str | Path]) -> int:
    return subprocess.run(  # noqa: S603
        [str(word) for word in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
