"""Figures of signing in: name and password, second factor, links that set a password; and the page of a refusal.

Called by `pages.office` and `dashboard.officesite`. Pure functions of words and records; forms without a script post to
the routes of `dashboard.auth.forms`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.format import clean
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.refusals import refusal_words
from components.svg import Raw, el

CSRF_FIELD = "csrf_token"
_TITLES = {
    400: N_("This cannot be answered"),
    401: N_("Nobody is signed in"),
    403: N_("This is not open to you"),
    404: N_("Not found"),
    405: N_("Not allowed"),
    413: N_("Too large"),
    429: N_("Too many requests"),
    503: N_("Not available at the moment"),
}
_WORDS = {
    401: N_("Sign in, then open the page again."),
    403: N_("Your role or your area does not include it. An administrator can change that."),
    404: N_("There is no such page, or it is not yours to see."),
    429: N_("Too many requests. Wait a moment, then send it again."),
    500: N_("It has been noted. What was sent before is kept; try again in a moment."),
}


def refusal(t: Translator, status: int, message: str, *, signed_in: bool) -> tuple[str, Component]:
    """Return title and body of the page of an error: what it is, what was said of it, where to go."""
    title = t(_TITLES.get(status, N_("Something went wrong")))
    words = t(_WORDS[status]) if status in _WORDS else t(_WORDS[500]) if status >= 500 else ""
    said = (
        refusal_words(t, message)
        if message and (status not in _WORDS or status == 403) and status < 500
        else ""
    )
    way = (
        h("a", "btn wide", t("Back to the office"), href="/")
        if signed_in
        else h("a", "btn wide", t("Sign in"), href="/login")
    )
    main = h(
        "section",
        "acc",
        h("h1", "head", title),
        h("p", "acc-say", words) if words else None,
        h("p", "acc-say", clean(said)[:300]) if said else None,
        way,
    )
    return title, main


def login_form(t: Translator, *, name: str, following: str, said: str, notice: str) -> Component:
    """Draw name and password; `said` is why the last try was refused, `notice` what went well before."""
    return h(
        "section",
        "acc",
        h("h1", "head", t("Sign in")),
        _notice(notice),
        _refused(said),
        h(
            "form",
            None,
            _hidden("next", following),
            field(t("User name"), "name", value=name, autocomplete="username", bad=bool(said), plain=True),
            field(
                t("Password"), "password", kind="password", autocomplete="current-password", bad=bool(said)
            ),
            h("button", "btn btn-1 wide", t("Sign in"), type="submit"),
            method="post",
            action="/login",
        ),
        h(
            "p",
            "cap acc-end",
            t("Forgot the password, or lost the phone? An administrator makes you a new link."),
        ),
    )


def code_form(t: Translator, *, csrf: str, following: str, said: str) -> Component:
    """Ask for the code of the second factor."""
    return h(
        "section",
        "acc",
        h("h1", "head", t("Second factor")),
        h("p", "acc-say", t("Type the six digits that your authenticator app shows now.")),
        _refused(said),
        h(
            "form",
            None,
            _hidden(CSRF_FIELD, csrf),
            _hidden("next", following),
            _code_field(t, bad=bool(said)),
            h("button", "btn btn-1 wide", t("Go on"), type="submit"),
            method="post",
            action="/account/second-factor",
        ),
        h("p", "cap acc-end", t("Without the phone, type one of your recovery codes instead.")),
    )


def begin_form(t: Translator, *, csrf: str, following: str, is_due: bool) -> Component:
    """Say why a second factor is needed, and begin."""
    due = t(
        "Managers and administrators sign in with a password and a code from their phone. "
        "Nothing else is open before."
    )
    return h(
        "section",
        "acc",
        h("h1", "head", t("Set up a second factor")),
        h("p", "acc-say", due) if is_due else None,
        h("p", "acc-say", t("You need an authenticator app on your phone; any will do.")),
        h(
            "form",
            None,
            _hidden(CSRF_FIELD, csrf),
            _hidden("next", following),
            h("button", "btn btn-1 wide", t("Begin"), type="submit"),
            method="post",
            action="/account/second-factor/begin",
        ),
    )


def enrol_form(
    t: Translator, *, csrf: str, following: str, picture: str, secret: str, said: str
) -> Component:
    """Show the secret as a picture and as text, and ask for the first code."""
    groups = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
    return h(
        "section",
        "acc",
        h("h1", "head", t("Set up a second factor")),
        h("p", "acc-say", t("1. Scan this picture with the authenticator app.")),
        h("div", "qr", Raw(picture), role="img", aria_label=t("Picture for the authenticator app")),
        h("p", "cap", t("Or type this key into it:"), " ", h("span", "acc-key", groups)),
        h("p", "acc-say", t("2. Type the six digits that it shows then.")),
        _refused(said),
        h(
            "form",
            None,
            _hidden(CSRF_FIELD, csrf),
            _hidden("next", following),
            _code_field(t, bad=bool(said)),
            h("button", "btn btn-1 wide", t("Confirm"), type="submit"),
            method="post",
            action="/account/second-factor/confirm",
        ),
    )


def recovery_codes(t: Translator, codes: Sequence[str], following: str) -> Component:
    """Show the recovery codes, this once."""
    return h(
        "section",
        "acc",
        h("h1", "head", t("Your recovery codes")),
        h(
            "p",
            "acc-say",
            t(
                "Write them down and keep them away from the phone. Each works once, when the phone is lost. "
                "They are not shown again."
            ),
        ),
        h("ol", "acc-codes", *(h("li", None, code) for code in codes)),
        h("a", "btn btn-1 wide", t("I have written them down"), href=following),
    )


def invitation_form(t: Translator, *, action: str, username: str, is_reset: bool, said: str) -> Component:
    """Ask for the password that a link lets somebody set."""
    head = t("Set a new password") if is_reset else t("Welcome to the office")
    return h(
        "section",
        "acc",
        h("h1", "head", head),
        h("p", "acc-say", *t.parts("Your user name is {name}.", name=h("b", None, clean(username)))),
        _refused(said),
        h(
            "form",
            None,
            # Password managers file the password under this name.
            el("input", type="hidden", name="username", value=username, autocomplete="username"),
            field(
                t("New password"),
                "password",
                kind="password",
                autocomplete="new-password",
                bad=bool(said),
                hint=t("At least 12 characters. Several words that do not belong together make a good one."),
            ),
            field(t("Once more"), "again", kind="password", autocomplete="new-password", bad=bool(said)),
            h("button", "btn btn-1 wide", t("Set the password"), type="submit"),
            method="post",
            action=action,
        ),
    )


def dead_link(t: Translator) -> Component:
    """Say that a link is used, too old or wrong."""
    return h(
        "section",
        "acc",
        h("h1", "head", t("This link does not work")),
        h("p", "acc-say", t("It was used, is too old, or was not copied whole. Ask for a new one.")),
        h("a", "btn wide", t("Sign in"), href="/login"),
    )


def field(
    label: str,
    name: str,
    *,
    kind: str = "text",
    value: str = "",
    autocomplete: str = "off",
    bad: bool = False,
    hint: str = "",
    plain: bool = False,
) -> Component:
    """Draw one labelled field; `plain` keeps phones from writing it with a capital."""
    more: dict[str, str] = {"aria-invalid": "true", "aria-describedby": "said"} if bad else {}
    if plain:
        more |= {"autocapitalize": "none", "spellcheck": "false"}
    box = el(
        "input",
        id=f"f-{name}",
        name=name,
        type=kind,
        value=value,
        autocomplete=autocomplete,
        required="required",
        maxlength="256",
        **more,
    )
    return h("div", "field", h("label", None, label, h("small", None, hint), for_=f"f-{name}"), box)


def _code_field(t: Translator, *, bad: bool) -> Component:
    more: dict[str, str] = {"aria-invalid": "true", "aria-describedby": "said"} if bad else {}
    box = el(
        "input",
        id="f-code",
        name="code",
        type="text",
        inputmode="numeric",
        autocomplete="one-time-code",
        required="required",
        maxlength="32",
        autofocus="autofocus",
        **more,
    )
    return h("div", "field acc-code", h("label", None, t("Code"), for_="f-code"), box)


def _hidden(name: str, value: str) -> Raw:
    return el("input", type="hidden", name=name, value=value)


def _refused(said: str) -> Component | None:
    if not said:
        return None
    return h("p", "note-bad", h("b", None, "▲ "), said, id="said", role="alert")


def _notice(said: str) -> Node:
    return h("p", "note-plain", said, role="status") if said else None
