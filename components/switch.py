"""The switch between languages in the masthead of both sites."""

from __future__ import annotations

from collections.abc import Callable

from dash.development.base_component import Component

from components.languages import Language, languages
from components.markup import h


def language_switch(chosen: str, address: Callable[[str], str], *, mark: str) -> Component:
    """Draw a link a language; `address` gives this page in a language, `mark` names the attribute that scripts read."""

    def link(to: Language) -> Component:
        return h(
            "a",
            None,
            to.label,
            href=address(to.code),
            lang=to.code,
            title=to.native,
            aria_current="true" if to.code == chosen else None,
            **{mark: to.code},
        )

    links = [link(to) for to in languages().values()]
    return h("div", "seg", *links, role="group", aria_label="Language / Lugha")
