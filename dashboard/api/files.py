"""`/data/...`: the published files at the addresses where a web server or CDN would serve them.

A version is sparse: the address of every document works in every version, whichever folder holds the file. What a
client gets are the publisher's own bytes, so hashes of the manifest hold.
"""

from __future__ import annotations

from flask import Blueprint, Response

from dashboard.access import access
from dashboard.api.replies import FRESH, IMMUTABLE, accept_encoding, deliver, tagged
from dashboard.parts import Parts
from data.errors import NotPublished
from data.published import PublishedStore, Variant


def files_blueprint(parts: Parts) -> Blueprint:
    """Return the routes over the store of `parts`."""
    store = parts.store
    blueprint = Blueprint("files", __name__, url_prefix="/data")

    @blueprint.get("/<election>/latest.json")
    @access("public")
    def latest(election: str) -> Response:
        """Which version is public now."""
        return deliver(pointer_variant(store, election), cache=FRESH)

    @blueprint.get("/geo/<sha>.json")
    @access("public")
    def geometry(sha: str) -> Response:
        """TopoJSON of the areas of one parent area."""
        return deliver(store.variant(store.geometry_path(sha), accept_encoding()), cache=IMMUTABLE)

    @blueprint.get("/<election>/<version>/<name>")
    @access("public")
    def version_file(election: str, version: str, name: str) -> Response:
        """A file of a version: index, manifest, places, stations, held forms, changes."""
        return _file(store, election, version, name)

    @blueprint.get("/<election>/<version>/<contest>/<area>")
    @access("public")
    def document(election: str, version: str, contest: str, area: str) -> Response:
        """The results document of one contest in one area."""
        return _file(store, election, version, f"{contest}/{area}")

    @blueprint.get("/<path:rest>")
    @access("public")
    def nothing(rest: str) -> Response:
        """Anything else here is no file; without this the pages' catch-all would answer with HTML."""
        raise NotPublished(f"There is no published file {rest[:80]!r}.")

    return blueprint


def pointer_variant(store: PublishedStore, election: str) -> Variant:
    """Return `latest.json` as it lies in the store; it is smaller than any compression gains."""
    return tagged(store.pointer_bytes(election))


def _file(store: PublishedStore, election: str, version: str, name: str) -> Response:
    number = version_number(version)
    return deliver(store.variant(store.path(election, number, name), accept_encoding()), cache=IMMUTABLE)


def version_number(text: str) -> int:
    """Return 812 for `v812`; anything else, also `v0812`, is not the address of a version."""
    digits = text[1:]
    if not (
        text[:1] == "v" and digits.isascii() and digits.isdigit() and len(digits) <= 9 and digits[0] != "0"
    ):
        raise NotPublished(f"{text[:40]!r} is not a version.")
    return int(digits)
