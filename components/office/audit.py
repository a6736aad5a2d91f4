"""The audit log as a page: filters in the address, rows with what changed in words, how far the log is sealed.

Called by `pages.office.audit`. What people typed (names, reasons, values) is text here and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec
from dash.development.base_component import Component

from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import Node, h
from components.office.asked import hidden, text_field
from data.records import AuditPage, AuditRow, SealState

PATH = "/admin/audit"
EXPORT = "/api/v1/audit/export.csv"
_LONGEST = 240
#: filter, words, kind of input
FILTERS = (
    ("actor", N_("Who"), "text"),
    ("action", N_("Action begins with"), "text"),
    ("words", N_("Words in the reason"), "search"),
    ("object_type", N_("Kind of object"), "text"),
    ("object_id", N_("Object"), "text"),
    ("since", N_("From"), "datetime-local"),
    ("until", N_("Until"), "datetime-local"),
    ("address", N_("Address or network"), "text"),
    ("correlation_id", N_("Request"), "text"),
)
#: So many filters stand open; the others unfold.
_FIRST = 3


@dataclass(frozen=True, kw_only=True)
class AuditView:
    """What the page shows: `given` are the filters as typed, `fault` why they cannot be used (`found` is `None` then)."""

    clock: Clock
    given: Mapping[str, str]
    state: SealState
    found: AuditPage | None = None
    fault: str | None = None


def audit_page(t: Translator, view: AuditView) -> Component:
    """Draw the page."""
    return h(
        "div",
        "adm",
        h("h1", "head", t("Audit log")),
        seal_line(t, view.state, view.clock),
        _filters(t, view),
        h("p", "note-bad", view.fault, role="alert") if view.fault else None,
        _results(t, view) if view.found is not None else None,
    )


def seal_line(t: Translator, state: SealState, clock: Clock) -> Component:
    """Say how far the log is sealed, with the newest seal's hash to compare."""
    if state.seal_id is None or state.sealed_at is None:
        words: list[Node] = [t("Nothing is sealed yet: the worker does it.")]
    else:
        words = [
            t(
                "Sealed up to {time}. Newest seal: {number}",
                time=moment(clock, state.sealed_at),
                number=state.seal_id,
            ),
            " ",
            h("code", "hash", state.sha256 or ""),
        ]
    if state.unsealed and state.unsealed_since is not None:
        waits = t.n("{n} row waits", "{n} rows wait", state.unsealed)
        words.append(
            h("span", "wait", f"{waits} ", t("since {time}.", time=moment(clock, state.unsealed_since)))
        )
    return h("p", "seal", *words)


def moment(clock: Clock, at: datetime) -> str:
    """Write a moment so that rows can be compared: day, seconds, zone."""
    return f"{clock.local(at):%Y-%m-%d %H:%M:%S} {clock.zone_name(at)}"


def _filters(t: Translator, view: AuditView) -> Component:
    fields = [
        text_field(name, t(words), kind=kind, value=view.given.get(name, "")) for name, words, kind in FILTERS
    ]
    kept = [hidden(name, view.given[name]) for name in ("lang", "theme") if name in view.given]
    zone = t("Times are those of {zone}.", zone=view.clock.zone)
    buttons = [
        h("button", "btn btn-1", t("Search"), type="submit"),
        h("a", "btn", t("Clear"), href=PATH),
        h(
            "a",
            "btn",
            t("Export as CSV"),
            href=_address(EXPORT, view.given, before=None, lang=None, theme=None),
        ),
    ]
    return h(
        "form",
        "flt",
        h("div", "grid", *fields[:_FIRST]),
        h(
            "details",
            None,
            h("summary", "lnk", t("More filters")),
            h("div", "grid", *fields[_FIRST:]),
            h("small", None, zone),
            open=any(view.given.get(name) for name, _, _ in FILTERS[_FIRST:]) or None,
        ),
        *kept,
        h("div", "row", *buttons),
        action=PATH,
        method="get",
        role="search",
    )


def _results(t: Translator, view: AuditView) -> Component:
    found = view.found
    if found is None or not found.rows:
        return h("p", "note-plain", t("No row of the log matches."))
    names = (N_("When"), N_("Who"), N_("What"), N_("Change"), N_("From where"))
    head = h("tr", None, *[h("th", None, h("span", None, t(name)), scope="col") for name in names])
    table = h(
        "table",
        "t cards log",
        h("caption", "vh", t("Rows of the audit log, the newest first")),
        h("thead", None, head),
        h("tbody", None, *[_row(t, view, row) for row in found.rows]),
    )
    older = (
        h("a", "btn", t("Older rows"), href=_address(PATH, view.given, before=str(found.next)))
        if found.next is not None
        else None
    )
    return h("div", None, h("div", "tw", table), older)


def _row(t: Translator, view: AuditView, row: AuditRow) -> Component:
    sealed = t("Sealed") if row.sealed else t("Not sealed yet")
    when = h("time", None, moment(view.clock, row.at), dateTime=row.at.isoformat())
    what: list[Node] = [
        h("code", None, row.action),
        h("br"),
        h("span", "obj", f"{row.object_type} {row.object_id}"),
    ]
    return h(
        "tr",
        None,
        h("td", "nm", when, h("small", None, f"№ {row.number} · {sealed}"), data_l=None),
        h("td", None, *_who(t, row), data_l=t("Who")),
        h("td", "wide", *what, data_l=t("What")),
        h("td", "wide chg", *_change(t, row), data_l=t("Change")),
        h("td", "wide", *_from(t, view, row), data_l=t("From where")),
    )


def _who(t: Translator, row: AuditRow) -> list[Node]:
    said: list[Node] = [h("bdi", None, clean(row.actor))]
    if row.username is not None and row.username != row.actor:
        said.append(h("small", "bad", t("written by {username}", username=row.username)))
    return said


def _change(t: Translator, row: AuditRow) -> list[Node]:
    lines = [
        h("div", None, h("dt", None, name), h("dd", None, *_pair(before, after)))
        for name, before, after in differences(row.old, row.new)
    ]
    said: list[Node] = [h("dl", "diff", *lines)] if lines else []
    if row.reason:
        said.append(h("p", "rsn", t("Reason:"), " ", h("bdi", None, clean(row.reason))))
    return said or ["–"]


def _pair(before: str | None, after: str | None) -> list[Node]:
    if before is None:
        return [h("ins", None, after or "")]
    if after is None:
        return [h("del", None, before)]
    return [h("del", None, before), " → ", h("ins", None, after)]


def _from(t: Translator, view: AuditView, row: AuditRow) -> list[Node]:
    said: list[Node] = [row.address or "–"]
    if row.correlation_id is not None:
        href = _address(PATH, _only(view.given), correlation_id=str(row.correlation_id))
        said.append(h("small", None, h("a", None, t("Same request"), href=href)))
    return said


def differences(old: Any, new: Any) -> list[tuple[str, str | None, str | None]]:
    """Return what changed, name by name: before (`None`: was not there) and after (`None`: is gone); what stayed is left out."""
    before = old if isinstance(old, dict) else ({} if old is None else {"": old})
    after = new if isinstance(new, dict) else ({} if new is None else {"": new})
    names = [*before, *(name for name in after if name not in before)]
    return [
        (name, _said(before[name]) if name in before else None, _said(after[name]) if name in after else None)
        for name in names
        if name not in before or name not in after or before[name] != after[name]
    ]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return number(value)
    words = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    words = clean(words)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _only(given: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if name in ("lang", "theme")}


def _address(path: str, given: Mapping[str, str], **changes: str | None) -> str:
    query = {name: value for name, value in {**given, **changes}.items() if value}
    return f"{path}?{urlencode(query)}" if query else path
