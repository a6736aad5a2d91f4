"""Named errors of Matokeo; every layer raises these and nothing else on purpose."""

from __future__ import annotations


class MatokeoError(Exception):
    """Base of all errors raised on purpose; the command line prints it and exits with 1.

    `remedy` says in one sentence what the reader can do about it.
    """

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message if not remedy else f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


class SettingsError(MatokeoError):
    """Raised by `dashboard.config` when a setting is missing or malformed; the process must not start."""


class ServiceError(MatokeoError):
    """Raised when PostgreSQL or Redis cannot be found, started or reached; callers degrade or stop."""


class ImportRefused(MatokeoError):
    """Raised by `data.ingest` when a bundle may not be loaded; nothing of it is stored.

    The message of the error lists the first refusals; `refusals` holds all of them.
    """

    def __init__(self, message: str, *, refusals: tuple[str, ...] = (), remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.refusals = refusals


class NotPublished(MatokeoError):
    """Raised by readers of published versions when an election, version or document does not exist (HTTP 404)."""


class StoreDamaged(MatokeoError):
    """Raised when a published file does not match its manifest or cannot be read; never shown as figures."""


class GateClosed(MatokeoError):
    """Raised by the publisher when the second computation disagrees; the version is held."""


class WorkerBusy(MatokeoError):
    """Raised when another tally worker holds the lock; the caller waits or exits."""


class UnknownElection(MatokeoError):
    """Raised by commands that name an election code that is not in the database."""


class PersonRefused(MatokeoError):
    """Raised by `data.people` for a user name, role or change that may not be; the command prints it."""
