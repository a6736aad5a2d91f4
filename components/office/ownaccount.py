"""Figures of `/account`: where one is signed in, password, second factor, language. Sent by `assets/js/office/account.js`.

Called by `pages.office.account`. Pure functions; without a script the page says so and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components.format import clean
from components.i18n import Translator
from components.languages import languages
from components.markup import h
from components.office.account import field
from components.svg import el

API = "/api/v1/account"


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    """One session as the page shows it; times are words already."""

    uid: str
    device: str
    address: str
    began: str
    seen: str
    here: bool
    is_client: bool


@dataclass(frozen=True, kw_only=True)
class OwnAccount:
    """What the page shows of the person."""

    name: str
    username: str
    role: str
    lang: str
    second_factor: bool
    factor_required: bool
    recovery_left: int
    sessions: Sequence[SessionRow]


def account_page(t: Translator, own: OwnAccount) -> Component:
    """Draw the whole page."""
    return h(
        "div",
        "own",
        h("h1", "head", clean(own.name)),
        h("p", "stand", *t.parts("User name {name}, {role}.", name=clean(own.username), role=own.role)),
        h("noscript", None, h("p", "note-bad", t("Changes on this page need JavaScript."))),
        h("div", "own-said", id="own-said", role="status"),
        _sessions(t, own.sessions),
        h("div", "g2 eq", _password(t, own.username), _factor(t, own)),
        _language(t, own.lang),
    )


def _sessions(t: Translator, sessions: Sequence[SessionRow]) -> Component:
    others = sum(not row.here for row in sessions)
    every = h(
        "form",
        None,
        h("button", "btn", t("End all others"), type="submit"),
        data_own=f"{API}/sessions/end-others",
        data_after="reload",
    )
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Where you are signed in"))),
        h("ul", "own-sessions", *(_session(t, row) for row in sessions)),
        every if others else None,
    )


def _session(t: Translator, row: SessionRow) -> Component:
    end = h(
        "form",
        None,
        h(
            "button",
            "btn",
            t("End"),
            h("span", "vh", " ", device_name(t, row.device)),
            type="submit",
        ),
        data_own=f"{API}/sessions/{row.uid}",
        data_method="DELETE",
        data_after="reload",
    )
    kind = t("API client") if row.is_client else device_name(t, row.device)
    here = h("b", None, t("this browser")) if row.here else None
    return h(
        "li",
        None,
        h(
            "div",
            None,
            h("span", "own-what", kind, " ", here),
            h(
                "small",
                None,
                t(
                    "{address}, last seen {seen}, since {began}",
                    address=row.address or "–",
                    seen=row.seen,
                    began=row.began,
                ),
            ),
            h("small", "own-device", clean(row.device)) if row.device else None,
        ),
        None if row.here else end,
    )


def _password(t: Translator, username: str) -> Component:
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t("Password")),
            h("p", None, t("Changing it ends every other session.")),
        ),
        h(
            "form",
            None,
            el("input", type="hidden", value=username, autocomplete="username"),
            field(t("Password of now"), "current", kind="password", autocomplete="current-password"),
            field(
                t("New password"),
                "password",
                kind="password",
                autocomplete="new-password",
                hint=t("At least 12 characters. Several words that do not belong together make a good one."),
            ),
            h("button", "btn btn-1", t("Change the password"), type="submit"),
            data_own=f"{API}/password",
            data_after="reload",
            data_done="account_password_done",
        ),
    )


def _factor(t: Translator, own: OwnAccount) -> Component:
    if not own.second_factor:
        words = t("A code from your phone besides the password. Nobody gets in with the password alone.")
        way = h("a", "btn", t("Set up a second factor"), href="/account/second-factor")
        return h(
            "section", "blk", h("header", None, h("h2", None, t("Second factor")), h("p", None, words)), way
        )
    left = t.n("{n} recovery code is left.", "{n} recovery codes are left.", own.recovery_left)
    replace = t("Take another phone") if own.factor_required else t("Remove or change it")
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Second factor")), h("p", None, t("It is set up."), " ", left)),
        _code_form(t, t("Make new recovery codes"), "recovery-codes", "codes", prefix="rc"),
        h("ol", "acc-codes", id="own-codes", hidden=True, tabIndex="-1", aria_label=t("Your recovery codes")),
        _code_form(t, replace, "replace", "/account/second-factor", prefix="rp"),
    )


def _code_form(t: Translator, button: str, route: str, after: str, *, prefix: str) -> Component:
    box = el(
        "input",
        id=f"f-{prefix}-code",
        name="code",
        type="text",
        inputmode="numeric",
        autocomplete="one-time-code",
        required="required",
        maxlength="32",
    )
    label = h("label", None, t("Code of the second factor"), for_=f"f-{prefix}-code")
    return h(
        "form",
        "own-code",
        h("div", "field acc-code", label, box),
        h("button", "btn", button, type="submit"),
        data_own=f"{API}/second-factor/{route}",
        data_after=after,
    )


def _language(t: Translator, lang: str) -> Component:
    def choice(code: str, label: str) -> Component:
        return h("option", None, label, value=code, selected=code == lang, lang=code)

    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Language"))),
        h(
            "form",
            "own-lang",
            h(
                "div",
                "field",
                h("label", None, t("Language of the office"), for_="f-language"),
                h(
                    "select",
                    None,
                    *[choice(one.code, one.native) for one in languages().values()],
                    id="f-language",
                    name="language",
                ),
            ),
            h("button", "btn", t("Keep"), type="submit"),
            data_own=f"{API}/language",
            data_after="/account",
        ),
    )


_SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}
_BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}


def device_name(t: Translator, device: str) -> str:
    """Name what a `User-Agent` says in two words: `Firefox, Android`; anything else keeps its first word."""
    browser = next((name for mark, name in _BROWSERS.items() if mark in device), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in device), "")
    if browser or system:
        return ", ".join(part for part in (browser, system) if part)
    first = re.split(r"[\s/]", device.strip(), maxsplit=1)[0][:40]
    return clean(first) if first else t("Unknown device")


def script_words(t: Translator) -> dict[str, str]:
    """Return what the page's script says."""
    return {
        "account_done": t("Done."),
        "account_password_done": t("The password is changed. Other sessions have ended."),
        "account_codes": t("These are the new codes; the old ones are worth nothing now."),
        "account_failed": t("That did not work. Try again in a moment."),
    }
