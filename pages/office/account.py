"""One's own account: sessions, password, second factor, language. Everything is changed through `/api/v1/account`."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from components.format import Clock
from components.office.frame import role_title
from components.office.ownaccount import OwnAccount, SessionRow, account_page, script_words
from data.accounts.factors import left_recovery_codes
from data.accounts.login import CODE_REFUSED, REFUSED, SAME_PASSWORD
from data.accounts.passwords import HOLDS_NAME, TOO_COMMON, WRONG_LENGTH
from data.accounts.sessions import SessionLine, list_sessions
from data.audit.search import reading_zone
from pages.asking import OfficeAsk, OfficeBody, OfficeRegister
from pages.page import Page

PAGE = Page(
    name="account", paths=("/account",), title="Your account", order=3, access="viewer", indexed=False
)

#: What the API says in English when it refuses; the page's script says it in the reader's language.
_REFUSALS = (WRONG_LENGTH, HOLDS_NAME, TOO_COMMON, SAME_PASSWORD, REFUSED, CODE_REFUSED)


def layout(**_values: str) -> Component:
    """Nothing of this page is Dash's in the browser."""
    return html.Div()


def register(site: OfficeRegister) -> None:
    """Hand the page to the office."""
    site.page(PAGE, own_account)


def own_account(ask: OfficeAsk) -> OfficeBody:
    """Answer with the person's account."""
    actor = ask.actor
    with ask.desk.acting(actor) as connection:
        clock = Clock(reading_zone(connection, ask.current_election), ask.lang)
    with ask.desk.authenticating() as connection:
        lines = list_sessions(connection, actor.user_id)
        left = left_recovery_codes(connection, actor.user_id)
    own = OwnAccount(
        name=actor.display_name,
        username=actor.username,
        role=role_title(ask.t, actor.role),
        lang=ask.lang,
        second_factor=actor.second_factor,
        factor_required=actor.may("manager"),
        recovery_left=left,
        sessions=[_row(line, clock, here=line.uid == actor.session_uid) for line in lines],
    )
    refusals = {words: ask.t(words) for words in _REFUSALS}
    return OfficeBody(
        title=ask.t("Your account"),
        main=account_page(ask.t, own),
        words={**script_words(ask.t), **refusals},
    )


def _row(line: SessionLine, clock: Clock, *, here: bool) -> SessionRow:
    return SessionRow(
        uid=str(line.uid),
        device=line.device or "",
        address=line.address or "",
        began=f"{clock.short_date(line.began_at)} {clock.time(line.began_at)}",
        seen=f"{clock.short_date(line.seen_at)} {clock.time(line.seen_at)}",
        here=here,
        is_client=line.kind == "api",
    )
