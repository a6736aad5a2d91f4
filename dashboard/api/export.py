"""`/api/v1/elections/<e>/export/...`: a contest or the whole election of one version as a file, sent as it is read.

Formats are those of `data.export.formats`; with `.sha256` behind its name each tells its digest, which is counted once
for a version. How many run at a time is the lane's business.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO

from flask import Blueprint, Response, abort, request

from dashboard.access import access
from dashboard.api.elections import pinned_index
from dashboard.api.replies import FRESH, IMMUTABLE, accept_encoding, has_tag, only
from dashboard.api.sending import ExportLane
from dashboard.api.shelf import Shelf
from dashboard.aside import aside
from dashboard.parts import Parts
from data.cache import version_key
from data.errors import NoSuchPart
from data.export.formats import FORMATS, Format, pieces
from data.export.rows import Portion
from data.published import PublishedStore, acceptable

DIGEST = ".sha256"
_TEXT = ("text/", "application/json", "application/xml")


def export_blueprint(parts: Parts, lane: ExportLane) -> Blueprint:
    """Return the routes over the store of `parts`; they run in `lane`."""
    blueprint = Blueprint("export", __name__, url_prefix="/api/v1/elections")
    exports = _Exports(parts, lane)

    @blueprint.get("/<election>/export/<name>")
    @access("public")
    def export(election: str, name: str) -> Response:
        """One contest, or the whole election, as a file; or the digest of that file."""
        form, contest = _format(name.removesuffix(DIGEST))
        only("text/plain" if name.endswith(DIGEST) else form.media)
        index, pinned = pinned_index(parts.store, election)
        if form.limited:
            contest = request.args.get("contest", "")
        portion = Portion(
            parts.store, election, index.version, contest,
            level=None if form.whole and not form.limited else request.args.get("level") or None,
            area=None if form.whole else request.args.get("area") or None,
            origin=parts.options.public_url, licence=parts.options.licence,
        )  # fmt: skip
        try:
            if not form.whole:
                portion.checked()
            if name.endswith(DIGEST):
                return exports.digest(form, portion, pinned=pinned)
            return exports.file(form, portion, pinned=pinned)
        except NoSuchPart as error:
            abort(400, str(error))

    return blueprint


def _format(name: str) -> tuple[Format, str]:
    """Return the format that a name ends with and the contest before it, empty for files of the election."""
    whole = FORMATS.get(name)
    if whole is not None and whole.whole:
        return whole, ""
    contest, _, ending = name.rpartition(".")
    form = FORMATS.get(ending)
    if form is None or form.whole or not contest:
        kinds = ", ".join(f".{one.name}" for one in FORMATS.values() if not one.whole)
        files = ", ".join(one.name for one in FORMATS.values() if one.whole)
        abort(404, f"Exports are <contest> with {kinds}; of the election {files}.")
    return form, contest


class _Exports:
    """The exports of this process: those that run in its lane, the built ones on the shelf."""

    def __init__(self, parts: Parts, lane: ExportLane) -> None:
        self._parts = parts
        self._lane = lane
        self._shelf = Shelf()

    def file(self, form: Format, portion: Portion, *, pinned: bool) -> Response:
        """Answer with the file, or with 304 when the client has it."""
        gzip = not form.packed and "gzip" in acceptable(accept_encoding())
        tag = f'"{hashlib.blake2b(_key(form, portion).encode(), digest_size=12).hexdigest()}{"-gzip" * gzip}"'
        if has_tag(request.environ.get("HTTP_IF_NONE_MATCH"), tag):
            cache = IMMUTABLE if pinned else FRESH
            return Response(
                status=304, headers={"ETag": tag, "Cache-Control": cache, "Vary": "Accept-Encoding"}
            )
        name = form.file_name(portion)
        # Descriptions are read where they are; tables are kept.
        how = "inline" if form.whole and not form.packed else "attachment"
        text = "; charset=utf-8" if form.media.startswith(_TEXT) else ""
        return self._lane.send(
            self._chunks(form, portion),
            index=portion.index,
            pinned=pinned,
            media=form.media + text,
            name=name,
            packed=form.packed,
            headers={"ETag": tag, "Content-Disposition": f'{how}; filename="{name}"'},
        )

    def digest(self, form: Format, portion: Portion, *, pinned: bool) -> Response:
        """Answer with the SHA-256 of the file's plain bytes, in the form that `sha256sum -c` reads."""

        def count() -> bytes:
            with self._lane.place():
                return aside(lambda: _sha256(form, _apart(portion))).encode()

        found = self._parts.cache.get(_key(form, portion) + DIGEST, count).decode()
        headers = {"Cache-Control": IMMUTABLE if pinned else FRESH, "X-Matokeo-Version": str(portion.version)}
        body = f"{found}  {form.file_name(portion)}\n"
        return Response(body, headers=headers, content_type="text/plain; charset=utf-8")

    def _chunks(self, form: Format, portion: Portion) -> Iterator[bytes]:
        """The file in pieces; a workbook is built now, so that what goes wrong is told and not cut off."""
        build = form.build
        if build is None:
            return pieces(form, portion, Path())
        if request.method == "HEAD":
            return iter(())
        with self._lane.place():
            file = self._shelf.open(_key(form, portion), lambda path: build(_apart(portion), path))
        return _read(file)


def _read(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(65_536):
            yield chunk


def _apart(portion: Portion) -> Portion:
    """Return the same with a reader of its own, for a thread beside the event loop: readers share locks that are its."""
    return replace(portion, store=PublishedStore(portion.store.root))


def _sha256(form: Format, portion: Portion) -> str:
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="matokeo-digest-") as folder:
        for chunk in pieces(form, portion, Path(folder)):
            digest.update(chunk)
    return digest.hexdigest()


def _key(form: Format, portion: Portion) -> str:
    """What the bytes of a file depend on."""
    given = (portion.contest, portion.level or "", portion.area or "", portion.origin, portion.licence.name)
    return version_key(portion.index, "export", form.name, *map(repr, given), _program())


@cache
def _program() -> str:
    """The version of this program: another one may write other bytes."""
    try:
        return version("matokeo")
    except PackageNotFoundError:
        return "0"
