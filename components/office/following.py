"""Where a login may lead: only to pages of this office, whatever the address bar says.

Called by the gate, the forms and the pages of signing in. Pure text.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

_LONGEST = 300
_NEVER = ("/login", "/logout", "/api/", "/invitation/", "/_dash", "/account/second-factor")


def safe_next(given: str | None, *, default: str = "/") -> str:
    """Return `given` if it is the path of a page here, else `default`: no other site, no scheme, no line break."""
    text = given or ""
    if not text.startswith("/") or len(text) > _LONGEST or not text.isprintable():
        return default
    for form in (text, unquote(text), unquote(unquote(text))):
        if form.startswith("//") or "\\" in form or not form.isprintable():
            return default
        try:
            parts = urlsplit(form)
        except ValueError:
            return default
        if parts.scheme or parts.netloc or form.startswith(_NEVER):
            return default
    return text
