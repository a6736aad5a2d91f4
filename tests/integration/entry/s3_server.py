"""A small S3 server over real HTTP for tests: puts and gets objects, and checks each request's signature (AWS SigV4).

No S3 server is packaged for the systems that the tests run on. It knows what the store asks for and nothing more.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

ACCESS, SECRET, BUCKET = "wendera", "not-a-secret-of-anybody", "photos"
_AUTH = re.compile(r"AWS4-HMAC-SHA256 Credential=(\S+?), ?SignedHeaders=(\S+?), ?Signature=([0-9a-f]{64})")


class S3Server:
    """Objects by name, kept in memory; `broken` answers 503 to everything."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.types: dict[str, str] = {}
        self.broken = False
        self.endpoint = ""


def _signature(handler: BaseHTTPRequestHandler, scope: str, signed: str) -> str:
    """Return the signature that the request should have."""
    parts = urlsplit(handler.path)
    headers = "".join(f"{name}:{(handler.headers[name] or '').strip()}\n" for name in signed.split(";"))
    payload = handler.headers["x-amz-content-sha256"]
    canonical = "\n".join([handler.command, parts.path, parts.query, headers, signed, payload])
    date, region, service, end = scope.split("/")
    moment = handler.headers["x-amz-date"]
    words = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (date, region, service, end):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, words.encode(), hashlib.sha256).hexdigest()


def _handler(state: S3Server) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one small class
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self) -> None:
            body = self._body()
            name = self._name()
            if self._refused() or name is None:
                return
            payload = self.headers["x-amz-content-sha256"]
            if payload not in ("UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()):
                self._say(400, _error("XAmzContentSHA256Mismatch"))
                return
            state.objects[name] = body
            state.types[name] = self.headers["content-type"]
            self._say(200, b"", etag=hashlib.md5(body).hexdigest())

        def do_GET(self) -> None:
            name = self._name()
            if self._refused() or name is None:
                return
            if name not in state.objects:
                self._say(404, _error("NoSuchKey"))
                return
            self._say(200, state.objects[name])

        def _name(self) -> str | None:
            _, bucket, name = unquote(urlsplit(self.path).path).split("/", 2)
            if bucket != BUCKET:
                self._say(404, _error("NoSuchBucket"))
                return None
            return name

        def _refused(self) -> bool:
            if state.broken:
                self._say(503, _error("ServiceUnavailable"))
                return True
            found = _AUTH.match(self.headers.get("authorization", ""))
            if found is not None:
                credential, signed, given = found.groups()
                access, _, scope = credential.partition("/")
                if access == ACCESS and hmac.compare_digest(given, _signature(self, scope, signed)):
                    return False
            self._say(403, _error("SignatureDoesNotMatch"))
            return True

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("content-length") or 0))

        def _say(self, status: int, body: bytes, *, etag: str = "x") -> None:
            self.send_response(status)
            self.send_header("ETag", f'"{etag}"')
            self.send_header("Content-Type", "application/xml" if status >= 400 else "image/jpeg")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


def _error(code: str) -> bytes:
    return f'<?xml version="1.0"?><Error><Code>{code}</Code><Message>x</Message></Error>'.encode()


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run the server on a port of the loopback."""
    state = S3Server()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(state))
    state.endpoint = f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
