"""In which language somebody reads the office: chosen in the frame, else the account's.

Used by the pages and by the answers of the office's API, so that a refusal is in the language of the page it is shown on.
"""

from __future__ import annotations

from flask import request

from components.languages import languages
from dashboard.auth.identity import found_actor

#: The language chosen in the frame, kept by the browser: office addresses carry none.
LANG_COOKIE = "matokeo_lang"


def reader_language() -> str:
    """Return the language of whoever asks; English for a stranger without a choice."""
    chosen = request.cookies.get(LANG_COOKIE)
    if chosen is None:
        try:
            actor = found_actor()
        except Exception:  # noqa: BLE001 - the database may be what is wrong: then nobody is known
            actor = None
        chosen = actor.language if actor else "en"
    return chosen if chosen in languages() else "en"
