"""All tables of an election in one ZIP, written while it is sent: nothing is built first and no file is kept.

Called through `data.export.formats`. Equal for equal versions byte by byte: times in it are the version's own, the order
is fixed. Ends with `SHA256SUMS` over everything before it.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from data.export.codebook import codebook_csv, codebook_json
from data.export.columns import REGISTERS
from data.export.package import Written, archive_package
from data.export.registers import register_chunks
from data.export.rows import Portion, moment
from data.export.text import csv_chunks

if TYPE_CHECKING:
    from typing_extensions import Buffer

_LEVEL = 6


class _Pipe(io.RawIOBase):
    """What `zipfile` writes into: a stream that nobody can seek, emptied after each piece."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Buffer) -> int:
        taken = bytes(piece)
        self._pieces.append(taken)
        return len(taken)

    def taken(self) -> bytes:
        out = b"".join(self._pieces)
        self._pieces.clear()
        return out


def archive_chunks(portion: Portion) -> Iterator[bytes]:
    """Yield the archive of a version in pieces; it holds no more than one document and one piece in memory."""
    portion.store.index(
        portion.election, portion.version
    )  # what is not published is refused before the first byte
    return _Archive(portion).chunks()


class _Archive:
    """One archive while it is written."""

    def __init__(self, portion: Portion) -> None:
        self._portion = portion
        index = portion.index
        self._test = "TEST-" if index.is_test else ""
        self._folder = f"{self._test}{index.election}-v{index.version}/"
        at = index.published_at.astimezone(UTC)
        # ZIP knows no year before 1980, and no zone: this is UTC.
        self._time = (max(at.year, 1980), at.month, at.day, at.hour, at.minute, at.second)
        self._pipe = _Pipe()
        self._zip = zipfile.ZipFile(self._pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._written: dict[str, Written] = {}

    def chunks(self) -> Iterator[bytes]:
        portion = self._portion
        tables = [
            (f"results/{self._test}{line.code}.csv", portion.of(line.code)) for line in portion.index.contests
        ]
        for name, part in tables:
            yield from self._entry(name, csv_chunks(part))
        for table in REGISTERS:
            yield from self._entry(f"{self._test}{table.name}.csv", register_chunks(portion, table))
        described = archive_package(portion, self._written)
        yield from self._entry("datapackage.json", [described])
        yield from self._entry("codebook.json", codebook_json(portion))
        yield from self._entry("codebook.csv", codebook_csv(portion))
        # As published, to the byte: its SHA-256 is the one that the pointer and the next manifest name.
        manifest = portion.store.path(portion.election, portion.version, "manifest.json").read_bytes()
        yield from self._entry("manifest.json", [manifest])
        yield from self._entry("LICENCE", [_licence(portion).encode()])
        yield from self._entry("README.txt", [_readme(portion, self._written).encode()])
        sums = "".join(f"{one.sha256}  {name}\n" for name, one in self._written.items())
        yield from self._entry("SHA256SUMS", [sums.encode()])
        self._zip.close()
        yield self._pipe.taken()

    def _entry(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        about = zipfile.ZipInfo(self._folder + name, date_time=self._time)
        about.compress_type = zipfile.ZIP_DEFLATED
        about.create_system = 3
        about.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        size = 0
        with self._zip.open(about, "w") as entry:
            for chunk in chunks:
                entry.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                piece = self._pipe.taken()
                if piece:
                    yield piece
        self._written[name] = Written(digest.hexdigest(), size)
        piece = self._pipe.taken()
        if piece:
            yield piece


def _licence(portion: Portion) -> str:
    licence = portion.licence
    asked = (
        "Nothing is asked in return."
        if licence.waives
        else "Name the source when you use them: the election, the version, and where you took them from."
    )
    return f"{licence.title} ({licence.name})\n{licence.url}\n\n{asked}\n{citation(portion)}\n"


def citation(portion: Portion) -> str:
    """Return how to name these figures as a source."""
    index = portion.index
    rehearsal = "REHEARSAL, never results. " if index.is_test else ""
    where = f" {portion.origin}" if portion.origin else ""
    return (
        f"{rehearsal}{index.title}, results as published, version {index.version} of "
        f"{moment(index.published_at)} ({index.status}).{where}"
    )


def _readme(portion: Portion, written: dict[str, Written]) -> str:
    index = portion.index
    lines = [
        index.title,
        "=" * len(index.title),
        "",
        *(
            ["THIS IS A REHEARSAL. The figures are invented or replayed. Never show them as results.", ""]
            if index.is_test
            else []
        ),
        f"Election   {index.election}",
        f"Version    {index.version}",
        f"Published  {moment(index.published_at)}",
        f"Status     {index.status}",
        f"Licence    {portion.licence.title} ({portion.licence.name})",
        "",
        "These are the published figures of one version, which never changes. While the status begins with",
        "unofficial, they are sums of result forms and not the declared result.",
        "",
        "An empty cell is unknown, never zero. Rows of an area and of what lies in it hold the same votes: filter by",
        "level before adding up. A text that a spreadsheet would run as a formula begins with an apostrophe.",
        "",
        "Files",
        "-----",
        *(f"{name}  ({one.size:,} bytes)" for name, one in written.items()),
        "SHA256SUMS  (check with: sha256sum -c SHA256SUMS)",
        "",
        "codebook.csv and codebook.json say what each column means; datapackage.json says it for programs.",
        "manifest.json is the signed list of the published documents that these tables were written from. Check them with:",
        f"  matokeo verify {portion.origin}/data/{index.election}/v{index.version}/",
        "",
        "How to name the source",
        "----------------------",
        citation(portion),
        "",
    ]
    return "\n".join(lines)
