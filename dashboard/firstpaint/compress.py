"""Compressed representations of a body and the choice among them; called by the page and bundle caches.

Never compresses during a request what is already compressed in the cache.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass

import brotli
from flask import Request, Response

from data.published import acceptable

_SMALL = 512
#: Already compressed: packing them again only costs.
_PACKED = ("image/png", "image/jpeg", "application/pdf")


@dataclass(frozen=True)
class Packed:
    """One body in its three representations with a strong tag of its plain bytes."""

    plain: bytes
    mimetype: str
    etag: str
    br: bytes | None = None
    gzip: bytes | None = None

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return len(self.plain) + len(self.br or b"") + len(self.gzip or b"")


def pack(body: bytes, mimetype: str, *, quality: int = 5) -> Packed:
    """Compress `body` once with brotli (`quality`) and gzip; tiny bodies and pictures stay as they are."""
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    if len(body) < _SMALL or mimetype in _PACKED:
        return Packed(body, mimetype, etag)
    return Packed(
        body,
        mimetype,
        etag,
        br=brotli.compress(body, quality=quality, mode=brotli.MODE_TEXT),
        gzip=gzip.compress(body, 9 if quality > 9 else 6, mtime=0),
    )


def pack_for(body: bytes, mimetype: str, request: Request) -> Packed:
    """Compress what is answered once, to one client, only as that client likes it best."""
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    liked = next(iter(acceptable(request.headers.get("Accept-Encoding"))), None)
    if len(body) < _SMALL or liked is None:
        return Packed(body, mimetype, etag)
    if liked == "br":
        return Packed(body, mimetype, etag, br=brotli.compress(body, quality=4, mode=brotli.MODE_TEXT))
    return Packed(body, mimetype, etag, gzip=gzip.compress(body, 6, mtime=0))


def respond(packed: Packed, request: Request, *, status: int = 200, cache: str = "no-cache") -> Response:
    """Answer with the representation the client accepts, or 304 when it has it already."""
    body, encoding = packed.plain, ""
    for name in acceptable(request.headers.get("Accept-Encoding")):
        found = packed.br if name == "br" else packed.gzip
        if found is not None:
            body, encoding = found, name
            break
    tag = f"{packed.etag}-{encoding}" if encoding else packed.etag
    headers = {"ETag": f'"{tag}"', "Cache-Control": cache, "Vary": "Accept-Encoding"}
    if status == 200 and tag in request.if_none_match:
        return Response(status=304, headers=headers)
    if encoding:
        headers["Content-Encoding"] = encoding
    return Response(body, status=status, mimetype=packed.mimetype, headers=headers)
