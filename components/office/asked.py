"""Fields and small forms of administration: a labelled input, a choice, a form that its script sends to the API.

Called by the other modules of administration. A form says in its attributes where it goes; `people.js` sends it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.i18n import Translator
from components.markup import Node, h
from components.svg import el


def text_field(
    name: str,
    label: str,
    *,
    value: str = "",
    kind: str = "text",
    hint: str | None = None,
    required: bool = False,
    prefix: str = "f",
) -> Component:
    """Draw a labelled input of one line."""
    box = f"{prefix}-{name}"
    return h(
        "div",
        "field",
        h("label", None, label, for_=box),
        h("small", None, hint, id=f"{box}-h") if hint else None,
        el(
            "input",
            id=box,
            name=name,
            type=kind,
            value=value,
            maxlength=200,
            step=1 if kind == "datetime-local" else None,
            autocomplete="off",
            required="" if required else None,
            aria_describedby=f"{box}-h" if hint else None,
        ),
    )


def choice_field(
    name: str, label: str, options: Sequence[tuple[str, str]], *, chosen: str = "", prefix: str = "f"
) -> Component:
    """Draw a labelled choice of one; `options` are (value, words)."""
    box = f"{prefix}-{name}"
    marked = [
        el("option", words, value=value, selected="" if value == chosen else None) for value, words in options
    ]
    return h("div", "field", h("label", None, label, for_=box), el("select", *marked, id=box, name=name))


def hidden(name: str, value: str) -> Node:
    """Draw a value that goes along."""
    return el("input", type="hidden", name=name, value=value)


def api_form(
    t: Translator,
    *fields: Node,
    action: str,
    button: str,
    method: str = "POST",
    done: str = "reload",
    ask: str | None = None,
    bad: bool = False,
) -> Component:
    """Draw a form that the script sends as JSON; `done` is reload, link (show it once) or said.

    `ask` is a question that must be answered with yes first; `bad` marks what takes something away.
    """
    kind = "btn btn-bad" if bad else "btn btn-1"
    once = (
        h(
            "div",
            "once note-plain",
            h(
                "p",
                None,
                t("This link is shown once. Copy it and hand it over yourself; it opens the account."),
            ),
            h("code", None, data_link="1"),
            h("button", "btn", t("Copy the link"), type="button", data_copy="1"),
            hidden=True,
        )
        if done == "link"
        else None
    )
    return h(
        "form",
        "frm",
        h("div", "grid", *fields) if fields else None,
        h("div", "row", h("button", kind, button, type="submit"), h("span", "said", role="status")),
        once,
        method="post",
        data_api=action,
        data_method=method,
        data_done=done,
        data_ask=ask,
    )


def words_of(t: Translator) -> dict[str, str]:
    """Return the sentences of the script."""
    return {
        "adm_working": t("Working…"),
        "adm_done": t("Done."),
        "adm_copied": t("Copied."),
        "adm_failed": t("It did not work ({status}). Nothing was changed.", status="{status}"),
        "adm_none": t("Nothing found."),
        "adm_ask": t("Are you sure?"),
        "adm_yes": t("Yes"),
        "adm_no": t("No"),
        "adm_hidden": t("hidden"),
    }
