"""Words that scripts put on a page, in the reader's language.

Called by `dashboard.shell`, which ships them with the page. Fields in braces are filled in the browser.
"""

from __future__ import annotations

from components.i18n import N_, Translator

_SCRIPT_STRINGS = {
    "light": N_("Light"),
    "dark": N_("Dark"),
    "contrast": N_("Contrast"),
    "display": N_("Display: {name}. Change"),
    "live": N_("Live · changed {age}"),
    "late": N_("Not live · last change {age}"),
    "now": N_("just now"),
    "minute": N_("1 min ago"),
    "minutes": N_("{n} min ago"),
    "hour": N_("1 h ago"),
    "hours": N_("{n} h ago"),
    "days": N_("{n} days ago"),
    "notice": N_("Notice:"),
    "old": N_("These figures are {age} old."),
    "age_minutes": N_("{n} minutes"),
    "age_hours": N_("{n} hours"),
    "announce": N_("New version {n}. {headline}"),
    "none": N_("No such place. Try part of the name or a station code."),
    "not_reported": N_("Not reported"),
    "map": N_("Map"),
    "map_keys": N_(
        "Map. Arrow keys go from area to area, Enter opens the area. The table below holds the same figures."
    ),
    "search_failed": N_("The search did not answer. Press Enter to open the search page."),
}


def script_strings(t: Translator) -> dict[str, str]:
    """Return the words that `assets/js` puts on the page; fields in braces are filled there."""
    identity = {name: "{" + name + "}" for name in ("n", "age", "name", "headline")}
    return {name: t(message, **identity) for name, message in _SCRIPT_STRINGS.items()}
