"""The versions there are and, of one that is chosen, what readers would see if it were shown again.

Called by `components.office.publish`. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from dash.development.base_component import Component

from components.format import Clock, clean, number, points
from components.i18n import Translator
from components.markup import h
from data.records.publication import PublicationState
from data.records.versions import ContestChange, VersionLine


class VersionsView(Protocol):
    """What is shown of versions."""

    @property
    def t(self) -> Translator: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def state(self) -> PublicationState: ...
    @property
    def versions(self) -> tuple[VersionLine, ...]: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    def href(self, **query: object) -> str: ...
    def public_href(self, version: int | None = None) -> str: ...


def history(view: VersionsView) -> Component:
    t = view.t
    head = h("header", None, h("h2", None, t("Versions")))
    if not view.versions:
        return h("section", "blk", head, h("p", None, t("Nothing is public yet")), id="versions")
    last = view.versions[-1].version
    older = (
        h("p", "vf-more", h("a", "btn", t("Older versions"), href=view.href(before=last) + "#versions"))
        if last > 1
        else None
    )
    return h(
        "section",
        "blk",
        head,
        h("ol", "pb-versions", *[_version(view, line) for line in view.versions]),
        older,
        id="versions",
    )


def _version(view: VersionsView, line: VersionLine) -> Component:
    t, state = view.t, view.state
    facts = [view.clock.full(line.published_at)]
    if line.forms:
        facts.append(t.n("{n} form", "{n} forms", line.forms))
    if line.corrections:
        facts.append(t.n("{n} correction", "{n} corrections", line.corrections))
    shown = h("span", "flag solid", t("public")) if line.version == state.public_version else None
    back = None
    if state.may_switch and line.version != state.public_version and line.version != state.newest_version:
        words = t("Show it again …")
        label = t("Show version {n} again", n=number(line.version))
        back = h("a", "btn", words, href=view.href(version=line.version) + "#rollback", aria_label=label)
    changes = [
        _diff(view, one) for one in line.contests if one.documents and (one.counted or one.counted_before)
    ]
    return h(
        "li",
        None,
        h("div", "pb-v", h("h3", None, t("Version {n}", n=number(line.version))), shown, h("span", "num", " · ".join(facts)),
          h("a", None, t("as the public sees it"), href=view.public_href(line.version)), back),
        h("p", None, clean(line.reason)) if line.reason else None,
        h("ul", "pb-diff", *changes) if changes else None,
    )  # fmt: skip


def _diff(view: VersionsView, one: ContestChange) -> Component:
    t = view.t
    counted = t(
        "{before} → {after} forms counted", before=number(one.counted_before), after=number(one.counted)
    )
    lead = ""
    if one.leader_name and one.margin_pp is not None:
        lead = "; " + t(
            "{leader} leads by {pp} points", leader=clean(one.leader_name), pp=points(one.margin_pp)
        )
    return h(
        "li",
        None,
        h("b", None, view.titles.get(one.contest, one.contest)),
        " ",
        h("span", "num", f"{counted}{lead}"),
    )


def told_by_contest(view: VersionsView, chosen: VersionLine, public: VersionLine) -> Component:
    """Draw what readers see now beside what they would see of an earlier version."""
    t = view.t
    now = {one.contest: one for one in public.contests}
    heads = (t("Contest"), t("Readers see now"), t("They would see"))
    rows = [
        h(
            "tr",
            None,
            h("td", "nm", view.titles.get(one.contest, one.contest)),
            h("td", None, _told(t, now.get(one.contest))),
            h("td", None, _told(t, one)),
        )
        for one in chosen.contests
    ]
    return h(
        "table",
        "t",
        h("caption", "vh", t("What a rollback changes for readers")),
        h(
            "thead",
            None,
            h("tr", None, *[h("th", None, h("span", None, words), scope="col") for words in heads]),
        ),
        h("tbody", None, *rows),
    )


def _told(t: Translator, one: ContestChange | None) -> str:
    if one is None or not one.counted:
        return t("not reported")
    words = t.n("{n} form counted", "{n} forms counted", one.counted)
    if one.leader_name and one.margin_pp is not None:
        lead = t("{leader} leads by {pp} points", leader=clean(one.leader_name), pp=points(one.margin_pp))
        words = f"{words}; {lead}"
    return words
