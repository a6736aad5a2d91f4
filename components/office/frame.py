"""The frame of an office page: masthead with what the person may open, or a thin header on phones.

Called by `dashboard.officeframe`. Links only to what the role may see; the routes check again.
"""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component

from components.i18n import N_, Translator
from components.markup import h

_ORDER = ("public", "viewer", "observer", "manager", "admin")
#: section, least level, address, words
SECTIONS = (
    ("observe", "observer", "/observe", N_("My stations")),
    ("verify", "manager", "/manage/verify", N_("Verify")),
    ("discrepancies", "manager", "/manage/discrepancies", N_("Discrepancies")),
    ("incidents", "observer", "/incidents", N_("Incidents")),
    ("users", "admin", "/admin/users", N_("People")),
    ("audit", "admin", "/admin/audit", N_("Audit log")),
)


@dataclass(frozen=True)
class PersonView:
    """Who is signed in, as the frame shows it."""

    name: str
    role: str
    level: str
    csrf: str


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
    """Draw the header of a page; `kind` is the frame of `OfficeBody`."""
    links = [
        h("a", None, t(words), href=href, aria_current="page" if name == section else None)
        for name, least, href, words in SECTIONS
        if person is not None and _ORDER.index(person.level) >= _ORDER.index(least)
    ]
    who = h("a", None, person.name, href="/account") if person else None
    return h(
        "header",
        "mast",
        h(
            "div",
            "wrap",
            h("a", "brand", "Matokeo", href="/"),
            h("nav", None, *links, aria_label=t("Office")),
            who,
        ),
    )


def script_words(t: Translator) -> dict[str, str]:
    """Sentences that every office script may say."""
    return {"office_offline": t("No connection. Nothing is lost: it stays on this page.")}
