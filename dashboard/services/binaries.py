"""Which PostgreSQL servers are installed here, and which of them to run.

Called by `postgres` and `packages`. Standard library only: `environment` installs packages with it before anything
else is there.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from data.errors import ServiceError

_DEBIAN_BINARIES = Path("/usr/lib/postgresql")

REMEDY = (
    "Install PostgreSQL 15 or newer with PostGIS 3 (Debian/Ubuntu: `apt-get install postgresql-15-postgis-3 redis-server`), "
    "or set DATABASE_URL and REDIS_URL, or run `docker compose -f deploy/compose.yaml up`."
)


@dataclass(frozen=True)
class Binaries:
    """One installed PostgreSQL: the directory of its programs and its major version."""

    directory: Path
    major: int
    has_postgis: bool


def installed_binaries() -> list[Binaries]:
    """Find every installed PostgreSQL server, newest first."""
    directories = {path.parent.resolve() for path in _DEBIAN_BINARIES.glob("*/bin/initdb")}
    on_path = shutil.which("initdb")
    if on_path:
        directories.add(Path(on_path).resolve().parent)
    found = [made for made in map(_inspect, directories) if made is not None]
    return sorted(found, key=lambda made: made.major, reverse=True)


def choose_binaries(found: list[Binaries], *, made_by: int | None, data: Path) -> Binaries:
    """Choose the PostgreSQL to run: the version that made the cluster, else the newest that has PostGIS.

    Raises `ServiceError` that says what is missing.
    """
    usable = [made for made in found if made.has_postgis]
    if not usable:
        missing = "PostGIS for it" if found else "PostgreSQL with PostGIS"
        raise ServiceError(f"{missing} is not installed.", remedy=REMEDY)
    if made_by is None:
        return usable[0]
    for made in usable:
        if made.major == made_by:
            return made
    raise ServiceError(
        f"The data in {data} were made by PostgreSQL {made_by}, which is not installed (there is {usable[0].major}).",
        remedy=f"Install postgresql-{made_by}-postgis-3, or delete the directory to begin anew.",
    )


def _inspect(directory: Path) -> Binaries | None:
    if not (directory / "pg_ctl").exists():
        return None
    try:
        version = subprocess.run(  # noqa: S603
            [directory / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
        major = int(re.findall(r"\d+", version)[0])
        has_postgis = _has_postgis(directory, major)
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None
    return Binaries(directory=directory, major=major, has_postgis=has_postgis)


def _has_postgis(directory: Path, major: int) -> bool:
    # Debian's pg_config in this directory needs the -dev package; its share directory is fixed.
    if Path(f"/usr/share/postgresql/{major}/extension/postgis.control").exists():
        return True
    said = subprocess.run(  # noqa: S603
        [directory / "pg_config", "--sharedir"], capture_output=True, text=True, timeout=20, check=False
    )
    return said.returncode == 0 and (Path(said.stdout.strip()) / "extension/postgis.control").exists()
