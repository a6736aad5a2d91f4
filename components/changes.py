"""Versions and corrections: every publication with what it changed, its reason and the digest of its manifest.

Called by `pages.public.changes`. Lists the forms that are held out, with the rule in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash.development.base_component import Component

from components import ids
from components.format import Clock, clean, number, points
from components.holds import finding_words, hold_words
from components.i18n import N_, Translator
from components.markup import Node, h
from components.shell import contest_title
from components.urls import UrlBuilder
from data.records import Changes, ContestChange, HeldForm, HeldForms, Pointer, VersionIndex, VersionLine

HELD_SHOWN = 100
_KINDS = {
    "count": N_("More forms counted"),
    "correction": N_("Correction"),
    "initial": N_("First version"),
    "hold": N_("Held"),
    "rollback": N_("An earlier version again"),
    "register": N_("Register changed"),
    "status": N_("Status changed"),
    "certified": N_("Certified"),
    "incidents": N_("Public incidents"),
}


@dataclass(frozen=True)
class ChangesView:
    """Everything the page draws from: one stretch of versions, newest first, and the forms held at the newest.

    `slider` shows the count at a past version; `public` is the version that needs no number in its address.
    """

    index: VersionIndex
    pointer: Pointer
    t: Translator
    urls: UrlBuilder
    changes: Changes
    newest: bool = True
    held: HeldForms | None = None
    slider: Component | None = None
    public: int = 0

    @property
    def clock(self) -> Clock:
        """Writes times in the election's zone and the reader's language."""
        return Clock(self.index.timezone, self.t.lang)

    @property
    def titles(self) -> dict[str, str]:
        """Titles of contests by code."""
        return {line.code: contest_title(self.t, line.title) for line in self.index.contests}


def changes_headline(view: ChangesView) -> str:
    """Say which version is the public one."""
    return view.t(
        "Version {n} of {time}",
        n=number(view.pointer.version),
        time=view.clock.full(view.pointer.published_at),
    )


def changes_summary(view: ChangesView) -> str:
    """Describe the page."""
    return view.t(
        "Every published version of {election}: what it changed, why, and its manifest.",
        election=clean(view.index.title),
    )


def changes_figures(view: ChangesView) -> Component:
    """Draw the list of versions and the list of held forms."""
    t = view.t
    return h(
        "div",
        "fig",
        h(
            "div",
            "lede",
            h("h1", "head", t("Versions and corrections")),
            h(
                "p",
                "stand",
                changes_headline(view) + ". ",
                t(
                    "A version never changes once it is published; a correction is a new version with a reason."
                ),
            ),
        ),
        view.slider,
        h(
            "section",
            "blk",
            h("header", None, h("h2", None, t("Versions, newest first"))),
            h("ol", "versions", *[_version(view, line) for line in view.changes.versions]),
            None if view.changes.versions else h("p", None, t("No version is listed here.")),
            _older(view),
        ),
        _held_section(view),
    )


def _version(view: ChangesView, line: VersionLine) -> Component:
    t, clock = view.t, view.clock
    kind = t(_KINDS[line.kind]) if line.kind in _KINDS else clean(line.kind).replace("_", " ")
    facts = [t.n("{n} form", "{n} forms", line.forms)] if line.forms else []
    if line.corrections:
        facts.append(t.n("{n} correction", "{n} corrections", line.corrections))
    digest = _digest(view, line)
    return h(
        "li",
        "corr" if line.corrections else None,
        h(
            "div",
            "vh-l",
            h("h3", None, t("Version {n}", n=number(line.version))),
            h("time", None, clock.full(line.published_at), dateTime=clock.iso(line.published_at)),
            h("span", "muted", " · ".join([kind, *facts])),
        ),
        h("p", None, clean(line.reason)) if line.reason else None,
        h("ul", "diffs", *[_change(view, line, change) for change in line.contests])
        if line.contests
        else None,
        digest,
        id=f"v{line.version}",
    )


def _digest(view: ChangesView, line: VersionLine) -> Component:
    t = view.t
    href = view.urls.file(view.index.election, line.version, "manifest.json")
    manifest = h("a", None, t("Manifest"), href=href)
    if line.manifest_sha256 is None:
        return h("p", "cap", manifest)
    return h("p", "cap", manifest, " · SHA-256 ", h("code", "code sha", line.manifest_sha256))


def _change(view: ChangesView, line: VersionLine, change: ContestChange) -> Component:
    t = view.t
    added = change.counted - change.counted_before
    words = [
        t(
            "{before} → {after} forms counted",
            before=number(change.counted_before),
            after=number(change.counted),
        )
    ]
    if added < 0:
        words.append(t.n("{n} form fewer", "{n} forms fewer", -added))
    if change.disputed:
        words.append(t.n("{n} held out", "{n} held out", change.disputed))
    if change.leader_name and change.margin_pp is not None:
        words.append(
            t("{leader} leads by {pp} points", leader=clean(change.leader_name), pp=points(change.margin_pp))
        )
    if change.documents:
        words.append(t.n("{n} document changed", "{n} documents changed", change.documents))
    title = view.titles.get(change.contest, change.contest)
    urls = view.urls.at(line.version if line.version < view.public else None)
    link = h("a", None, title, href=urls.contest(view.index.election, change.contest))
    return h("li", None, h("b", None, link), " ", h("span", "num", " · ".join(words)))


def _older(view: ChangesView) -> Component | None:
    if view.changes.older is None:
        return None
    href = view.urls.changes(view.index.election, before=view.changes.older)
    return h("p", "gap2", h("a", "btn", view.t("Older versions"), href=href))


def _held_section(view: ChangesView) -> Component | None:
    if view.held is None:
        return None
    t, forms = view.t, view.held.forms
    if not forms:
        words = h("p", None, t("No form is held out of this version."))
        return h("section", "blk", h("header", None, h("h2", None, t("Forms held out"))), words, id=ids.HELD)
    return h(
        "section",
        "blk",
        h(
            "header",
            None,
            h("h2", None, t.n("{n} form held out", "{n} forms held out", len(forms))),
            h(
                "p",
                None,
                t("These forms look impossible or wait for a person. Their figures are not in the totals."),
            ),
        ),
        held_list(view, forms[:HELD_SHOWN]),
        _held_rest(view, len(forms)),
        id=ids.HELD,
    )


def _held_rest(view: ChangesView, count: int) -> Component | None:
    if count <= HELD_SHOWN:
        return None
    href = view.urls.file(view.index.election, view.index.version, "held.json")
    return h("p", "gap2", h("a", None, view.t("All {n} as JSON", n=number(count)), href=href))


def held_list(view: ChangesView, forms: Sequence[HeldForm]) -> Component:
    """Draw held forms as a table: station, contest, reason, time."""
    t = view.t
    heads: list[Node] = [
        h("th", None, h("button", None, label, type="button"), scope="col", aria_sort="none")
        for label in (t("Station"), t("Contest"), t("Why it is held"), t("Received"))
    ]
    table = h(
        "table",
        "t cards",
        h("caption", "vh", t("Forms held out of the totals")),
        h("thead", None, h("tr", None, *heads)),
        h("tbody", None, *[_held_row(view, form) for form in forms]),
    )
    return h("div", "tw all", table)


def _held_row(view: ChangesView, form: HeldForm) -> Component:
    clock = view.clock
    station = h(
        "a", None, clean(form.station.name), href=view.urls.station(view.index.election, form.station.code)
    )
    detail = h("span", "cap blocky", clean(finding_words(view.t, form.detail))) if form.detail else None
    return h(
        "tr",
        None,
        h("td", "nm", station, h("span", "cap blocky", clean(form.area.name))),
        h("td", None, view.titles.get(form.contest, form.contest)),
        h("td", "wide", hold_words(view.t, form.rule), detail),
        h("td", None, clock.time(form.received_at), data_v=form.received_at.isoformat()),
    )
