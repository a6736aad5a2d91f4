"""What pages of the managers' room share: the choice of the election, the slot of the part that is Dash, the live mark.

Called by pages under `/manage`. Pure: records and words in, trees out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol
from urllib.parse import urlencode

from dash.development.base_component import Component

from components.format import clean
from components.i18n import Translator
from components.markup import h
from components.svg import el

#: Where Dash's renderer draws; the name is Dash's.
ENTRY = "react-entry-point"


class ElectionChoice(Protocol):
    """What the choice shows of an election."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def is_test(self) -> bool: ...


def election_choice(
    t: Translator,
    chosen: ElectionChoice,
    elections: Sequence[ElectionChoice],
    *,
    here: str,
    kept: Mapping[str, str],
) -> Component:
    """Name the election of the page; where there are several, a form that changes it and works without a script.

    `here` is the address of the page, `kept` are the query parameters that stay.
    """
    name = h("span", "el-name", clean(chosen.title))
    if len(elections) < 2:
        return h("p", "elect", name)
    hidden = [
        el("input", type="hidden", name=k, value=v)
        for k, v in kept.items()
        if k not in {"election", "after", "area"}
    ]
    options = [
        h(
            "option",
            None,
            clean(one.title),
            value=one.code,
            selected="selected" if one.code == chosen.code else None,
        )
        for one in elections
    ]
    return h(
        "form",
        "elect",
        *hidden,
        h("label", "vh", t("Election"), for_="elect-one"),
        h("select", None, *options, id="elect-one", name="election", data_submit=""),
        h("button", "btn", t("Show"), type="submit"),
        method="get",
        action=here,
    )


def island_slot(*, kind: str, words: str) -> Component:
    """Return the empty box that a grid or map is drawn into; `words` stand there until it is."""
    return h("div", f"island {kind}", h("p", "cap wait", words), h("div", None, id=ENTRY), data_island=kind)


def live_mark(t: Translator) -> Component:
    """Return the mark that says whether the page follows what happens."""
    return h(
        "span", "live", h("i", "dot", aria_hidden="true"), h("span", None, t("live")), data_pulse_mark=""
    )


def with_query(address: str, query: Mapping[str, str], **changes: str | None) -> str:
    """Return `address` with the parameters of `query`, some of them changed (`None` takes one out)."""
    merged = {**query, **{k: v for k, v in changes.items() if v is not None}}
    for name, value in changes.items():
        if value is None:
            merged.pop(name, None)
    merged.pop("lang", None)
    return address + (f"?{urlencode(merged)}" if merged else "")
