"""Answers in plain words for addresses of files: what was wrong with the address, and what it could have been.

Called by pages whose answers are no HTML. Must not be used where a reader expects a page.
"""

from __future__ import annotations

from collections.abc import Iterable

from dash import html

from components.format import clean
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


def wrong_value(name: str, value: str, known: Iterable[str]) -> Body:
    """Answer 400: the parameter, its value, and the values that there are."""
    return refusal(400, f"There is no {name} “{clean(value)[:60]}”. Use one of: {', '.join(known)}.")
