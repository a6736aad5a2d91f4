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


class NoSuchPart(MatokeoError):
    """Raised by `data.export` for a level that an election does not have or a file can't hold (HTTP 400)."""


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


class NotSignedIn(MatokeoError):
    """Raised by `dashboard.auth` when a request needs a person and has none (HTTP 401, pages lead to `/login`)."""


class NotAllowed(MatokeoError):
    """Raised when a person may not do or see something (HTTP 403, or 404 where even existence is not theirs)."""


class NotThere(MatokeoError):
    """Raised by the office when a form, incident, person or photograph does not exist for the asker (HTTP 404)."""


class LoginRefused(MatokeoError):
    """Raised by `data.accounts` for a wrong name, password or code, or a locked account; never says which.

    `retry_after_s` is how long the account stays locked; `needs_code` asks for the second factor.
    """

    def __init__(
        self, message: str, *, remedy: str = "", retry_after_s: int = 0, needs_code: bool = False
    ) -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after_s = retry_after_s
        self.needs_code = needs_code


class EntryRefused(MatokeoError):
    """Raised by `data.entry` and `data.incidents` when a submission has errors or unaccepted warnings (HTTP 422).

    `findings` are the `data.records.Finding`s, errors first; nothing is stored.
    """

    def __init__(self, message: str, *, findings: tuple[object, ...] = (), remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.findings = findings


class AlreadyThere(MatokeoError):
    """Raised when the key was used with another body, or the form exists already (HTTP 409).

    `sent` and `stored` are plain records of both, for the person to compare.
    """

    def __init__(self, message: str, *, sent: object = None, stored: object = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.sent = sent
        self.stored = stored


class StepRefused(MatokeoError):
    """Raised by `data.verify` when a step of verification may not follow (own entry, wrong state, claimed; HTTP 409)."""


class AuditBroken(MatokeoError):
    """Raised by `data.audit` when rows or seals do not hold; the message lists the first ones."""
