"""Turns Dash `html.*` trees into HTML text, escaping everything.

Called by every page that paints on the server: the first paint and the live fragments are the same text.
Holds the short builder `h` that all figure modules use. Must not know about elections, records or routes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any, TypeAlias

from dash import html
from dash.development.base_component import Component

from components.svg import Raw

Node: TypeAlias = Component | Raw | str | int | float | Sequence["Node"] | None

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "link", "meta", "param", "source", "wbr"}
)
_NOT_ATTRIBUTES = frozenset(
    {"children", "key", "n_clicks", "n_clicks_timestamp", "disable_n_clicks", "setProps", "loading_state"}
)
_RENAMED = {
    "className": "class",
    "htmlFor": "for",
    "httpEquiv": "http-equiv",
    "acceptCharset": "accept-charset",
}
_TAGS = {"MapEl": "map", "ObjectEl": "object"}
_SAFE_URL = re.compile(r"(?:https?:|mailto:|[/#?.]|[^:]*$)", re.IGNORECASE)
_URL_PROPS = frozenset({"href", "src", "action", "formAction"})


def h(tag: str, cls: str | None = None, *children: Node, **attributes: Any) -> Component:
    """Build `html.<Tag>` with a class, children and attributes.

    Empty children are dropped. `for_` becomes `htmlFor`; `aria_x` and `data_x` become `aria-x` and `data-x`.
    """
    properties: dict[str, Any] = {"className": cls} if cls else {}
    for name, value in attributes.items():
        if value is None:
            continue
        if name.startswith(("aria_", "data_")):
            name = name.replace("_", "-")
        elif name == "for_":
            name = "htmlFor"
        properties[name] = value
    kept = [child for child in children if child is not None and child != ""]
    if len(kept) == 1 and not isinstance(kept[0], (list, tuple)):
        properties["children"] = kept[0]
    elif kept:
        properties["children"] = kept
    return getattr(html, tag.capitalize())(**properties)  # type: ignore[no-any-return]


def to_html(node: Node) -> str:
    """Serialise a tree of `html.*` components, `Raw` markup and text to HTML."""
    out: list[str] = []
    _write(node, out)
    return "".join(out)


def _write(node: Node, out: list[str]) -> None:
    if node is None:
        return
    if isinstance(node, Raw):
        out.append(node.text)
    elif isinstance(node, Component):
        _write_component(node, out)
    elif isinstance(node, (list, tuple)):
        for child in node:
            _write(child, out)
    elif isinstance(node, bool):
        raise TypeError("A boolean is not a child of an element; choose the words before building the tree.")
    else:
        out.append(escape(str(node), quote=False))


def _write_component(node: Component, out: list[str]) -> None:
    kind: str = node._type
    tag = _TAGS.get(kind, kind.lower())
    out.append(f"<{tag}")
    for name in _names(node):
        out.append(_attribute(name, getattr(node, name)))
    out.append(">")
    if tag in _VOID:
        return
    _write(getattr(node, "children", None), out)
    out.append(f"</{tag}>")


def _names(node: Component) -> list[str]:
    """List the attributes that are set, class first, then by name: the same tree gives the same text."""
    listed = set(node._prop_names)
    names = [
        name
        for name in node.__dict__
        if name not in _NOT_ATTRIBUTES and (name in listed or name.startswith(("aria-", "data-")))
    ]
    return sorted(names, key=lambda name: (name != "className", name))


def _attribute(name: str, value: Any) -> str:
    if value is None:
        return ""
    text = _RENAMED.get(name, name if "-" in name else name.lower())
    if isinstance(value, bool):
        if name.startswith(("aria-", "data-")):
            return f' {text}="{"true" if value else "false"}"'
        return f" {text}" if value else ""
    if name == "style":
        value = _style(value)
    elif name in _URL_PROPS and not _SAFE_URL.match(str(value)):
        raise ValueError(f"The address {value!r} in {name} has a scheme that pages do not use.")
    return f' {text}="{escape(str(value))}"'


def _style(rules: dict[str, Any]) -> str:
    return ";".join(f"{_css_name(name)}:{value}" for name, value in rules.items())


def _css_name(name: str) -> str:
    if name.startswith("--"):
        return name
    return re.sub("[A-Z]", lambda found: "-" + found.group().lower(), name)
