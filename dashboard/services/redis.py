"""The private Redis: Unix socket only, nothing kept on disk.

Called by `dashboard.services.private` and the tests. Stops only the server that answers on its own socket.
"""

from __future__ import annotations

import contextlib
import shutil
import time

from redis import Redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from dashboard.services.binaries import REMEDY
from dashboard.services.place import Place
from dashboard.services.process import run_as, tail
from data.errors import ServiceError

_WAIT_S = 10.0

# Everything in it can be made again from the published files: least recently used goes first.
_SETTINGS = """\
port 0
daemonize yes
save ""
appendonly no
maxmemory 256mb
maxmemory-policy allkeys-lru
unixsocketperm 700
"""


class PrivateRedis:
    """One private Redis at `place`."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.conf = place.state / "redis.conf"
        self.log = place.state / "redis.log"

    def start(self) -> bool:
        """Start it; `False` when it already ran. Raises `ServiceError` when it is missing or does not come up."""
        if self.pid() is not None:
            return False
        program = shutil.which("redis-server")
        if program is None:
            raise ServiceError("Redis (redis-server) is not installed.", remedy=REMEDY)
        self.place.prepare()
        state = self.place.state
        self.conf.write_text(
            f'{_SETTINGS}unixsocket "{self.place.redis_socket}"\ndir "{state}"\n'
            f'logfile "{self.log}"\npidfile "{state / "redis.pid"}"\n',
            encoding="utf-8",
        )
        self.place.redis_socket.unlink(missing_ok=True)  # left by a crash; nobody answers on it
        run_as(self.place.account, [program, self.conf], timeout_s=20)
        if not self._wait(running=True):
            raise ServiceError(f"The private Redis did not start.\n{tail(self.log)}")
        return True

    def stop(self) -> bool:
        """Stop it if it runs; `False` when it did not."""
        if self.pid() is None:
            return False
        client = Redis(unix_socket_path=str(self.place.redis_socket), socket_timeout=5)
        with client, contextlib.suppress(RedisConnectionError):  # it hangs up as it goes
            client.shutdown(nosave=True)
        if not self._wait(running=False):
            raise ServiceError("The private Redis did not stop.")
        return True

    def pid(self) -> int | None:
        """Return the process id of the server that answers on our socket, `None` when none does."""
        if not self.place.redis_socket.exists():
            return None
        with Redis(unix_socket_path=str(self.place.redis_socket), socket_timeout=2) as client:
            try:
                return int(client.info("server")["process_id"])
            except RedisError:
                return None

    def _wait(self, *, running: bool) -> bool:
        deadline = time.monotonic() + _WAIT_S
        while time.monotonic() < deadline:
            if (self.pid() is not None) == running:
                return True
            time.sleep(0.02)
        return False
