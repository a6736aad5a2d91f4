"""Dash with the figures in its first response: the one subclass, and what it takes out of Dash's own tags.

Rests on internals of dash 4.4.1 (tag order, `_config`, `_generate_*`): the version is pinned and the browser
tests fail when any of it changes. Knows nothing of elections.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from dash import Dash
from dash._utils import to_json
from dash.development.base_component import Component
from flask import Response, g

from dashboard.firstpaint.document import Frame, Parts, document

RENDERER = "addEventListener('DOMContentLoaded',function(){new DashRenderer()})"
#: The same as a file of its own, for pages that allow no inline script at all.
RENDERER_URL = f"/assets/renderer.{hashlib.blake2b(RENDERER.encode(), digest_size=8).hexdigest()}.js"
_TAG = re.compile(r'<script src="([^"]+)"></script>')
_SUITE_OF = {
    "dash_core_components": "/dash/dcc/",
    "dash_html_components": "/dash/html/",
    "dash_table": "/dash/dash_table/",
}
_ALWAYS = ("/dash/deps/react", "/dash/deps/prop-types", "/dash/dash-renderer/")


class FirstPaintDash(Dash):
    """Dash whose index is a finished page; `answer` replaces Dash's catch-all and sets status and headers."""

    def __init__(self, *args: Any, answer: Callable[[], Response], **kwargs: Any) -> None:
        """`answer` is asked for every GET that no other route takes."""
        self._answer = answer
        super().__init__(*args, **kwargs)
        self.renderer = RENDERER

    def index(self, *_args: Any, **_kwargs: Any) -> Response:
        """Answer a page address; Dash's own index is made by `compose`."""
        return self._answer()

    def compose(self, frame: Frame, island: Component | None) -> str:
        """The document of one page; with an `island` (the part that is Dash) it goes through Dash's index."""
        if island is None:
            return document(frame)
        g.first_paint = (frame, island)
        return str(super().index())  # type: ignore[no-untyped-call]

    def interpolate_index(self, **kwargs: str) -> str:  # type: ignore[override]
        """Put Dash's parts where they do not delay the figures; called by Dash within `compose`."""
        frame, island = g.first_paint
        spaces = namespaces(island)
        parts = Parts(
            config=_slim_config(kwargs["config"], spaces),
            scripts=deferred(kwargs["scripts"], spaces),
            renderer=kwargs["renderer"]
            if frame.head.inline_boot
            else f'<script id="_dash-renderer" defer src="{RENDERER_URL}"></script>',
            layout=str(to_json(island)),  # type: ignore[no-untyped-call]
            dependencies="[]",
        )
        return document(frame, parts)


def namespaces(tree: Component) -> frozenset[str]:
    """The component libraries a tree uses; only their bundles are sent with the page."""
    found = {str(getattr(tree, "_namespace", ""))}
    for child in tree._traverse():  # type: ignore[no-untyped-call]
        if isinstance(child, Component):
            found.add(str(child._namespace))
    return frozenset(found - {""})


def deferred(scripts: str, spaces: Iterable[str]) -> str:
    """Keep React, the renderer and the bundles of `spaces`; defer them all, drop polyfill and the rest."""
    wanted = [*_ALWAYS]
    for space in spaces:
        wanted.append(_SUITE_OF.get(space, f"/_dash-component-suites/{space}/"))
    kept = [url for url in _TAG.findall(scripts) if any(part in url for part in wanted)]
    return "".join(f'<script defer src="{url}"></script>' for url in kept)


def _slim_config(tag: str, spaces: frozenset[str]) -> str:
    """Dash's config block without what no public page needs: other libraries' props, the validation tree."""
    start, end = tag.index(">") + 1, tag.rindex("</script>")
    config = json.loads(tag[start:end])
    config["children_props"] = {k: v for k, v in config["children_props"].items() if k in spaces}
    config.pop("validation_layout", None)
    config["python_version"] = ""
    config["suppress_callback_exceptions"] = True
    text = json.dumps(config, separators=(",", ":")).replace("<", "\\u003c")
    return tag[:start] + text + tag[end:]


def script_urls(scripts: str, spaces: Iterable[str]) -> list[str]:
    """Addresses of the bundles that `deferred` keeps."""
    return re.findall(r'src="([^"]+)"', deferred(scripts, spaces))
