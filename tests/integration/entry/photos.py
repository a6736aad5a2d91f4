"""Photographs made for tests."""

from __future__ import annotations

import io
import struct
import zlib

from PIL import Image

_ORIENTATION, _GPS, _MODEL = 0x0112, 0x8825, 0x0110


def photo(kind: str = "JPEG", size: tuple[int, int] = (640, 480), **save: object) -> bytes:
    """Return a picture with a gradient, so that it is not all one colour."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    image.save(out, kind, **save)
    return out.getvalue()


def photo_with_position(size: tuple[int, int] = (400, 300)) -> bytes:
    """Return a JPEG lying on its side that says where and with what it was taken."""
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    exif[_MODEL] = "Fictional phone 9"
    exif[_GPS] = {1: "S", 2: (1.0, 17.0, 11.0)}
    return photo(size=size, exif=exif, comment=b"secret comment")


def bomb() -> bytes:
    """Return a PNG of some hundred bytes that claims 60,000 x 60,000 pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )
