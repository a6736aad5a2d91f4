"""The clerks' page: tabs of the four queues, the bench for a second entry, lists of the other queues.

Called by `pages.office.verify`; the bench's script is `verify.js`. Never shows a figure of a form that waits. Pieces that
the other pages of verification share (place, totals, key list) are here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from dash.development.base_component import Component

from components.contest.progress import chip
from components.format import Clock, clean, number
from components.holds import hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.entryform import source_title
from components.shell import contest_title
from components.svg import el
from data.records import FormPlace, QueueCounts, QueueLine, QueuePage

PATH = "/manage/verify"
QUEUES = (
    ("second", N_("Second entry")),
    ("differ", N_("Differences")),
    ("disputed", N_("Disputed")),
    ("confirm", N_("To confirm")),
)
_EMPTY = {
    "differ": N_("No two readings differ now."),
    "disputed": N_("No form is disputed now."),
    "confirm": N_("No verified form waits for you to confirm it."),
}
#: The totals of a form in the order of the paper: field of `Figures`, words.
TOTALS = (
    ("valid", N_("Valid votes")),
    ("rejected", N_("Rejected votes")),
    ("cast", N_("Votes cast")),
    ("registered", N_("Registered voters")),
)


def queue_tabs(t: Translator, counts: QueueCounts, chosen: str, given: Mapping[str, str]) -> Component:
    """Draw the tabs of the queues with how many forms each holds."""
    items = []
    for name, words in QUEUES:
        count = getattr(counts, name)
        told = f"{number(count)}+" if count >= counts.most else number(count)
        query = urlencode({"queue": name, **given})
        link = h(
            "a",
            None,
            t(words),
            h("small", "num", told, data_count=name),
            href=f"{PATH}?{query}",
            aria_current="page" if name == chosen else None,
        )
        items.append(h("li", None, link))
    return h("nav", "tabs vf-tabs", h("ul", None, *items), aria_label=t("Queues"))


def filters(t: Translator, given: Mapping[str, str], *, path: str, kept: tuple[str, str]) -> Component:
    """Draw the filter by contest and area of the page at `path`; a form, so that the address keeps it.

    `kept` is what else the address says: name and value.
    """
    fields = [
        h(
            "label",
            None,
            h("span", None, t(words)),
            el(
                "input",
                name=name,
                value=given.get(name, ""),
                maxlength=100,
                autoComplete="off",
                size="12",
            ),
        )
        for name, words in (("contest", N_("Contest code")), ("area", N_("Area code")))
    ]
    return h(
        "form",
        "vf-filter",
        el("input", type="hidden", name=kept[0], value=kept[1]),
        *fields,
        h("button", "btn", t("Show"), type="submit"),
        action=path,
        method="get",
    )


def bench(t: Translator) -> Component:
    """Draw the empty bench; the script fills it with the next form."""
    photo = photo_view(t, ())
    panel = h(
        "section",
        "vf-sheet",
        h("div", "vf-what", id="vf-what"),
        h(
            "form",
            "vf-form",
            h("div", "vf-fields", id="vf-fields"),
            h("p", "vf-sum num", id="vf-sum", role="status"),
            h(
                "div",
                "vf-acts",
                h("button", "btn btn-1", t("Send"), h("kbd", None, "Enter"), type="submit", id="vf-send"),
                h("button", "btn", t("Give back"), h("kbd", None, "G"), type="button", id="vf-back"),
            ),
            id="vf-form",
            noValidate=True,
            autoComplete="off",
        ),
        aria_label=t("What the paper says"),
        hidden=True,
        id="vf-sheet",
    )
    return h(
        "div",
        "vf-bench",
        h("p", "vf-said", id="vf-said", role="status", aria_live="polite"),
        h("p", "note-bad", id="vf-bad", role="alert", hidden=True),
        h("div", "vf-two", photo, panel, id="vf-two", hidden=True),
        h(
            "p",
            "void vf-none",
            h("span", None, t("No form waits for a second entry in your areas.")),
            id="vf-none",
            hidden=True,
        ),
        h("noscript", None, t("A second entry is typed with a script. Turn scripts on.")),
        id="vf-bench",
    )


def photo_view(t: Translator, photos: tuple[object, ...]) -> Component:
    """Draw the photo with its buttons; the script `verifyphoto.js` moves it by keys and mouse."""
    pictures = [
        h(
            "img",
            None,
            src=f"/api/v1/attachments/{photo}",
            alt=t("Photo {n} of the form", n=place),
            hidden=place > 1,
            draggable="false",
        )
        for place, photo in enumerate(photos, start=1)
    ]
    tools = [
        h(
            "button",
            "btn",
            h("span", None, sign, aria_hidden="true"),
            type="button",
            data_do=act,
            aria_label=t(words),
            title=t(words),
        )
        for act, sign, words in (
            ("in", "+", N_("Larger (Z)")),
            ("out", "−", N_("Smaller (X)")),
            ("turn", "⟳", N_("Turn (R)")),
            ("fit", "□", N_("Whole photo (F)")),
            ("next", "›", N_("Next photo (N)")),
        )
    ]
    return h(
        "figure",
        "vf-photo",
        h("div", "vf-frame", *pictures, tabIndex="0", role="group", aria_label=t("Photo of the form")),
        h(
            "p",
            "vf-nophoto void",
            h("span", None, t("No photo came with this form. Type from the paper.")),
            hidden=bool(photos),
        ),
        h("div", "vf-tools", *tools),
    )


def queue_table(t: Translator, clock: Clock, page: QueuePage, given: Mapping[str, str]) -> Component:
    """Draw one queue as a list: J and K move, Enter opens."""
    if not page.lines:
        return h("p", "void vf-none", h("span", None, t(_EMPTY.get(page.queue, _EMPTY["differ"]))))
    heads = [
        N_("Station or area"),
        N_("Where"),
        N_("Contest"),
        N_("State"),
        N_("Received"),
        N_("Why it is here"),
    ]
    table = h(
        "table",
        "t cards vf-list",
        h("caption", "vh", t("Forms of this queue")),
        h(
            "thead",
            None,
            h("tr", None, *[h("th", None, h("span", None, t(words)), scope="col") for words in heads]),
        ),
        h("tbody", None, *[_line(t, clock, page.queue, line) for line in page.lines]),
        data_rows="open",
    )
    following = None
    if page.next is not None:
        query = urlencode({"queue": page.queue, **given, "after": page.next})
        following = h("p", "vf-more", h("a", "btn", t("Next page"), href=f"{PATH}?{query}", rel="next"))
    return h("div", None, h("div", "tw", table), following)


def _line(t: Translator, clock: Clock, queue: str, line: QueueLine) -> Component:
    name = line.place.station or line.place.area
    return h(
        "tr",
        None,
        h(
            "td",
            "nm",
            h("a", None, clean(name.name), href=f"{PATH}/{line.form}?from={queue}"),
            " ",
            h("span", "code", name.code),
        ),
        h("td", "wide", where(line.place)),
        h("td", "wide", what(t, line.place)),
        h("td", None, chip(t, line.state)),
        h("td", "n", moment(clock, line.received_at), data_l=t("Received")),
        h("td", "wide vf-why", *_why(t, line)),
    )


def _why(t: Translator, line: QueueLine) -> list[Node]:
    words: list[Node] = []
    if line.state == "disputed":
        words.append(
            line.hold_detail if line.hold_rule in (None, "manager") else hold_words(t, line.hold_rule)
        )
    if line.own:
        words.append(h("b", None, t("Your own entry.")))
    if line.claimed_by:
        words.append(t("{name} works on it.", name=line.claimed_by))
    return [piece for word in words for piece in (word, " ")][:-1]


def where(place: FormPlace) -> str:
    """Name the areas above a station (or area), the country left out: `County › Constituency › Ward`."""
    above = [ref.name for ref in place.path[1:]]
    if place.station is not None:
        above.append(place.area.name)
    return " › ".join(clean(name) for name in above)


def what(t: Translator, place: FormPlace) -> str:
    """Name contest and source: `President, Form 34A`."""
    return f"{contest_title(t, place.contest_title)}, {source_title(t, place.source)}"


def moment(clock: Clock, at: datetime) -> Component:
    """Write day and time as `<time>`."""
    return h("time", None, f"{clock.short_date(at)} {clock.time(at)}", dateTime=clock.iso(at))


def place_head(t: Translator, place: FormPlace) -> Component:
    """Head a page with the station (or area), its code, where it is, contest and source."""
    name = place.station or place.area
    return h(
        "header",
        "vf-head",
        h("h1", "head", clean(name.name)),
        h("p", None, h("span", "code", name.code), " ", where(place)),
        h(
            "p",
            None,
            h("b", None, what(t, place)),
            " ",
            t("It enters the totals.") if place.counting else t("It stands beside the totals."),
        ),
    )


def keys_help(t: Translator, keys: tuple[tuple[str, str], ...]) -> Component:
    """Draw the list of keys, opened by `?`."""
    rows = [
        pair for key, words in keys for pair in (h("dt", None, h("kbd", None, key)), h("dd", None, t(words)))
    ]
    return h(
        "details",
        "vf-keys",
        h("summary", None, t("Keys"), " ", h("kbd", None, "?")),
        h("dl", None, *rows),
        id="vf-keys",
    )


PHOTO_KEYS = (
    ("Z X", N_("Photo larger, smaller")),
    ("R", N_("Turn the photo")),
    ("W A S D", N_("Move the photo")),
    ("F", N_("Show the whole photo")),
    ("N", N_("Next photo")),
)
BENCH_KEYS = (
    ("Enter ↓", N_("Next field; on the last one: send")),
    ("Shift+Enter ↑", N_("Field before")),
    *PHOTO_KEYS,
    ("G", N_("Give this form back, take another")),
    ("?", N_("Show or hide the keys")),
)
LIST_KEYS = (
    ("J K", N_("Next row, row before")),
    ("Enter", N_("Open the row")),
    ("?", N_("Show or hide the keys")),
)
