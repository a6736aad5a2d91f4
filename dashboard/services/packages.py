"""Installs what a machine lacks, by apt where that is possible; starts no service of the distribution.

Called by `dashboard.services.private` and `matokeo services install`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dashboard.services.binaries import REMEDY, installed_binaries
from data.errors import ServiceError

_POLICY = Path("/usr/sbin/policy-rc.d")
_CLUSTER_SWITCH = Path("/etc/postgresql-common/createcluster.d/matokeo-setup.conf")
_REFUSE = "#!/bin/sh\nexit 101\n"

# What the tests need beside the services: program -> Debian package; the browser has a choice of its own.
TEST_PROGRAMS = {"node": "nodejs", "nginx": "nginx-light"}
# Chromium without windows does the same in half the time: no user interface is drawn beside each page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def missing_services() -> list[str]:
    """Return what the private services lack on this machine: `postgis`, `redis`, or neither."""
    missing = []
    if not any(made.has_postgis for made in installed_binaries()):
        missing.append("postgis")
    if shutil.which("redis-server") is None:
        missing.append("redis")
    return missing


def install_services(say: Callable[[str], None]) -> None:
    """Install PostgreSQL+PostGIS and Redis when they are missing.

    Raises `ServiceError` with what to do where this cannot be done here.
    """
    missing = missing_services()
    if not missing:
        return
    _check_possible(" and ".join(missing), REMEDY)
    _refresh_lists(say)
    packages = []
    if "postgis" in missing:
        packages.append(_postgis_package())
    if "redis" in missing:
        packages.append("redis-server")
    _install(packages, say)
    left = missing_services()
    if left:
        raise ServiceError(
            f"Installed {', '.join(packages)}, yet {' and '.join(left)} is not found.", remedy=REMEDY
        )


def install_test_programs(say: Callable[[str], None]) -> None:
    """Install the programs that only the tests need (browser, Node, nginx) when they are missing."""
    packages = [package for program, package in TEST_PROGRAMS.items() if find_program(program) is None]
    browserless = find_browser() is None
    if not packages and not browserless:
        return
    wanted = [*packages, *(["Chromium"] if browserless else [])]
    _check_possible(", ".join(wanted), f"Install {', '.join(wanted)}; the tests need them.")
    _refresh_lists(say)
    _install([*packages, *([_browser_package()] if browserless else [])], say)


def find_browser() -> str | None:
    """Return the path of Chromium, preferably the one without windows."""
    return next(filter(None, map(find_program, BROWSERS)), None)


def find_program(name: str) -> str | None:
    """Return the path of a program, also where only root's PATH would have it."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))


def _check_possible(what: str, remedy: str) -> None:
    if shutil.which("apt-get") is None:
        raise ServiceError(f"{what} is not installed, and this system has no apt-get.", remedy=remedy)
    if os.geteuid() != 0:
        raise ServiceError(f"{what} is not installed, and only root may install it.", remedy=remedy)


def _refresh_lists(say: Callable[[str], None]) -> None:
    say("Reading the package lists ...")
    _apt(["update", "-q"])


def _postgis_package() -> str:
    """Choose `postgresql-NN-postgis-3`: for a server that is already installed, else the newest on offer."""
    said = _offered("^postgresql-[0-9]+-postgis-3$")
    offered = sorted((int(n) for n in re.findall(r"^postgresql-(\d+)-postgis-3\b", said, re.M)), reverse=True)
    if not offered:
        raise ServiceError("The package lists offer no postgresql-NN-postgis-3.", remedy=REMEDY)
    installed = [made.major for made in installed_binaries()]
    fitting = [major for major in installed if major in offered]
    return f"postgresql-{(fitting or offered)[0]}-postgis-3"


def _browser_package() -> str:
    """Choose the package of Chromium without windows where it is on offer, else the whole one."""
    return BROWSERS[0] if _offered(f"^{BROWSERS[0]}$").strip() else "chromium"


def _offered(pattern: str) -> str:
    """Return the packages on offer whose names match, a line each."""
    return subprocess.run(  # noqa: S603
        ["apt-cache", "search", "--names-only", pattern],  # noqa: S607
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    ).stdout


def _install(packages: Sequence[str], say: Callable[[str], None]) -> None:
    say(f"Installing {', '.join(packages)} ...")
    with _no_services_started():
        _apt(["install", "-y", "-q", "--no-install-recommends", *packages])


def _apt(words: Sequence[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(  # noqa: S603
        ["apt-get", "-o", "DPkg::Lock::Timeout=180", *words],  # noqa: S607
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = " / ".join((done.stderr or done.stdout).strip().splitlines()[-5:])
        raise ServiceError(f"apt-get {words[0]} failed: {said}", remedy=REMEDY)


@contextmanager
def _no_services_started() -> Iterator[None]:
    """Keep the packages' scripts from starting servers and from making a system cluster.

    Both switches are put back: this machine's later installs are not our business.
    """
    with ExitStack() as undo:
        if not _POLICY.exists():
            _POLICY.write_text(_REFUSE, encoding="utf-8")
            _POLICY.chmod(0o755)
            undo.callback(_POLICY.unlink, missing_ok=True)
        if not _CLUSTER_SWITCH.exists():
            _CLUSTER_SWITCH.parent.mkdir(parents=True, exist_ok=True)
            _CLUSTER_SWITCH.write_text("create_main_cluster = false\n", encoding="utf-8")
            undo.callback(_CLUSTER_SWITCH.unlink, missing_ok=True)
        yield
