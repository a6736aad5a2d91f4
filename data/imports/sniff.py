"""What a file is, by its content: an archive, one of our own files, a feed. Its name is a hint for nothing but a level.

Called by `intake`. Reads the beginning of the file only; what is in it further on, the check finds.
"""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from data.errors import MatokeoError
from data.records.imports import ImportFormat, ImportKind
from data.records.words import N_

_HEAD = 256 * 1024
_LONGEST_HEADER = 64 * 1024
_MOST_COLUMNS = 200
_NAME = re.compile(r"[^\w .()+-]")

EMPTY = N_("The file is empty.")
UNKNOWN = N_("The file is none that can be imported.")
UNKNOWN_REMEDY = N_("Send a bundle (ZIP), CSV, GeoJSON, or a NIST SP 1500-100 report in JSON or XML.")
ENCODING = N_("The file is not UTF-8 text.")
ENCODING_REMEDY = N_("Save it as UTF-8 (in a spreadsheet: CSV UTF-8) and send it again.")
HEADER = N_("The first line of the file is not a header of columns.")
HEADER_REMEDY = N_("Give each column a name in the first line, and no line more than 64 KB.")


class UploadRefused(MatokeoError):
    """Raised for a file that no job is made of; the message and remedy are messages of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What a file is; `header` are its columns where it needs a mapping."""

    kind: ImportKind
    format: ImportFormat = "matokeo"
    header: tuple[str, ...] = ()

    @property
    def signature(self) -> str | None:
        """The hash of the header, by which a mapping is remembered; `None` where none is needed."""
        return header_signature(self.header) if self.header else None


def header_signature(header: tuple[str, ...]) -> str:
    """Return the hash of a header whatever the case of its letters."""
    folded = [name.strip().casefold() for name in header]
    return hashlib.sha256(msgspec.json.encode(folded)).hexdigest()


def file_name(given: str) -> str:
    """Return the last part of a name as it may be shown and stored; folders and control characters are left out."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = _NAME.sub("_", last).strip(" .")[:120]
    return plain or "file"


def recognise(path: Path) -> Recognised:
    """Return what the file is. Raises `UploadRefused`."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head.strip():
        raise UploadRefused(EMPTY)
    if head.startswith(b"PK\x03\x04"):
        return Recognised(kind="bundle")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith((b"{", b"[")):
        return _json(text)
    if text.startswith(b"<"):
        if b"ElectionReport" in text:
            return Recognised(kind="results", format="nist-xml")
        raise UploadRefused(UNKNOWN, remedy=UNKNOWN_REMEDY)
    return _table(head)


def _json(head: bytes) -> Recognised:
    if b"ElectionResults." in head:
        return Recognised(kind="results", format="nist-json")
    if b'"FeatureCollection"' in head:
        return Recognised(kind="boundaries")
    raise UploadRefused(UNKNOWN, remedy=UNKNOWN_REMEDY)


def _table(head: bytes) -> Recognised:
    header = read_header(head)
    columns = set(header)
    if {"contest", "candidate_code", "votes"} <= columns:
        return Recognised(kind="results")
    if {"contest", "area_code", "candidate_code", "candidate_name"} <= columns:
        return Recognised(kind="candidates")
    if {"station_code", "station_name", "area_code"} <= columns:
        return Recognised(kind="stations")
    if len(header) >= 3:
        return Recognised(kind="results", format="openelections", header=header)
    raise UploadRefused(UNKNOWN, remedy=UNKNOWN_REMEDY)


def read_header(head: bytes) -> tuple[str, ...]:
    """Return the columns that the first line names. Raises `UploadRefused`."""
    head = head.removeprefix(b"\xef\xbb\xbf")
    line = head.split(b"\n", 1)[0]
    if b"\0" in line or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UploadRefused(ENCODING, remedy=ENCODING_REMEDY)
    if len(line) > _LONGEST_HEADER:
        raise UploadRefused(HEADER, remedy=HEADER_REMEDY)
    try:
        text = line.decode("utf-8").rstrip("\r")
        found = next(csv.reader([text], strict=True), [])
    except UnicodeDecodeError:
        raise UploadRefused(ENCODING, remedy=ENCODING_REMEDY) from None
    except csv.Error:
        raise UploadRefused(HEADER, remedy=HEADER_REMEDY) from None
    names = tuple(name.strip() for name in found)
    if not names or not all(names) or len(names) > _MOST_COLUMNS or any(not n.isprintable() for n in names):
        raise UploadRefused(HEADER, remedy=HEADER_REMEDY)
    return names
