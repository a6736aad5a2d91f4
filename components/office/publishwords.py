"""Words of publication control: templates of public notices in both languages, and the sentences its script says.

Called by `pages.office.publish` and `components.office.publish`. A template is a sentence whose `{fields}` a manager fills in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from components.format import Clock, number
from components.i18n import N_, Translator, get_translator
from data.records.publication import PublicationState

#: kind -> (title, template; empty: free words)
KINDS: dict[str, tuple[str, str]] = {
    "held": (
        N_("Publication is held"),
        N_(
            "Publication has been paused since {time} while figures are checked. Version {version} stays here until the check is"
            " done."
        ),
    ),
    "rolled_back": (
        N_("A version was withdrawn"),
        N_(
            "A later version was withdrawn at {time}. Version {version} is shown again until the figures have been checked."
        ),
    ),
    "correction": (
        N_("Figures were corrected"),
        N_("Figures of {place} were corrected. The page of changes says what was wrong and why."),
    ),
    "delay": (
        N_("Forms arrive late"),
        N_(
            "Forms from {place} arrive later than expected. The figures shown are right for the stations that they count."
        ),
    ),
    "free": (N_("Own words"), ""),
}
_FIELDS = {
    "time": N_("Time"),
    "version": N_("Version"),
    "place": N_("Place"),
}
_SAID = {
    "pb_sure_hold": N_(
        "Readers keep seeing version {version}. Forms go on being counted, but nothing new is shown until somebody releases the"
        " publication. Every page says: “Publication is held. {reason}”"
    ),
    "pb_sure_release": N_(
        "The newest checked figures become public at once, and the public version follows the count again. The banner goes away."
    ),
    "pb_sure_now": N_(
        "Every document is built and checked anew. What differs becomes the next public version; while publication is held, after"
        " the release."
    ),
    "pb_sure_rollback": N_(
        "Readers see version {wanted} again instead of version {version}, with the words: “An earlier version is shown: the later"
        " one was withdrawn. {reason}” It stays so until somebody releases the publication."
    ),
    "pb_sure_ask": N_(
        "Nothing changes for readers yet. Another person has half an hour to approve that version {wanted} is shown again."
    ),
    "pb_sure_approved": N_(
        "Readers see version {wanted} again instead of version {version}, with the reason of the person who asked. It stays so"
        " until somebody releases the publication."
    ),
    "pb_sure_refused": N_("Nothing changes for readers. The request is closed with your reason."),
    "pb_sure_withdrawn": N_("Nothing changes for readers. Your request is closed."),
    "pb_sure_show": N_("Every page of this election shows now, in the reader's language: “{en}” / “{sw}”"),
    "pb_sure_end": N_("The notice disappears from every page: “{en}”"),
    "pb_sure_discard": N_("The prepared notice is put away; nobody of the public has seen it."),
    "pb_signed_out": N_("You are signed out. Sign in in another tab, then send again."),
    "pb_wrong": N_("The server did not understand this. Load the page again."),
    "pb_left": N_("{n} characters left"),
}
_FIELD = re.compile(r"\{(\w+)\}")


class NoticeView(Protocol):
    """What the templates are filled from."""

    @property
    def t(self) -> Translator: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def now(self) -> datetime: ...
    @property
    def state(self) -> PublicationState: ...


def script_words(t: Translator, refusals: Iterable[str]) -> dict[str, str]:
    """Return what the page's script says: by key, and refusals by their English words."""
    return {key: _open(t, words) for key, words in [*_SAID.items(), *((words, words) for words in refusals)]}


def notice_data(view: NoticeView) -> dict[str, dict[str, Any]]:
    """Return the templates by kind, in both languages, with what is known of their fields filled in."""
    known = {"time": view.clock.time(view.now), "version": number(view.state.public_version or 0)}
    found = {}
    for kind, (_, template) in KINDS.items():
        names = list(dict.fromkeys(_FIELD.findall(template)))
        found[kind] = {
            "en": template,
            "sw": _open(get_translator("sw"), template) if template else "",
            "fields": [[name, view.t(_FIELDS[name]), known.get(name, "")] for name in names],
        }
    return found


def _open(t: Translator, words: str) -> str:
    """Translate, with the fields left for the browser."""
    return t(words, **{name: "{" + name + "}" for name in _FIELD.findall(words)})
