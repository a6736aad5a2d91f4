"""Who may ask for what: every route and page declares its access, or the app does not start.

Called at the end of `create_public_app` and `create_office_app`. It decides nothing at request time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from flask import Flask

from data.errors import SettingsError
from pages.page import Page

LEVELS = ("public", "observer", "manager", "admin")
F = TypeVar("F", bound=Callable[..., object])
_MARK = "matokeo_access"
_WITHOUT_FACTOR = "matokeo_without_factor"


def access(level: str) -> Callable[[F], F]:
    """Declare the access of a view function."""

    def mark(view: F) -> F:
        setattr(view, _MARK, level)
        return view

    return mark


def without_factor(view: F) -> F:
    """Declare that a route is open to a session whose second factor is still due: to give it, or to leave."""
    setattr(view, _WITHOUT_FACTOR, True)
    return view


def is_without_factor(server: Flask, endpoint: str | None) -> bool:
    """Tell whether an endpoint is declared `without_factor`."""
    return hasattr(server.view_functions.get(endpoint or ""), _WITHOUT_FACTOR)


def declare(server: Flask, endpoints: Iterable[str], level: str) -> None:
    """Declare the access of endpoints whose view functions are not ours (Dash's own, static files)."""
    for endpoint in endpoints:
        view = server.view_functions[endpoint]
        _declared(server)[endpoint] = level
        del view


def check_access(server: Flask, pages: Iterable[Page], allowed: Iterable[str]) -> None:
    """Refuse to start when a route or page declares no access or one that this app does not serve.

    Raises `SettingsError` that names every undeclared one.
    """
    known = set(allowed)
    wrong = [f"page {page.name}: {page.access!r}" for page in pages if page.access not in known]
    for rule in server.url_map.iter_rules():
        level = route_access(server, rule.endpoint)
        if level not in known:
            wrong.append(f"route {rule.rule}: {level!r}")
    if wrong:
        raise SettingsError(
            f"Access is not declared, or not one of {sorted(known)}: {'; '.join(sorted(set(wrong)))}.",
            remedy="Declare it with dashboard.access.",
        )


def route_access(server: Flask, endpoint: str) -> str | None:
    """The declared access of an endpoint, `None` when nobody declared it."""
    declared = _declared(server).get(endpoint)
    view = server.view_functions.get(endpoint)
    return declared or getattr(view, _MARK, None)


def _declared(server: Flask) -> dict[str, str]:
    found: dict[str, str] = server.config.setdefault("MATOKEO_ACCESS", {})
    return found
