"""Content security policy of a finished page: strict scripts by hash, styles as Leaflet needs them.

Called once for every page that enters the cache. Hashes, not nonces: a cached page must stay valid.
"""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import urlsplit

_INLINE = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.DOTALL)
_DATA = re.compile(r'type="application/(?:ld\+)?json"')


def inline_hashes(html: str) -> tuple[str, ...]:
    """SHA-256 sources of every inline script that runs; data blocks are not scripts."""
    bodies = {body for attrs, body in _INLINE.findall(html) if not _DATA.search(attrs)}
    digests = (base64.b64encode(hashlib.sha256(b.encode()).digest()).decode() for b in sorted(bodies))
    return tuple(f"'sha256-{digest}'" for digest in digests)


def policy(html: str, *, tile_url: str = "", frame: str = "'none'", frames: bool = False) -> str:
    """Value of the `Content-Security-Policy` header for `html`; map tiles add their own origin to images.

    `frame`: who may show it in a frame; `frames`: it shows frames of this site.
    """
    images = ["'self'", "data:"]
    if tile_url:
        parts = urlsplit(tile_url.replace("{s}.", "*.").replace("{s}", "*"))
        if parts.netloc:
            images.append(f"{parts.scheme}://{parts.netloc}")
    rules = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", *inline_hashes(html))),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": " ".join(images),
        "connect-src": "'self'",
        "font-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": frame,
        "object-src": "'none'",
    }
    if frames:
        rules["frame-src"] = "'self'"
    return "; ".join(f"{name} {value}" for name, value in rules.items())
