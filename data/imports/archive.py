"""Unpacks the ZIP of an election bundle into a directory of its own: never outside it, never more than allowed.

Called by `preview` and `loading`. It trusts nothing that the archive says of itself: names are checked, bytes are counted as they
come.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from data.imports.sniff import UploadRefused
from data.records.words import N_

_MOST_FILES = 500
#: All files of a bundle together may have so many times what one may have.
_TIMES = 4
_PIECE = 256 * 1024
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

DAMAGED = N_("The archive is damaged or encrypted.")
DAMAGED_REMEDY = N_("Pack the bundle again as a plain ZIP without a password.")
OUTSIDE = N_("The archive holds a file whose place is outside of it.")
OUTSIDE_REMEDY = N_("Pack the folder of the bundle itself: no links, no absolute names, no `..`.")
BOMB = N_("The archive unpacks to more than a bundle may hold.")
BOMB_REMEDY = N_("Leave out what is not part of the bundle, or raise MATOKEO_IMPORT_MAX_MB.")
NO_BUNDLE = N_("The archive holds no election.toml.")
NO_BUNDLE_REMEDY = N_("Pack the files of an election bundle; docs/bundle-format.md lists them.")


def unpack(path: Path, target: Path, *, max_bytes: int) -> Path:
    """Unpack the archive into `target` and return the folder that holds election.toml. Raises `UploadRefused`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive)
            _extract(archive, members, target, max_bytes)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise UploadRefused(DAMAGED, remedy=DAMAGED_REMEDY) from error
    return _root(target, members)


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of the archive; refuse it where one would be written elsewhere."""
    files = [info for info in archive.infolist() if not info.is_dir()]
    kept = [info for info in files if not _ignored(info.filename)]
    if len(kept) > _MOST_FILES:
        raise UploadRefused(BOMB, remedy=BOMB_REMEDY)
    seen: set[str] = set()
    for info in kept:
        mode = info.external_attr >> 16
        if not _inside(info.filename) or (stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
            raise UploadRefused(OUTSIDE, remedy=OUTSIDE_REMEDY)
        if info.flag_bits & 0x1 or info.filename.casefold() in seen:
            raise UploadRefused(DAMAGED, remedy=DAMAGED_REMEDY)
        seen.add(info.filename.casefold())
    return kept


def _ignored(name: str) -> bool:
    return name.startswith(_IGNORED[0]) or name.rpartition("/")[2] in _IGNORED[1:]


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and "\\" not in name and ":" not in name and len(name) < 300
    return plain and bool(parts) and not name.startswith("/") and ".." not in parts


def _extract(
    archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo], target: Path, max_bytes: int
) -> None:
    left = max_bytes * _TIMES
    for info in members:
        path = target / info.filename
        path.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with archive.open(info) as packed, path.open("xb") as file:
            while piece := packed.read(_PIECE):
                written += len(piece)
                # Counted, not believed: the size in the archive is the sender's word.
                if written > min(left, max_bytes):
                    raise UploadRefused(BOMB, remedy=BOMB_REMEDY)
                file.write(piece)
        left -= written


def _root(target: Path, members: list[zipfile.ZipInfo]) -> Path:
    """Return the folder of election.toml: the archive's root, or the one folder in it."""
    names = {info.filename for info in members}
    if "election.toml" in names:
        return target
    tops = {name.split("/", 1)[0] for name in names}
    if len(tops) == 1 and f"{(top := next(iter(tops)))}/election.toml" in names:
        return target / top
    raise UploadRefused(NO_BUNDLE, remedy=NO_BUNDLE_REMEDY)
