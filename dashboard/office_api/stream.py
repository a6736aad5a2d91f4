"""`/api/v1/office/stream`: tells a page of the office what moved, as marks by topic, over Server-Sent Events.

One look at the database a second for all streams of a process (`PulseHub`), and none while nobody listens. A mark says
that something changed, never what: the page asks for that with the person's own rights. Streams end after some
minutes, so that a session which ended does not listen on; browsers come back by themselves.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import msgspec
import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import DBAPIError

from dashboard.access import access
from dashboard.office_api.replies import BadBody
from data.acting import Desk
from data.pulse import TOPICS, read_pulse

log = structlog.get_logger(__name__)
LOOK_S = 1.0
BEAT_S = 15.0
LONGEST_S = 600.0
MOST = 2_000
_HEADERS = {"Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no"}


class PulseHub:
    """The marks of all topics, looked at once a second while anybody listens."""

    def __init__(self, desk: Desk) -> None:
        """Look through `desk`; nothing happens before the first listener."""
        self._desk = desk
        self._lock = threading.Lock()
        self._listeners = 0
        self._running = False
        self.marks: dict[str, str] = {}
        self.serial = 0
        self.moved = threading.Condition()

    def enter(self) -> bool:
        """Count a listener in; false when there are too many."""
        with self._lock:
            if self._listeners >= MOST:
                return False
            self._listeners += 1
            if not self._running:
                self._running = True
                threading.Thread(target=self._follow, name="office-pulse", daemon=True).start()
        return True

    def leave(self) -> None:
        """Count a listener out."""
        with self._lock:
            self._listeners -= 1

    def look(self) -> None:
        """Read the marks now; whoever waits is woken when one of them moved."""
        with self._desk.entry.begin() as connection:
            marks = read_pulse(connection)
        if marks != self.marks:
            with self.moved:
                self.marks = marks
                self.serial += 1
                self.moved.notify_all()

    def _follow(self) -> None:
        while True:
            try:
                self.look()
            except DBAPIError as error:
                # Pages keep what they show, and their mark says live again when the database is back.
                log.warning("the office's pulse cannot be read", reason=str(error.orig))
            time.sleep(LOOK_S)
            with self._lock:
                if self._listeners <= 0:
                    self._running = False
                    return


def stream_blueprint(desk: Desk) -> Blueprint:
    """Return the route over a hub of this process."""
    blueprint = Blueprint("office_stream", __name__)
    hub = PulseHub(desk)

    @blueprint.get("/api/v1/office/stream")
    @access("observer")
    def stream() -> Response:
        """Tell the marks of the topics asked for as they move, beginning with the present ones."""
        topics = tuple(sorted(set(request.args.get("topics", "").split(","))))
        if not topics or not set(topics) <= TOPICS:
            raise BadBody(f"topics must be some of {', '.join(sorted(TOPICS))}.")
        if not hub.enter():
            return Response("Too many streams.", 503, {"Retry-After": "10"})
        return Response(_Stream(hub, topics), headers=_HEADERS, mimetype="text/event-stream")

    return blueprint


class _Stream(Iterator[bytes]):
    """The body of one stream."""

    def __init__(self, hub: PulseHub, topics: tuple[str, ...]) -> None:
        self._hub, self._topics = hub, topics
        self._serial = -1
        self._told: dict[str, str] | None = None
        self._until = time.monotonic() + LONGEST_S
        self._open = True

    def __next__(self) -> bytes:
        """Wait for the next thing to say."""
        if self._told is None:
            self._told = {}
            return b"retry: 3000\n\n"
        while time.monotonic() < self._until:
            if self._serial != self._hub.serial:
                self._serial = self._hub.serial
                marks = {topic: self._hub.marks[topic] for topic in self._topics if topic in self._hub.marks}
                if marks != self._told:
                    self._told = marks
                    return b"event: pulse\ndata: %b\n\n" % msgspec.json.encode(marks)
            with self._hub.moved:
                moved = self._hub.moved.wait_for(lambda: self._serial != self._hub.serial, timeout=BEAT_S)
            if not moved:
                return b": still here\n\n"
        raise StopIteration

    def close(self) -> None:
        """Count the listener out; the server calls it however the stream ends."""
        if self._open:
            self._open = False
            self._hub.leave()
