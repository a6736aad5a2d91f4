"""Lines that say what kind of figures a page shows and how old they are: tape, status, stale, held, live region.

Called by `components.shell`'s users and by every page with figures. Ages are words of scripts; here stand the moments.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components import ids
from components.format import Clock, clean, number
from components.i18n import N_, Translator
from components.markup import h
from components.urls import UrlBuilder
from data.records import Pointer, ResultsDocument
from data.records.publication import PublicNotice

_STATUS = {
    "pre-election": N_("BEFORE POLLS CLOSE"),
    "unofficial-partial": N_("NOT FINAL · partial count"),
    "unofficial-complete": N_("ALL STATIONS COUNTED · unofficial"),
    "certified": N_("CERTIFIED"),
    "correction": N_("CORRECTED"),
    "recount": N_("RECOUNT"),
}
_SOLID = frozenset({"certified", "correction"})


def tape(t: Translator, is_test: bool) -> Component | None:
    """Draw the rehearsal tape of a test election; nothing else wears it."""
    if not is_test:
        return None
    words = t("REHEARSAL. Test figures, not results of any election.")
    return h("aside", "tape", words, aria_label=t("REHEARSAL"))


def status_words(t: Translator, status: str, when: str = "", *, by_area: bool = False) -> str:
    """Say the state of the count: one of NIST's six; `when` is said of a correction."""
    words = t(_STATUS[status]) if status in _STATUS else clean(status)
    if by_area and status == "unofficial-complete":
        words = t("ALL AREAS DECLARED · unofficial")
    return f"{words} {when}".strip() if status == "correction" else words


def is_final_flag(status: str) -> bool:
    """Whether the flag of a state is filled."""
    return status in _SOLID


def status_flag(t: Translator, status: str, when: str = "", *, by_area: bool = False) -> Component:
    """Draw the state of the count in words."""
    words = status_words(t, status, when, by_area=by_area)
    return h("span", "flag solid" if is_final_flag(status) else "flag", words)


def as_of(t: Translator, clock: Clock, document: ResultsDocument, urls: UrlBuilder) -> Component:
    """Draw the status line: flag, time of the figures, and the place where scripts say how old they are."""
    moment = document.as_of or document.published_at
    version = h("a", None, t("version {n}", n=number(document.version)), href=urls.changes(document.election))
    return h(
        "div",
        "asof",
        status_flag(t, document.status, clock.short_date(document.published_at), by_area=document.by_area),
        h(
            "span",
            None,
            t.parts("As of {time}", time=h("time", None, clock.full(moment), dateTime=clock.iso(moment))),
        ),
        h(
            "span",
            "live",
            h("span", "pulse", aria_hidden="true"),
            h("span", None, version, id=ids.LIVE_TEXT, data_at=clock.iso(document.published_at)),
            id=ids.LIVE,
        ),
    )


def stale_banner(t: Translator, clock: Clock, pointer: Pointer, *, stale: bool = False) -> Component:
    """Draw the banner about old figures; hidden until the page itself finds them old."""
    return h(
        "div",
        "banner stale",
        h(
            "div",
            "wrap",
            h("b", None, "▲ ", h("span", None, t("These figures are old."), data_age="", aria_live="off")),
            " ",
            t(
                "No new version since {time}. The count goes on; we show the last checked version until the next one "
                "arrives.",
                time=clock.time(pointer.published_at),
            ),
        ),
        id=ids.STALE,
        role="alert",
        hidden=not stale,
        data_after=str(pointer.stale_after_s),
        data_checked=clock.iso(pointer.checked_at),
    )


def hold_banner(t: Translator, pointer: Pointer) -> Component | None:
    """Say that publication is held or rolled back, with the reason given by the person who did it."""
    if pointer.hold.mode == "auto":
        return None
    words = (
        t("Publication is held.")
        if pointer.hold.mode == "hold"
        else t("An earlier version is shown: the later one was withdrawn.")
    )
    reason = f" {clean(pointer.hold.reason)}" if pointer.hold.reason else ""
    return h("div", "banner stale held", h("div", "wrap", h("b", None, "▲ ", words), reason), role="status")


def notices(t: Translator, pointer: Pointer) -> Component:
    """Draw what managers tell the public, as plain text; scripts put others in its place without a new page."""
    told = [
        h(
            "div",
            "banner notice",
            h("div", "wrap", h("b", None, "▪ ", t("Notice:")), " ", clean(_words(t, one))),
        )
        for one in pointer.notices
    ]
    return h("div", None, told or None, id=ids.NOTICES, role="status", aria_live="polite")


def _words(t: Translator, notice: PublicNotice) -> str:
    return notice.sw if t.lang == "sw" else notice.en


def live_region(t: Translator) -> Component:
    """Draw the empty region in which scripts announce a new version, at most once a minute."""
    return h("div", "vh", id=ids.ANNOUNCE, aria_live="polite", aria_atomic="true", role="status")
