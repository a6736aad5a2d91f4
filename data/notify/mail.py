"""Mails about alerts: plain text in the reader's language, sent through the configured server.

Called by `data.notify.deliver`. A second try has the same Message-ID, so that mailboxes can tell.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from data.errors import SettingsError
from data.notify.language import one_line, speaker
from data.notify.letter import Item, Letter
from data.records.words import N_, SEVERITY

TIMEOUT_S = 20
_HERE = ("localhost", "127.0.0.1", "::1")


class MailRefused(OSError):
    """Raised when the server refuses the mail; tried again like any other failure."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mails are handed over; TLS from the start (`smtps`) or as soon as it is offered."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    tls: bool = False

    @classmethod
    def of(cls, url: str, sender: str) -> MailServer:
        """Read `smtp://user:password@host:port` or `smtps://...`. Raises `SettingsError` without a host."""
        parts = urlsplit(url)
        tls = parts.scheme == "smtps"
        if not parts.hostname:
            raise SettingsError("MAIL_URL names no mail server.")
        return cls(
            host=parts.hostname,
            port=parts.port or (465 if tls else 587 if parts.username else 25),
            sender=sender,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls=tls,
        )

    def send(self, address: str, letter: Letter) -> None:
        """Hand over one mail. Raises `OSError` (every error of smtplib is one)."""
        message = composed(self.sender, address, letter)
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self.tls:
            server = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)
        with server:
            server.ehlo()
            if not self.tls and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            if self.user:
                if not (self.tls or isinstance(server.sock, ssl.SSLSocket) or self.host in _HERE):
                    raise MailRefused(
                        "The server offers no encryption; the password is not sent in the clear."
                    )
                server.login(self.user, self.password)
            if refused := server.send_message(message):
                raise MailRefused(str(next(iter(refused.values()))[0]))


def composed(sender: str, address: str, letter: Letter) -> EmailMessage:
    """Write the mail."""
    say = speaker(letter.lang)
    message = EmailMessage()
    message["From"] = Address(display_name="Matokeo", addr_spec=sender)
    message["To"] = address
    message["Subject"] = _subject(letter)
    message["Message-ID"] = f"<{letter.uid}@{sender.partition('@')[2]}>"
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Auto-Submitted"] = "auto-generated"
    message["X-Matokeo-Delivery"] = str(letter.uid)
    lines = [_lines(item, letter) for item in letter.items]
    more = letter.count - len(letter.items)
    if letter.is_test:
        lines.append(say(N_("This is a trial: mails of this office arrive.")))
    if more > 0:
        lines.append(say(N_("And {n} more: see the list of alerts."), n=f"{more:,}"))
    if letter.is_rehearsal:
        lines.insert(0, say(N_("This is a rehearsal. No figure is a result.")))
    lines.append(say(N_("What is mailed to you you choose here:")) + f"\n{letter.office_url}/notifications")
    message.set_content("\n\n".join(lines) + "\n")
    return message


def _subject(letter: Letter) -> str:
    say = speaker(letter.lang)
    if not letter.items:
        return "Matokeo: " + say(N_("Trial"))
    first = letter.items[0]
    worst = say(SEVERITY[first.severity])
    about = first.title(letter.lang) if letter.count == 1 else say(N_("{n} alerts"), n=f"{letter.count:,}")
    rehearsal = say(N_("Rehearsal")) + ": " if letter.is_rehearsal else ""
    return one_line(f"{rehearsal}{worst}: {about}, {letter.election_title}")[:200]


def _lines(item: Item, letter: Letter) -> str:
    say = speaker(letter.lang)
    head = (
        f"{item.told(letter.lang)} · {say(SEVERITY[item.severity])} · {item.title(letter.lang)} · {item.area}"
    )
    return "\n".join(
        [
            head,
            item.sentence(letter.lang, letter.zone),
            f"{letter.office_url}/manage/alerts/{item.alert}",
        ]
    )
