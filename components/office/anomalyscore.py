"""How a score is drawn: a number and a bar of its length. Called by the pages of anomalies."""

from __future__ import annotations

from dash.development.base_component import Component

from components.i18n import Translator
from components.markup import h


def score_mark(t: Translator, score: float) -> Component:
    """Draw a score: the number and a bar of its length."""
    return h(
        "p",
        "an-num",
        h("b", "num", f"{score:.2f}"),
        score_bar(score),
        h("span", "vh", t("score of what is not explained")),
    )


def score_bar(score: float) -> Component:
    """Draw the bar of a score; the number stands beside it."""
    width = {"width": f"{round(100 * score)}%"}
    return h("span", "an-bar", h("i", None, style=width), aria_hidden="true")


def score_part(t: Translator, title: str, score: float) -> Component:
    """Draw one part of an area's score."""
    return h(
        "li", None, h("p", "an-rule", h("b", None, title), score_bar(score), h("span", "num", f"{score:.2f}"))
    )
