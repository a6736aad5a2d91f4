"""Reads a photograph in full and makes the picture that is shown: upright, at most 1600 pixels, without metadata.

Pure, and heavy: `dashboard` calls it outside the loop that serves other requests. What a file is, its bytes say, never
its name or header.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageOps

from data.entry.codes import CODES
from data.errors import EntryRefused
from data.records import Finding

LARGEST_BYTES = 8 * 1024 * 1024
#: More than any phone takes; a file of some kilobytes can claim billions, and would fill the memory.
MOST_PIXELS = 60_000_000
_MEGAPIXELS = f"{MOST_PIXELS // 1_000_000} megapixels"
_VIEW_SIDE = 1600
_QUALITY = 80
_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "MPO": "image/jpeg"}
_BROKEN = (
    *(OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, OverflowError),
    *(struct.error, zlib.error),
)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph as it came and as it is shown; `width` and `height` of what came, upright."""

    body: bytes
    media_type: str
    width: int
    height: int
    view: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes that came."""
        return hashlib.sha256(self.body).hexdigest()


def read_photo(body: bytes) -> Photo:
    """Decode a JPEG, PNG or WebP and re-encode it. Raises `EntryRefused` for anything else, or too large."""
    if len(body) > LARGEST_BYTES:
        raise _refused("F109", limit=f"{LARGEST_BYTES // 2**20} MiB")
    try:
        with Image.open(io.BytesIO(body), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _refused("F109", limit=_MEGAPIXELS)
            kind = image.format or ""
            image.load()
            upright = ImageOps.exif_transpose(image)
            width, height = upright.size
            view = _view(upright)
    except Image.DecompressionBombError as error:
        raise _refused("F109", limit=_MEGAPIXELS) from error
    except _BROKEN as error:
        raise _refused("F108") from error
    return Photo(body, _TYPES[kind], width, height, view)


def _view(image: Image.Image) -> bytes:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        image = Image.new("RGB", layer.size, "white")
        image.paste(layer, mask=layer.getchannel("A"))
    # A new image has the pixels and nothing else: no EXIF, no position, no comment, no embedded preview.
    plain = Image.new("RGB", image.size)
    plain.paste(image.convert("RGB"))
    plain.thumbnail((_VIEW_SIDE, _VIEW_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return out.getvalue()


def _refused(code: str, **values: str) -> EntryRefused:
    entry = CODES[code]
    finding = Finding(
        code=code, field="file", message=entry.message, remedy=entry.remedy, values=dict(values)
    )
    return EntryRefused("The photo cannot be stored.", findings=(finding,))
