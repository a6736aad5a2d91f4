"""The frame of an office page: masthead with what the person may open, or a thin header on phones.

Called by `dashboard.officeframe`. Links only to what the role may see; the routes check again.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from dash.development.base_component import Component

from components import ids
from components.format import clean
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.notifications import bell, bell_words
from components.svg import el
from components.switch import language_switch

_ORDER = ("public", "viewer", "observer", "manager", "admin")
#: section, least level, address, words; the first ones stand in the row, the others behind "More".
SECTIONS = (
    ("manage", "manager", "/manage", N_("Stations")),
    ("verify", "manager", "/manage/verify", N_("Verify")),
    ("discrepancies", "manager", "/manage/discrepancies", N_("Discrepancies")),
    ("incidents", "manager", "/manage/incidents", N_("Incidents")),
    ("alerts", "manager", "/manage/alerts", N_("Alerts")),
    ("publish", "manager", "/manage/publish", N_("Publish")),
    ("observe", "observer", "/observe", N_("My stations")),
    ("reports", "observer", "/incidents", N_("My reports")),
    ("anomalies", "manager", "/manage/anomalies", N_("Anomalies")),
    ("imports", "manager", "/manage/imports", N_("Imports")),
    ("assignments", "manager", "/manage/assignments", N_("Assignments")),
    ("users", "admin", "/admin/users", N_("People")),
    ("audit", "admin", "/admin/audit", N_("Audit log")),
)
#: How many sections stand in the row.
_IN_ROW = 6
_ROLES = {
    "super_admin": N_("Administrator"),
    "election_manager": N_("Election manager"),
    "field_observer": N_("Observer"),
    "public_viewer": N_("Viewer"),
}


@dataclass(frozen=True)
class PersonView:
    """Who is signed in, as the frame shows it."""

    name: str
    role: str
    level: str
    csrf: str


def role_title(t: Translator, role: str) -> str:
    """Name a role as people call it."""
    return t(_ROLES[role]) if role in _ROLES else clean(role)


def header(
    t: Translator,
    person: PersonView | None,
    *,
    kind: str,
    section: str,
    here: str,
    lang: str,
    back: tuple[str, str] | None = None,
) -> Component:
    """Draw the header of a page; `kind` is the frame of `OfficeBody`, `here` the address of the page itself."""
    if kind == "phone":
        return _thin(t, back)
    brand = h("a", "brand", "Matokeo ", h("span", None, t("office")), href="/")
    hears = kind == "office" and person is not None and _ORDER.index(person.level) >= _ORDER.index("manager")
    news = bell(t) if hears else None
    tools = h("div", "tools", _who(t, person), news, _languages(lang, here), _theme(t), _sign_out(t, person))
    nav = _nav(t, person, section) if kind == "office" and person is not None else None
    return h("header", f"mast off {kind}", h("div", "wrap", brand, nav, tools))


def footer(t: Translator, person: PersonView | None, *, kind: str, here: str, lang: str) -> Component | None:
    """Draw what the thin header of a phone leaves out: who is signed in, language, display, the way out."""
    if kind != "phone":
        return None
    tools = h("div", "tools", _languages(lang, here), _theme(t), _sign_out(t, person))
    return h("footer", "thin-ft", h("div", "wrap", _who(t, person), tools))


def skip_link(t: Translator) -> Component:
    """Draw the link that jumps over the frame."""
    return h("a", "skip", t("Skip to the content"), href=f"#{ids.MAIN}")


def _thin(t: Translator, back: tuple[str, str] | None) -> Component:
    way = (
        h("a", "back", h("span", None, "‹ ", aria_hidden="true"), back[1], href=back[0])
        if back
        else h("a", "brand", "Matokeo ", h("span", None, t("office")), href="/")
    )
    saved = h("span", "saved", id="saved", role="status")
    return h("header", "thin", h("div", "wrap", way, saved))


def _nav(t: Translator, person: PersonView, section: str) -> Component:
    open_to = [one for one in SECTIONS if _ORDER.index(person.level) >= _ORDER.index(one[1])]
    links = [
        h("a", None, t(words), href=href, aria_current="page" if name == section else None)
        for name, _, href, words in open_to
    ]
    row, rest = links[:_IN_ROW], links[_IN_ROW:]
    if not rest:
        return h("nav", None, h("div", "nav-row", *row), aria_label=t("Office"))
    # Where one is stands on the button, so that the row always says it.
    inside = next((words for name, _, _, words in open_to[_IN_ROW:] if name == section), None)
    more = h(
        "details",
        "nav-more",
        h("summary", "on" if inside else None, t(inside) if inside else t("More")),
        h("div", None, *rest),
        data_menu="",
    )
    return h("nav", None, h("div", "nav-row", *row), more, aria_label=t("Office"))


def _who(t: Translator, person: PersonView | None) -> Component | None:
    if person is None:
        return None
    return h(
        "a",
        "me",
        h("span", "vh", t("Your account:"), " "),
        h("bdi", None, clean(person.name)),
        h("small", None, role_title(t, person.role)),
        href="/account",
    )


def _languages(lang: str, here: str) -> Component:
    return language_switch(lang, lambda to: f"{here}?{urlencode({'lang': to})}", mark="data_speak")


def _theme(t: Translator) -> Component:
    return h(
        "button",
        "btn",
        h("span", None, "◐", aria_hidden="true"),
        h("span", None, t("Light"), id=ids.THEME_TEXT),
        id=ids.THEME,
        type="button",
        aria_label=t("Display: {name}. Change", name=t("Light")),
    )


def _sign_out(t: Translator, person: PersonView | None) -> Node:
    if person is None:
        return None
    # A form, so that it works without a script; the gate reads the token from the field.
    return h(
        "form",
        "out-form",
        el("input", type="hidden", name="csrf_token", value=person.csrf),
        h("button", "btn", t("Sign out"), type="submit", data_signout=""),
        method="post",
        action="/logout",
    )


def script_words(t: Translator) -> dict[str, str]:
    """Return the sentences that every office script may say."""
    return {
        **bell_words(t),
        "office_offline": t("No connection. Nothing is lost: it stays on this page."),
        "office_live": t("live"),
        "office_not_live": t("not live: the connection is lost"),
        "signout_failed": t("Signing out did not work. Check the connection and try again."),
    }
