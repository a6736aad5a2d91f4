"""Makes deliveries: claims one that is due, sends it, writes down how it went. Tried again later, ever more rarely.

Run by the keeper (`data.alerts.chore`), outside any transaction while it talks to the network. Ended between sending and
writing it down, it sends again when the claim is over, with the same id: at least once, and the other side can tell.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row

from data.accounts.vault import SealBroken, Vault
from data.audit.trail import record
from data.engine import sql
from data.errors import SettingsError
from data.notify.letter import Letter, letter_of
from data.notify.mail import MailServer
from data.notify.webhook import VAULT_FIELD, Call, call
from data.publish.options import WorkerOptions

log = logging.getLogger("matokeo.notify")

#: So many tries; then it is given up and an alert says so.
MOST_ATTEMPTS = 8
#: A claim is over after this long: longer than any try may take.
LEASE_S = 120
_FIRST_S, _LONGEST_S = 30.0, 1800.0


class Undeliverable(Exception):
    """Raised by a sender for what no further try can mend."""


def delay(attempts: int, *, roll: Callable[[], float] = random.random) -> float:
    """Return the seconds until the next try: 30, 60, 120, ... up to half an hour, spread by a fifth either way."""
    waits = min(_LONGEST_S, _FIRST_S * 2.0 ** max(0, attempts - 1))
    return waits * (0.8 + 0.4 * roll())


@dataclass
class Courier:
    """Delivers by mail and webhook, as far as each is configured."""

    keys: Path | None
    mail: MailServer | None = None
    office_url: str = ""
    channels: list[str] = field(default_factory=list)
    vault: Vault | None = None

    @classmethod
    def of(cls, options: WorkerOptions, channels: Iterable[str]) -> Courier:
        """Read the worker's settings; a channel that is not configured is left out."""
        mail = MailServer.of(options.mail_url, options.mail_from) if options.mail_url else None
        kept = [one for one in channels if one != "email" or mail is not None]
        return cls(keys=options.data_keys, mail=mail, office_url=options.office_url, channels=kept)

    def _ready(self) -> bool:
        """Open the data keys once they are there; without them nothing can be addressed."""
        if self.vault is None and self.keys is not None and self.keys.exists():
            try:
                self.vault = Vault.open(self.keys, make=False)
            except SettingsError as error:
                log.warning("nothing is delivered: %s", error)
        return self.vault is not None and bool(self.channels)

    def deliver_one(self, engine: Engine) -> bool:
        """Make one delivery that is due; false when there is none."""
        if not self._ready():
            return False
        with engine.begin() as connection:
            claimed = connection.execute(
                sql("deliver_claim"), {"channels": self.channels, "lease_s": LEASE_S}
            ).one_or_none()
            if claimed is None:
                return False
            try:
                send = self._prepared(connection, claimed)
            except (Undeliverable, SealBroken) as error:
                settle(connection, claimed, "dropped", str(error))
                return True
        status, error_words = self._try(send, claimed)
        with engine.begin() as connection:
            settle(connection, claimed, status, error_words)
        return True

    def _try(self, send: Callable[[], None], claimed: Row[Any]) -> tuple[str, str | None]:
        try:
            send()
        except Undeliverable as error:
            return "given_up", str(error)
        except (OSError, ValueError) as error:  # every error of smtplib, http.client and ssl is one of these
            last = claimed.attempts >= MOST_ATTEMPTS
            return "given_up" if last else "failed", f"{type(error).__name__}: {error}"
        except Exception as error:
            log.exception("delivery %s failed", claimed.uid)
            return "given_up", type(error).__name__
        return "sent", None

    def _prepared(self, connection: Connection, claimed: Row[Any]) -> Callable[[], None]:
        """Read what is sent and to whom, so that nothing is asked of the database while the network is slow."""
        if self.vault is None:
            raise Undeliverable("There are no data keys.")
        letter = letter_of(connection, claimed, office_url=self.office_url)
        if claimed.channel == "webhook":
            target = Call.opened(self.vault, VAULT_FIELD, claimed.webhook_uid, claimed.sealed)
            return lambda: call(target, letter)
        return self._mail_of(connection, claimed, letter)

    def _mail_of(self, connection: Connection, claimed: Row[Any], letter: Letter) -> Callable[[], None]:
        server, vault = self.mail, self.vault
        sealed = connection.execute(sql("deliver_address"), {"delivery_id": claimed.delivery_id}).scalar_one()
        if server is None or vault is None or sealed is None:
            raise Undeliverable("There is no address of this person.")
        address = vault.unseal("email", claimed.user_id, sealed)
        record(
            connection,
            "system:notify",
            "personal.read",
            ("user", claimed.user_uid),
            new={"fields": ["email"]},
            reason=f"delivery {claimed.uid}",
        )
        return lambda: server.send(address, letter)


def settle(connection: Connection, claimed: Row[Any], status: str, error: str | None) -> None:
    """Write down how a try went; what can be tried again waits for its time."""
    values = {
        "delivery_id": claimed.delivery_id,
        "attempt": claimed.attempts,
        "status": status,
        "error": None if error is None else "".join(c for c in error if c.isprintable())[:500],
        "wait_s": delay(claimed.attempts),
    }
    connection.execute(sql("deliver_settle"), values)
    if status != "sent":
        log.warning("delivery %s %s: %s", claimed.uid, status, values["error"])
