"""Scripts and styles, compressed once with brotli 11 and gzip 9 and answered from memory.

Dash sends its component bundles as they are; with this the budgets hold with no web server in front. What
was compressed is kept in a folder by content, so that the next start and the other workers find it.
"""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dash.exceptions import DependencyException, InvalidResourceError
from flask import Flask, Response, request
from gevent import get_hub, monkey

from dashboard.firstpaint.compress import Packed, pack, respond

SUITES = "/_dash-component-suites/"
_IMMUTABLE = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"
_FINGERPRINT = re.compile(r"\.v[\w-]+m\d+\.")
# Above this the hardest compression takes longer than a web process may be silent; the next lower one costs 3 % in size.
_LONG = 800_000
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: Order matters: `base.js` makes the namespace, `start.js` sets everything going.
SCRIPTS = (
    "base.js",
    "dash.js",
    "clock.js",
    "geometry.js",
    "nearest.js",
    "labels.js",
    "measure.js",
    "morph.js",
    "table.js",
    "select.js",
    "map.js",
    "announce.js",
    "stale.js",
    "notices.js",
    "live.js",
    "search.js",
    "display.js",
    "wall.js",
    "slider.js",
    "start.js",
)
STYLES = ("tokens.css", "components.css", "site.css", "live.css", "incidents.css")
#: The office's own script: the shared pieces, then every file of `assets/js/office` (by name), then the start.
OFFICE_SHARED = ("base.js", "dash.js", "clock.js", "geometry.js", "morph.js", "table.js", "display.js")
OFFICE_LAST = ("start.js",)


@dataclass(frozen=True)
class Site:
    """The site's own script (one file, named by content) and its critical style, ready to inline.

    `own`: the same of single pages that need more than all others, by name.
    """

    script_url: str
    script: bytes
    style: str
    own: Mapping[str, Site] = field(default_factory=dict)


def read_site(assets: Path, own: Iterable[str] = ()) -> Site:
    """Join the files of `assets/js` in order and the styles of `assets/css` without their comments.

    `own`: names of pages with a script and a style of their own, in the folders `own`.
    """
    site = _join(assets, SCRIPTS, STYLES, "site")
    more = {name: _join(assets, (f"own/{name}.js",), (f"own/{name}.css",), name) for name in sorted(own)}
    return replace(site, own=more)


def read_loader(assets: Path) -> bytes:
    """Return the script that other sites load, without its comments."""
    return _plain_script((assets / "js" / "loader.js").read_text("utf-8")).encode()


def read_office(assets: Path) -> Site:
    """Join the office's script and style the same way."""
    own = sorted(path.name for path in (assets / "js" / "office").glob("*.js"))
    names = (*OFFICE_SHARED, *(f"office/{name}" for name in own), *OFFICE_LAST)
    sheets = sorted(path.name for path in (assets / "css" / "office").glob("*.css"))
    return _join(assets, names, (*STYLES, *(f"office/{name}" for name in sheets)), "office")


def _join(assets: Path, scripts: tuple[str, ...], sheets: tuple[str, ...], kind: str) -> Site:
    paths = [assets / "js" / name for name in scripts]
    parts = [path.read_text("utf-8") for path in paths if path.exists()]
    script = "\n".join(_plain_script(part) for part in parts).encode()
    digest = hashlib.blake2b(script, digest_size=8).hexdigest()
    styles = [(assets / "css" / name) for name in sheets]
    style = "\n".join(_plain_style(path.read_text("utf-8")) for path in styles if path.exists())
    return Site(f"/assets/{kind}.{digest}.js", script, style)


def _plain_script(text: str) -> str:
    """Drop block comments that begin a line and lines that are only a comment; strings stay untouched."""
    text = re.sub(r"^[ \t]*/\*.*?\*/[ \t]*\n", "", text, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _plain_style(text: str) -> str:
    text = _COMMENT.sub("", text)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r" ?([{};,]) ?", r"\1", text).strip()


def _aside(work: Callable[[], None]) -> None:
    """Run `work` in a real thread, also where gevent has made threads part of its loop."""
    if monkey.is_module_patched("threading"):
        get_hub().threadpool.spawn(work)
    else:
        threading.Thread(target=work, name="bundles", daemon=True).start()


class Bundles:
    """Files answered from memory; `install` puts it before Dash's own routes."""

    def __init__(self, folder: Path | None) -> None:
        """Keep compressed twins under `folder` (`None`: in memory only)."""
        self._folder = folder
        self._files: dict[str, tuple[Packed, str]] = {}
        self._warming = False

    def add(self, path: str, body: bytes, mimetype: str, *, cache: str = _IMMUTABLE) -> None:
        """Serve `body` at `path` from now on."""
        self._files[path] = (self._pack(body, mimetype), cache)

    def install(self, server: Flask) -> None:
        """Answer known paths before routing and learn component bundles from Dash's first answer."""
        server.before_request(self._known)
        # Dash raises these for a file that no library registered; it is a wrong address, not a fault of ours.
        for wrong in (DependencyException, InvalidResourceError):
            server.register_error_handler(wrong, lambda _: Response("Not found", 404))
        server.after_request(self._learn)

    def warm(self, server: Flask, paths: list[str]) -> None:
        """Ask the server for each path once, so that no visitor waits for compression."""
        client = server.test_client()
        self._warming = True
        for path in paths:
            client.get(path)
        self._warming = False

    def _known(self) -> Response | None:
        found = self._files.get(request.path)
        if found is None or request.method not in {"GET", "HEAD"}:
            return None
        packed, cache = found
        return respond(packed, request, cache=cache)

    def _learn(self, response: Response) -> Response:
        path = request.path
        if not path.startswith(SUITES) or response.status_code != 200 or path in self._files:
            return response
        body = response.get_data()
        cache = _IMMUTABLE if _FINGERPRINT.search(path) else _DAY
        mimetype = response.mimetype or "text/javascript"
        if self._warming or self._twins(body) is not None:
            self.add(path, body, mimetype, cache=cache)
        else:
            # The hardest compression of a large bundle takes seconds: nobody waits for it, and no stream stands still.
            self._files[path] = (pack(body, mimetype), cache)
            _aside(lambda: self.add(path, body, mimetype, cache=cache))
        return respond(self._files[path][0], request, cache=cache)

    def _pack(self, body: bytes, mimetype: str) -> Packed:
        """Compress hard once; another start finds the twins by content."""
        if self._folder is None:
            return pack(body, mimetype, quality=9)
        found = self._twins(body)
        etag = hashlib.blake2b(body, digest_size=12).hexdigest()
        if found is not None:
            return Packed(body, mimetype, etag, br=found[0], gzip=found[1])
        packed = pack(body, mimetype, quality=11 if len(body) < _LONG else 9)
        if packed.br is not None and packed.gzip is not None:
            for kind, content in (("br", packed.br), ("gz", packed.gzip)):
                self._keep(self._folder / f"{etag}.{kind}", content)
        return packed

    def _twins(self, body: bytes) -> tuple[bytes, bytes] | None:
        """What an earlier start or another worker has compressed of the same content."""
        if self._folder is None:
            return None
        etag = hashlib.blake2b(body, digest_size=12).hexdigest()
        try:
            return (self._folder / f"{etag}.br").read_bytes(), (self._folder / f"{etag}.gz").read_bytes()
        except OSError:
            return None

    def _keep(self, path: Path, body: bytes) -> None:
        """Write whole or not at all; a folder that cannot be written only costs the next start some time."""
        scratch = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch.write_bytes(body)
            os.replace(scratch, path)
        except OSError:
            scratch.unlink(missing_ok=True)
