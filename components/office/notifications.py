"""Notifications: the bell of the masthead, a person's list with its read state, and how mails are wanted.

Called by `pages.office.notifications` and the frame. The script `notifications.js` keeps the bell and sends the forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from dash.development.base_component import Component

from components.format import Clock
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.alertrules import delivery_words
from components.office.alerts import ago, alert_sentence
from components.office.incident import severity_chip
from components.office.manage import with_query
from components.svg import Raw, el
from data.records.alerts import KINDS
from data.records.notify import TOLD, Notification, NotificationPage, Preferences, PreferencesView
from data.records.words import SEVERITY

PATH = "/notifications"
#: As many are counted; more show as `99+`.
_MOST = 99
WORDS = {
    "nt_none": N_("Notifications: nothing unread"),
    "nt_some": N_("Notifications: {n} unread"),
    "nt_saved": N_("Saved."),
    "nt_mail": N_("The worker sends it now. Reload the page to see how it went."),
    "nt_failed": N_("It did not work ({status}). Nothing was changed."),
    "nt_offline": N_("No connection. Nothing was changed: try again."),
}


def bell(t: Translator, unread: int | None = None) -> Component:
    """Draw the bell of the masthead; without a number its script asks for it."""
    count = unread or 0
    words = t(WORDS["nt_some"], n=_shown(count)) if count else t(WORDS["nt_none"])
    return h(
        "a",
        "bell btn",
        h("span", "bell-mark", "▲", aria_hidden="true"),
        h("span", "bell-word", t("News"), aria_hidden="true"),
        h("b", "num", _shown(count) if count else "0", aria_hidden="true"),
        href=PATH,
        aria_label=words,
        data_bell=str(count),
        data_asked="1" if unread is not None else None,
    )


def bell_words(t: Translator) -> dict[str, str]:
    """Return the sentences of the bell's script, on every page that has it."""
    return {"nt_none": t(WORDS["nt_none"]), "nt_some": t(WORDS["nt_some"], n="{n}")}


def _shown(count: int) -> str:
    return f"{_MOST}+" if count > _MOST else str(count)


@dataclass(frozen=True, kw_only=True)
class NotificationsView:
    """What the page shows; `zone` is for what belongs to no election."""

    t: Translator
    now: datetime
    lang: str
    given: Mapping[str, str]
    page: NotificationPage
    mine: PreferencesView
    zone: str


def notifications_page(view: NotificationsView) -> Component:
    """Draw the page."""
    t, page = view.t, view.page
    newest = page.notifications[0].id if page.notifications else None
    all_read = (
        h("button", "btn", t("Mark all as read"), type="button", data_read_until=str(newest))
        if newest is not None and page.unread
        else None
    )
    return h(
        "div",
        "nt",
        h("div", "al-top", h("h1", "head", t("Notifications")), all_read),
        h("p", "al-said", id="nt-said", role="status"),
        h("div", "al-two", h("div", None, _tabs(view), *_list(view), id="nt-live"), _preferences(view)),
    )


def _tabs(view: NotificationsView) -> Component:
    t = view.t
    only = view.given.get("unread") == "1"
    items = [
        h("li", None, h("a", None, t("All"), href=PATH, aria_current=None if only else "page")),
        h(
            "li",
            None,
            h(
                "a",
                None,
                t("Unread"),
                h("b", "num", _shown(view.page.unread)),
                href=f"{PATH}?unread=1",
                aria_current="page" if only else None,
            ),
        ),
    ]
    return h("nav", "tabs al-tabs", h("ul", None, *items), aria_label=t("Notifications"))


def _list(view: NotificationsView) -> list[Node]:
    t, page = view.t, view.page
    if not page.notifications:
        return [h("p", "note-plain", t("Nothing here."))]
    more = (
        h("a", "btn", t("Older ones"), href=with_query(PATH, view.given, before=str(page.next)))
        if page.next
        else None
    )
    return [h("ol", "nt-list", *[_item(view, one) for one in page.notifications]), more]


def _item(view: NotificationsView, one: Notification) -> Component:
    t = view.t
    clock = Clock(one.timezone, view.lang)
    if one.kind in KINDS:
        told = (
            f"{t(TOLD[one.told])}: {t(KINDS[one.kind].title)}"
            if one.told in TOLD
            else t(KINDS[one.kind].title)
        )
        words = alert_sentence(t, clock, one.kind, one.numbers, str(one.numbers.get("area", "")), view.now)
    else:
        told, words = t(one.title), ""
    mark = None if one.read else h("button", "btn", t("Read"), type="button", data_read=str(one.id))
    return h(
        "li",
        "nt-one" if one.read else "nt-one new",
        h("span", "nt-dot", h("span", "vh", t("read") if one.read else t("unread")), aria_hidden=None),
        h(
            "div",
            None,
            h("a", "nt-title", told, href=one.href, data_read_id=None if one.read else str(one.id)),
            h("p", None, words) if words else None,
            h(
                "p",
                "nt-meta",
                severity_chip(t, one.severity),
                h("time", None, ago(t, one.at, view.now), dateTime=one.at.isoformat()),
            ),
        ),
        mark,
    )


def _preferences(view: NotificationsView) -> Component:
    t, mine = view.t, view.mine
    clock = Clock(view.zone, view.lang)
    mails = [h("li", None, delivery_words(t, clock, view.now, line)) for line in mine.mails]
    unknown = h("p", "note-plain", t("No mail address of yours is known. An administrator adds it."))
    last = (
        h("section", "al-part", h("h2", None, t("Last mails")), h("ul", "al-last", *mails)) if mails else None
    )
    return h(
        "aside",
        "al-side",
        h("h2", None, t("By mail")),
        None if mine.has_address else unknown,
        _mail_form(t, mine.preferences),
        last,
    )


def _mail_form(t: Translator, wanted: Preferences) -> Component:
    """Draw how a person wants mail."""
    least = [
        ("", t("Never")),
        *((code, t("{severity} and above", severity=t(words))) for code, words in SEVERITY.items()),
    ]
    kinds = [
        _tick(f"k-{kind}", f"kind.{kind}", t(one.title), on=kind not in wanted.muted_kinds)
        for kind, one in KINDS.items()
    ]
    severity = el("select", *_options(least, wanted.mail_from or ""), id="p-mail_from", name="mail_from")
    digest = el(
        "select", *_options(_digests(t), str(wanted.digest_min)), id="p-digest_min", name="digest_min"
    )
    quiet = [
        _field("quiet_from", t("Quiet from"), _time("quiet_from", wanted.quiet_from)),
        _field("quiet_until", t("until"), _time("quiet_until", wanted.quiet_until)),
    ]
    buttons = [
        h("button", "btn btn-1", t("Save"), type="submit"),
        h("button", "btn", t("Send me a trial mail"), type="button", data_try_mail=""),
    ]
    return h(
        "form",
        "nt-form",
        _field("mail_from", t("Alerts of which severity"), severity),
        h("div", "nt-pair", *quiet),
        h("small", None, t("In the zone of the election. Mails wait until the end; critical ones do not.")),
        _field("digest_min", t("One mail for everything, every"), digest),
        h("details", None, h("summary", "lnk", t("Kinds that are mailed")), *kinds),
        h("div", "row", *buttons),
        h("p", "said", role="status"),
        method="post",
        id="nt-form",
    )


def _digests(t: Translator) -> list[tuple[str, str]]:
    return [("0", t("as it happens")), *((str(n), t("{n} min", n=n)) for n in (10, 15, 30, 60, 120))]


def _options(choices: list[tuple[str, str]], chosen: str) -> list[Raw]:
    known = choices if chosen in dict(choices) else [*choices, (chosen, chosen)]
    return [
        el("option", words, value=value, selected="" if value == chosen else None) for value, words in known
    ]


def _field(name: str, words: str, entry: Node) -> Component:
    return h("div", "field", h("label", None, words, for_=f"p-{name}"), entry)


def _time(name: str, value: str | None) -> Node:
    return el("input", id=f"p-{name}", name=name, type="time", value=value or "")


def _tick(box: str, name: str, words: str, *, on: bool) -> Component:
    entry = el("input", id=box, name=name, type="checkbox", checked="" if on else None)
    return h("label", "al-tick", entry, h("span", None, words), for_=box)
