"""The other side of deliveries, for real: a mail server and a web server on this machine, which can refuse and dawdle."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller


@dataclass
class MailBox:
    """What a mail server took; `refuse` is its answer to the next messages."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        """Take or refuse a message."""
        if self.refuse:
            return self.refuse
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        self.to.extend(envelope.rcpt_tos)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[MailBox]:
    """Run a mail server."""
    with socket.socket() as probe:  # the library cannot choose a free port by itself
        probe.bind(("127.0.0.1", 0))
        box = MailBox(port=probe.getsockname()[1])
    controller = Controller(box, hostname="127.0.0.1", port=box.port, ready_timeout=30)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@dataclass
class Request:
    """One request that arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A web server that keeps what it gets; `answers` are the statuses it gives in turn, then 204."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""
    wait_s: float = 0.0


@contextmanager
def web_server() -> Iterator[Receiver]:
    """Run a web server."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            kept.requests.append(Request(self.path, dict(self.headers), body))
            time.sleep(kept.wait_s)
            self.send_response(kept.answers.pop(0) if kept.answers else 204)
            if kept.location:
                self.send_header("Location", kept.location)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
