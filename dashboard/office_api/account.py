"""One's own account over JSON: sessions, password, second factor, language. Nobody else's: no route names a person."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response

from dashboard.access import access, without_factor
from dashboard.auth.identity import csrf_token, current_actor, door_of, remember
from dashboard.auth.limits import limit
from dashboard.auth.reader import LANG_COOKIE
from dashboard.office_api.auth import me_of
from dashboard.office_api.replies import answer, body
from data.accounts.factors import enrolment_picture, enrolment_uri
from data.accounts.login import SignedIn
from data.accounts.sessions import end_session, end_sessions, list_sessions
from data.audit.trail import record
from data.errors import NotThere
from data.records.accounts import (
    CodeBody,
    Ended,
    Enrolment,
    LanguageBody,
    PasswordBody,
    RecoveryCodes,
    SessionList,
    SessionView,
)

_YEAR_S = 365 * 86_400


def account_blueprint() -> Blueprint:
    """Return the routes under `/api/v1/account`."""
    blueprint = Blueprint("account_api", __name__, url_prefix="/api/v1/account")
    _add_sessions(blueprint)
    _add_settings(blueprint)
    _add_factor(blueprint)
    _add_factor_changes(blueprint)
    return blueprint


def _add_sessions(blueprint: Blueprint) -> None:
    @blueprint.get("/sessions")
    @access("viewer")
    @limit("60 per minute")
    def sessions() -> Response:
        """List one's own sessions and API clients."""
        actor, doing = current_actor(), door_of().login
        with doing.desk.authenticating() as connection:
            lines = list_sessions(connection, actor.user_id, idle_s=doing.idle_s)
        views = tuple(
            SessionView(
                uid=line.uid,
                kind=line.kind,
                device=line.device,
                address=line.address,
                began_at=line.began_at,
                seen_at=line.seen_at,
                expires_at=line.expires_at,
                second_factor=line.second_factor,
                current=line.uid == actor.session_uid,
            )
            for line in lines
        )
        return answer(SessionList(sessions=views))

    @blueprint.delete("/sessions/<uuid:uid>")
    @access("viewer")
    @limit("60 per minute")
    def end_one(uid: UUID) -> Response:
        """End one of one's own sessions."""
        actor = current_actor()
        with door_of().login.desk.authenticating() as connection:
            if not end_session(connection, actor.user_id, uid, reason="ended by its owner"):
                raise NotThere("There is no such session of yours.")
            record(connection, actor, "session.end", ("session", uid))
        return Response(status=204)

    @blueprint.post("/sessions/end-others")
    @access("viewer")
    @limit("20 per minute")
    def end_others() -> Response:
        """End all of one's own sessions but this one."""
        actor = current_actor()
        with door_of().login.desk.authenticating() as connection:
            ended = end_sessions(
                connection, actor.user_id, reason="ended by their owner", keep=actor.session_uid, by=actor
            )
        return answer(Ended(ended=ended))


def _add_settings(blueprint: Blueprint) -> None:
    @blueprint.post("/password")
    @access("viewer")
    @limit("10 per minute")
    def password() -> Response:
        """Change the password; every other session ends."""
        sent = body(PasswordBody)
        return answer(
            Ended(ended=door_of().login.change_password(current_actor(), sent.current, sent.password))
        )

    @blueprint.post("/language")
    @access("viewer")
    @limit("30 per minute")
    def language() -> Response:
        """Choose the language of the office, on every device."""
        chosen = body(LanguageBody).language
        door_of().login.choose_language(current_actor(), chosen)
        response = Response(status=204)
        response.set_cookie(LANG_COOKIE, chosen, max_age=_YEAR_S, samesite="Lax", httponly=True)
        return response


def _add_factor(blueprint: Blueprint) -> None:
    @blueprint.post("/second-factor/code")
    @access("viewer")
    @without_factor
    @limit("10 per minute")
    def code() -> Response:
        """Give the code of the second factor; the session goes on under another token."""
        begun = door_of().login.give_code(current_actor(), body(CodeBody).code)
        return remember(answer(me_of(begun.actor)), begun.token)

    @blueprint.post("/second-factor/begin")
    @access("viewer")
    @without_factor
    @limit("10 per minute")
    def begin() -> Response:
        """Return what an authenticator app needs; nothing counts before its first code."""
        actor = current_actor()
        secret = door_of().login.begin_factor(actor)
        picture, uri = enrolment_picture(secret, actor.username), enrolment_uri(secret, actor.username)
        return answer(Enrolment(secret=secret, uri=uri, picture=picture))

    @blueprint.post("/second-factor/confirm")
    @access("viewer")
    @without_factor
    @limit("10 per minute")
    def confirm() -> Response:
        """Confirm the second factor by its first code; the recovery codes are shown this once."""
        begun, made = door_of().login.confirm_factor(current_actor(), body(CodeBody).code)
        return remember(answer(_codes(begun, made)), begun.token)


def _add_factor_changes(blueprint: Blueprint) -> None:
    @blueprint.post("/second-factor/recovery-codes")
    @access("viewer")
    @limit("10 per minute")
    def recovery_codes() -> Response:
        """Replace the recovery codes, against a code of the second factor."""
        actor = current_actor()
        made = door_of().login.renew_recovery_codes(actor, body(CodeBody).code)
        csrf = csrf_token(door_of().login.secret, actor)
        return answer(RecoveryCodes(recovery_codes=made, csrf=csrf))

    @blueprint.post("/second-factor/replace")
    @access("viewer")
    @limit("10 per minute")
    def replace() -> Response:
        """Forget the second factor, against a code of it; who needs one must set up another before anything else."""
        begun = door_of().login.replace_factor(current_actor(), body(CodeBody).code)
        return remember(answer(me_of(begun.actor)), begun.token)


def _codes(begun: SignedIn, made: tuple[str, ...]) -> RecoveryCodes:
    return RecoveryCodes(recovery_codes=made, csrf=csrf_token(door_of().login.secret, begun.actor))
