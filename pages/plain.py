"""Answers in plain words for addresses of files: what was wrong with the address, and what it could have been.

Called by pages whose answers are no HTML. Must not be used where a reader expects a page.
"""

from __future__ import annotations

from collections.abc import Iterable

from dash import html

from components.format import clean
from components.i18n import Translator
from pages.page import Body


def refusal(status: int, said: str) -> Body:
    """Answer with one line of text."""
    return Body(
        title="",
        description="",
        main=html.Div(),
        status=status,
        raw=f"{said}\n".encode(),
        media="text/plain",
    )


def wrong_value(t: Translator, name: str, value: str, known: Iterable[str]) -> Body:
    """Answer 400: the parameter, its value, and the values that there are."""
    said = t(
        "There is no {name} “{value}”. Use one of: {known}.",
        name=name,
        value=clean(value)[:60],
        known=", ".join(known),
    )
    return refusal(400, said)
