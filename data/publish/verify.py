"""Checks a published version with no database and no trust in the server: a folder, or an address over HTTP.

What is checked: the signature of the manifest (against a known public key if given), the SHA-256 of every file,
the chain of manifests back to the first, parts make the whole inside each document, each row of a document against
the document of that area, a ward's counting forms against its document, and the counts of public incidents.
Called by `matokeo verify`.
"""

from __future__ import annotations

import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from data.errors import NotPublished, StoreDamaged
from data.publish.gate import parts_make_whole
from data.publish.incidents import FILE as INCIDENTS
from data.publish.manifest import sha256_hex, signature_holds
from data.records import Manifest, Pointer
from data.records.publication import PublicIncidents

Read = Callable[[str], bytes]
TIMEOUT_S = 30


@dataclass(slots=True)
class Verdict:
    """What was checked and what does not hold; `problems` empty means that everything does."""

    election: str
    version: int
    files: int = 0
    documents: int = 0
    manifests: int = 0
    public_key: str = ""
    problems: list[str] = field(default_factory=list)


def reader_of(place: str) -> Read:
    """Return how to read files below `place`, a folder or an http(s) address of one election's versions.

    The reader raises `NotPublished` for what is not there.
    """
    if place.startswith(("http://", "https://")):
        return lambda name: _fetch(f"{place.rstrip('/')}/{name}")
    root = Path(place)
    if not root.is_dir():
        raise NotPublished(
            f"{place} is no folder.", remedy="Give the folder that holds latest.json, or its address."
        )
    return lambda name: _read(root, name)


def _fetch(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310 (checked by `reader_of`)
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        raise NotPublished(f"{address} answers {error.code}.") from error
    except (urllib.error.URLError, TimeoutError) as error:
        raise NotPublished(f"{address} cannot be read: {error}") from error


def _read(root: Path, name: str) -> bytes:
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        raise StoreDamaged(f"{name} points outside {root}.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise NotPublished(f"{path} cannot be read: {error.strerror}.") from error


def verify(place: str, *, version: int | None = None, public_key: str | None = None) -> Verdict:
    """Check one version, by default the one that `latest.json` names.

    Raises `NotPublished` when there is nothing to check, `StoreDamaged` when a manifest cannot be read at all.
    """
    read = reader_of(place)
    pointer: Pointer | None = None
    if version is None:
        pointer = _decode(read("latest.json"), Pointer, "latest.json")
        version = pointer.version
    content = read(f"v{version}/manifest.json")
    manifest = _decode(content, Manifest, f"v{version}/manifest.json")
    verdict = Verdict(manifest.election, version, public_key=manifest.public_key)
    if pointer is not None and pointer.manifest_sha256 != sha256_hex(content):
        verdict.problems.append(
            f"latest.json names manifest {pointer.manifest_sha256}, v{version} has {sha256_hex(content)}"
        )
    if manifest.version != version:
        verdict.problems.append(f"v{version}/manifest.json says it is version {manifest.version}")
    _check_chain(read, manifest, public_key, verdict)
    _check_files(read, manifest, verdict)
    return verdict


def _decode(content: bytes, kind: type[Any], name: str) -> Any:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.MsgspecError as error:
        raise StoreDamaged(f"{name} cannot be read: {error}") from error


def _check_chain(read: Read, manifest: Manifest, public_key: str | None, verdict: Verdict) -> None:
    """Walk the manifests back to the first; each must be signed by the same key and hash to what the next says."""
    current: Manifest | None = manifest
    while current is not None:
        verdict.manifests += 1
        name = f"v{current.version}/manifest.json"
        if not signature_holds(current):
            verdict.problems.append(f"{name}: the signature does not hold")
        if current.public_key != (public_key or manifest.public_key):
            verdict.problems.append(f"{name}: signed by another key, {current.public_key}")
        if current.previous_version is None:
            return
        if current.previous_version >= current.version:
            verdict.problems.append(
                f"{name}: follows version {current.previous_version}, which is not earlier"
            )
            return
        before = f"v{current.previous_version}/manifest.json"
        try:
            content = read(before)
        except NotPublished:
            verdict.problems.append(f"{before} is missing: the chain cannot be followed further")
            return
        if sha256_hex(content) != current.previous_sha256:
            verdict.problems.append(f"{before} is not the manifest that v{current.version} follows")
        current = _decode(content, Manifest, before)


def _check_files(read: Read, manifest: Manifest, verdict: Verdict) -> None:
    documents: dict[str, dict[str, Any]] = {}
    for name, entry in sorted(manifest.files.items()):
        path = f"v{entry.version}/{name}"
        try:
            content = read(path)
        except NotPublished:
            verdict.problems.append(f"{path} is missing")
            continue
        verdict.files += 1
        if sha256_hex(content) != entry.sha256:
            verdict.problems.append(f"{path} is not what the manifest says: SHA-256 {sha256_hex(content)}")
        if "/" in name:
            documents[name] = _decode(content, dict, path)
        elif name == INCIDENTS:
            told = _decode(content, PublicIncidents, path)
            verdict.problems.extend(f"{name}: {problem}" for problem in _incidents_agree(told))
    for name, document in documents.items():
        verdict.documents += 1
        if name.startswith("_"):
            verdict.problems.extend(f"{name}: {problem}" for problem in _forms_agree(document, documents))
            continue
        verdict.problems.extend(f"{name}: {problem}" for problem in parts_make_whole(document))
        verdict.problems.extend(f"{name}: {problem}" for problem in _rows_agree(document, documents))


def _forms_agree(file: dict[str, Any], documents: dict[str, dict[str, Any]]) -> list[str]:
    """Compare each station's counting form with its row in the document of its ward: the figures that make the totals."""
    problems = []
    rows: dict[str, dict[str, Any]] = {}
    for form in file["forms"]:
        contest = form["contest"]
        if not form["counting"] or form.get("station") is None:
            continue
        if contest not in rows:
            document = documents.get(f"{contest}/{file['area']['code']}.json", {"children": ()})
            rows[contest] = {child["code"]: child for child in document["children"]}
        row, last = rows[contest].get(form["station"]), form["revisions"][-1]
        told = (last["state"], last["valid"], last["votes"])
        if row is not None and (row["state"], row["valid"], row["votes"]) != told:
            problems.append(f"the form of station {form['station']} is not what {contest} shows")
    return problems


def _incidents_agree(file: PublicIncidents) -> list[str]:
    """Compare the counts of the public incidents with each other and with those that are listed."""
    problems = []
    for name in ("category", "severity", "area"):
        counts: dict[str, int] = getattr(file, f"by_{name}")
        if sum(counts.values()) != file.total:
            problems.append(f"the counts by {name} make {sum(counts.values())}, there are {file.total}")
        values = [one.area.code if name == "area" else getattr(one, name) for one in file.incidents]
        listed = Counter(values)
        problems.extend(
            f"{listed[value]} of {name} {value} are listed, counted are {counts.get(value, 0)}"
            for value in listed
            if listed[value] > counts.get(value, 0)
            or (len(file.incidents) == file.total and listed[value] != counts[value])
        )
    return problems


def _rows_agree(document: dict[str, Any], documents: dict[str, dict[str, Any]]) -> list[str]:
    """Compare each row with the document of its area: one number, wherever it is shown."""
    problems = []
    for row in document["children"]:
        own = documents.get(f"{document['contest']}/{row['code']}.json")
        if row["level"] == "station" or own is None:
            continue
        if (row["valid"], row["cast"], row["rejected"]) != tuple(
            own["votes"][k] for k in ("valid", "cast", "rejected")
        ):
            problems.append(f"row {row['code']} differs from that area's own document")
        if row["votes"] and row["votes"] != {line["code"]: line["votes"] for line in own["candidates"]}:
            problems.append(f"row {row['code']} gives other votes than that area's own document")
    return problems
