"""Logging of every process: structlog, on standard error, as text for people or JSON for machines.

Called once by each process at its start. Both structlog's loggers and those of libraries come out in one form;
`correlation` ties all lines of one request or one piece of work together. Never logs secrets on purpose, and
masks fields that are named like one.
"""

from __future__ import annotations

import logging
import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_SECRET = re.compile(r"password|secret|token|authorization|cookie|private_key", re.IGNORECASE)
_IN_URL = re.compile(r"(://[^:/@\s]*):[^@/\s]+@")
# Libraries whose `info` is about themselves.
_QUIET = ("alembic", "werkzeug", "urllib3", "asyncio", "multipart")


def configure(log_format: str, log_level: str) -> None:
    """Send all logging of this process to standard error as `console` or `json` from `log_level` on."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        mask_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_renderers(log_format))
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(log_level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def mask_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Replace the values of fields named like a secret, and passwords inside URLs."""
    for name, value in event.items():
        if _SECRET.search(name):
            event[name] = "***"
        elif isinstance(value, str) and "://" in value:
            event[name] = _IN_URL.sub(r"\1:***@", value)
    return event


@contextmanager
def correlation(given: str | None = None) -> Iterator[str]:
    """Put one correlation id on every line logged inside the block; a `given` one is kept when it is a UUID."""
    try:
        name = str(uuid.UUID(given)) if given else str(uuid.uuid4())
    except ValueError:
        name = str(uuid.uuid4())
    with structlog.contextvars.bound_contextvars(correlation_id=name):
        yield name


def _renderers(log_format: str) -> list[Processor]:
    first: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log_format == "json":
        return [*first, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    # The default draws every local variable of every frame: seconds, in which a web process answers nobody, and figures in a log.
    plain = structlog.dev.plain_traceback
    return [*first, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
