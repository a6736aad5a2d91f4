"""Signing in: name and password, second factor, sessions and tokens; each step its own transaction with its audit row.

Called by the forms and the API of `dashboard`. A try is charged before it is checked, in a transaction of its own, so
that a refusal leaves its trace. It knows nothing of cookies and requests. Every refusal sounds alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from data.accounts import factors, passwords
from data.accounts.sessions import IDLE_S, LIFETIME_S, begin_session, end_session, end_sessions, find_session
from data.accounts.tokens import TokenPair, Whence, find_bearer, issue_tokens, rotate_tokens
from data.accounts.vault import Vault
from data.acting import Actor, Desk
from data.audit.trail import record
from data.engine import sql
from data.errors import LoginRefused, PersonRefused
from data.notify.language import spoken_languages
from data.records.words import N_

REFUSED = N_(
    "The name or the password is not right, or there were too many tries. Wait a moment and try again."
)
CODE_REFUSED = N_("The code is not right, was used already, or there were too many tries. Take the next one.")
CODE_NEEDED = N_("This account needs the code of its second factor.")
SAME_PASSWORD = N_("The new password is the old one.")
SET_UP_FIRST = N_("Set up the second factor first: sign in at /login with a browser.")


def _here(work: Callable[[], Any]) -> Any:
    return work()


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session that has just begun: the browser's token and the person."""

    token: str
    actor: Actor


@dataclass(frozen=True, kw_only=True)
class Login:
    """What signing in needs; one a process. `aside` runs slow hashing where it holds up nobody else, and no database."""

    desk: Desk
    vault: Vault
    secret: str
    lifetime_s: int = LIFETIME_S
    idle_s: int = IDLE_S
    aside: Callable[[Callable[[], Any]], Any] = _here

    # Passwords -------------------------------------------------------------------------------------

    def sign_in(self, username: str, password: str, *, code: str = "", whence: Whence) -> SignedIn:
        """Begin a session. Without `code` it has no second factor: `actor.factor_due` says that one must follow.

        Raises `LoginRefused`, the same for every reason.
        """
        user_id, enrolled = self._prove(username, password, whence)
        if enrolled and code:
            self._use_code(user_id, username, code, whence)
        elif enrolled:
            with self.desk.authenticating() as connection:
                passwords.refund(connection, user_id)
        return self._begin(user_id, second_factor=enrolled and bool(code), whence=whence)

    def sign_in_client(self, username: str, password: str, *, code: str = "", whence: Whence) -> TokenPair:
        """Issue tokens to an API client. Raises `LoginRefused`; a second factor cannot be left for later."""
        user_id, enrolled = self._prove(username, password, whence)
        if enrolled and not code:
            with self.desk.authenticating() as connection:
                passwords.refund(connection, user_id)
            raise LoginRefused(CODE_NEEDED, needs_code=True)
        if enrolled:
            self._use_code(user_id, username, code, whence)
        with self.desk.authenticating() as connection:
            pair, _ = issue_tokens(
                connection, user_id, secret=self.secret, second_factor=enrolled, whence=whence
            )
            actor = find_bearer(connection, pair.access, secret=self.secret, whence=whence)
            if actor is None or actor.factor_due:
                raise LoginRefused(SET_UP_FIRST, needs_code=True)
            passwords.settle(connection, user_id)
            new = {"second_factor": enrolled, "device": actor.device}
            record(connection, actor, "login.token", ("session", actor.session_uid), new=new)
        return pair

    def refresh(self, token: str, *, whence: Whence) -> TokenPair:
        """Exchange a refresh token for the next pair. Raises `LoginRefused`."""
        with self.desk.authenticating() as connection:
            pair = rotate_tokens(connection, token, secret=self.secret, whence=whence)
        if pair is None:
            raise LoginRefused("This refresh token does not work any more. Sign in again.")
        return pair

    def sign_out(self, actor: Actor) -> None:
        """End the session (or the token family) of the request."""
        if actor.session_uid is None:
            return
        with self.desk.authenticating() as connection:
            end_session(connection, actor.user_id, actor.session_uid, reason="signed out")
            record(connection, actor, "login.end", ("session", actor.session_uid))

    def change_password(self, actor: Actor, current: str, new: str) -> int:
        """Set another password; every other session ends. Return how many. Raises `LoginRefused`, `PersonRefused`."""
        passwords.check_password(new, actor.username)
        self._prove(actor.username, current, Whence(address=actor.address, device=actor.device))
        if current == new:
            raise PersonRefused(SAME_PASSWORD)
        made = self.aside(lambda: passwords.hashed(new))
        with self.desk.authenticating() as connection:
            passwords.keep_hash(connection, actor.user_id, made)
            record(connection, actor, "password.change", ("user", actor.username))
            return end_sessions(
                connection, actor.user_id, reason="password changed", keep=actor.session_uid, by=actor
            )

    # Second factors --------------------------------------------------------------------------------

    def give_code(self, actor: Actor, code: str) -> SignedIn:
        """Go on with the second factor: a new session, never the old one with more rights. Raises `LoginRefused`."""
        whence = self._charge_code(actor)
        self._use_code(actor.user_id, actor.username, code, whence)
        return self._follow(actor, second_factor=True)

    def begin_factor(self, actor: Actor) -> str:
        """Return the secret to set up. Raises `PersonRefused` when the person has a second factor."""
        with self.desk.authenticating() as connection:
            if factors.has_factor(connection, actor.user_id):
                raise PersonRefused("You have a second factor already.")
            return factors.begin_enrolment(connection, actor.user_id, self.vault)

    def confirm_factor(self, actor: Actor, code: str) -> tuple[SignedIn, tuple[str, ...]]:
        """Confirm the second factor by its first code; return the new session and the recovery codes, shown once."""
        whence = self._charge_code(actor)
        with self.desk.authenticating() as connection:
            right = factors.confirm_enrolment(connection, actor.user_id, self.vault, code)
            codes = factors.make_recovery_codes(connection, actor.user_id) if right else ()
            if right:
                record(connection, actor, "factor.set_up", ("user", actor.username))
                end_sessions(
                    connection, actor.user_id, reason="second factor set up", keep=actor.session_uid, by=actor
                )
        if not right:
            self._note_failure(actor.username, whence, "code")
            raise LoginRefused(CODE_REFUSED, needs_code=True)
        return self._follow(actor, second_factor=True), codes

    def renew_recovery_codes(self, actor: Actor, code: str) -> tuple[str, ...]:
        """Replace the recovery codes, against a code of the second factor. Raises `LoginRefused`."""
        self._use_code(actor.user_id, actor.username, code, self._charge_code(actor))
        with self.desk.authenticating() as connection:
            passwords.settle(connection, actor.user_id)
            record(connection, actor, "factor.recovery_codes", ("user", actor.username))
            return factors.make_recovery_codes(connection, actor.user_id)

    def replace_factor(self, actor: Actor, code: str) -> SignedIn:
        """Forget the second factor, against a code of it, to set up another; the session goes on without one."""
        self._use_code(actor.user_id, actor.username, code, self._charge_code(actor))
        with self.desk.authenticating() as connection:
            factors.remove_factor(connection, actor.user_id)
            record(connection, actor, "factor.remove", ("user", actor.username))
            end_sessions(
                connection, actor.user_id, reason="second factor removed", keep=actor.session_uid, by=actor
            )
        return self._follow(actor, second_factor=False)

    def choose_language(self, actor: Actor, language: str) -> None:
        """Keep the person's language. Raises `PersonRefused` for one that pages do not have."""
        spoken = spoken_languages()
        if language not in spoken:
            raise PersonRefused(
                f"There is no language {language!r}.", remedy=f"Choose one of {', '.join(spoken)}."
            )
        with self.desk.authenticating() as connection:
            connection.execute(sql("session_language"), {"user_id": actor.user_id, "language": language})
            old, new = {"language": actor.language}, {"language": language}
            record(connection, actor, "user.language", ("user", actor.username), old=old, new=new)

    # Steps -----------------------------------------------------------------------------------------

    def _prove(self, username: str, password: str, whence: Whence) -> tuple[int, bool]:
        """Check a password; return the person and whether a second factor is set up. The try stays charged."""
        name = username.strip().lower()
        with self.desk.authenticating() as connection:
            charged = passwords.charge(connection, name)
        if not self.aside(lambda: passwords.matches(password, charged)) or charged is None:
            self._note_failure(name, whence, "password")
            raise LoginRefused(REFUSED)
        fresh = self.aside(lambda: passwords.hashed(password)) if passwords.is_outdated(charged) else None
        with self.desk.authenticating() as connection:
            if fresh is not None:
                passwords.renew_hash(connection, charged, fresh)
            enrolled = factors.has_factor(connection, charged.user_id)
            if not enrolled:
                passwords.settle(connection, charged.user_id)
        return charged.user_id, enrolled

    def _charge_code(self, actor: Actor) -> Whence:
        whence = Whence(address=actor.address, device=actor.device)
        with self.desk.authenticating() as connection:
            charged = passwords.charge(connection, actor.username)
        if charged is None:
            self._note_failure(actor.username, whence, "code")
            raise LoginRefused(CODE_REFUSED, needs_code=True)
        return whence

    def _use_code(self, user_id: int, username: str, code: str, whence: Whence) -> None:
        """Use up a code whose try is charged already; raises `LoginRefused`."""
        with self.desk.authenticating() as connection:
            kind = factors.accept_code(connection, user_id, self.vault, code)
            if kind is not None:
                passwords.settle(connection, user_id)
            if kind == "recovery":
                record(connection, f"user:{username}", "factor.recover", ("user", username))
        if kind is None:
            self._note_failure(username, whence, "code")
            raise LoginRefused(CODE_REFUSED, needs_code=True)

    def _begin(self, user_id: int, *, second_factor: bool, whence: Whence) -> SignedIn:
        with self.desk.authenticating() as connection:
            token, uid = begin_session(
                connection,
                user_id,
                address=whence.address,
                device=whence.device,
                second_factor=second_factor,
                lifetime_s=self.lifetime_s,
            )
            actor = find_session(connection, token, address=whence.address, device=whence.device)
            if actor is None:
                raise LoginRefused(REFUSED)  # disabled between two statements
            new = {"second_factor": second_factor, "device": actor.device}
            record(connection, actor, "login.succeed", ("session", uid), new=new)
        return SignedIn(token=token, actor=actor)

    def _follow(self, actor: Actor, *, second_factor: bool) -> SignedIn:
        """Replace the session of `actor` by another: what was known of the old token is worth nothing."""
        whence = Whence(address=actor.address, device=actor.device)
        with self.desk.authenticating() as connection:
            passwords.settle(connection, actor.user_id)
            if actor.session_uid is not None:
                end_session(connection, actor.user_id, actor.session_uid, reason="replaced")
        return self._begin(actor.user_id, second_factor=second_factor, whence=whence)

    def _note_failure(self, username: str, whence: Whence, step: str) -> None:
        """Write down a failed try; what is nobody's name is not kept: people type passwords there."""
        with self.desk.authenticating() as connection:
            row = connection.execute(sql("credential_owner"), {"username": username}).one_or_none()
            target = ("user", username) if row is not None else ("user", "unknown")
            new = {"step": step, "address": whence.address, "locked": bool(row is not None and row.is_locked)}
            record(connection, "stranger", "login.fail", target, new=new)
