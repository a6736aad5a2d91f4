"""About the site: what the figures are, what the words and signs mean, what it never does.

Called by `pages.public.about`. Words only.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.contest.progress import chip, nil_chip
from components.i18n import Translator
from components.markup import Node, h
from components.shell import status_flag
from components.urls import UrlBuilder


def about_figures(t: Translator, urls: UrlBuilder) -> Component:
    """Draw the page."""
    return h(
        "div",
        "fig",
        h(
            "div",
            "lede",
            h("h1", "head", t("About Matokeo")),
            h(
                "p",
                "stand",
                t("Live election results, from the paper form at the polling station to this screen."),
            ),
        ),
        _figures(t, urls),
        h("div", "g2 eq", _states(t), _status(t)),
        h("div", "g2 eq", _signs(t), _never(t)),
        _for_everybody(t, urls),
    )


def _section(title: str, *body: Node, name: str | None = None) -> Component:
    return h("section", "blk", h("header", None, h("h2", None, title)), *body, id=name)


def _paragraphs(*sentences: str) -> list[Node]:
    return [h("p", "para", sentence) for sentence in sentences]


def _figures(t: Translator, urls: UrlBuilder) -> Component:
    return _section(
        t("What the figures are"),
        *_paragraphs(
            t(
                "Each figure is the sum of result forms of polling stations. A number with a dotted line leads to the "
                "forms behind it."
            ),
            t(
                "Figures are published in numbered versions that never change. A correction is a new version with a reason."
            ),
            t(
                "Before a version is published, a second computation must find the same sums; otherwise the last good "
                "version stays."
            ),
        ),
        h("p", "para", h("a", None, t("How to check a version yourself"), href=urls.data_page("check"))),
    )


def _states(t: Translator) -> Component:
    entries: tuple[tuple[Component, str], ...] = (
        (chip(t, "preliminary"), t("entered once")),
        (chip(t, "verified"), t("a second, independent person agreed")),
        (chip(t, "confirmed"), t("a manager signed it off")),
        (chip(t, "disputed"), t("held out of the totals, with a reason")),
        (nil_chip(t("Not reported")), t("no form has come in; this is not a zero")),
    )
    return _section(t("States of a form"), _terms(entries))


def _status(t: Translator) -> Component:
    entries: tuple[tuple[Component, str], ...] = (
        (status_flag(t, "pre-election"), t("voting is not over")),
        (status_flag(t, "unofficial-partial"), t("some stations are counted")),
        (status_flag(t, "unofficial-complete"), t("every station is counted, nothing is declared yet")),
        (status_flag(t, "certified"), t("declared by the authority")),
        (status_flag(t, "correction"), t("declared, and corrected since")),
        (status_flag(t, "recount"), t("being counted again")),
    )
    return _section(t("Status of a count"), _terms(entries))


def _signs(t: Translator) -> Component:
    entries: tuple[tuple[Component, str], ...] = (
        (h("i", "k-void box"), t("dots: not reported")),
        (h("i", "k-hatch box"), t("stripes: not counted yet")),
        (h("i", "k-dash box"), t("dashes: an estimate, with its reason")),
        (h("b", None, "▲"), t("a person must act: disputed, held or old figures")),
        (h("b", None, "50%"), t("the line at half of the valid votes")),
    )
    return _section(t("Signs"), _terms(entries))


def _never(t: Translator) -> Component:
    sentences = (
        t("No projection: who leads is said together with how much is counted."),
        t("No winner before the authority has certified the result."),
        t("No zero for what is not known."),
        t("No tracking, no advertisements, no fonts or maps from elsewhere."),
    )
    return _section(
        t("What this site does not do"), h("ul", "plainlist", *[h("li", None, s) for s in sentences])
    )


def _for_everybody(t: Translator, urls: UrlBuilder) -> Component:
    """Say what the site does for those who read, see or work it in another way; docs/accessibility.md says how it is tested."""
    return _section(
        t("Accessibility"),
        *_paragraphs(
            t(
                "The site is made to conform to WCAG 2.2, level AA: with a keyboard, with a screen reader, enlarged, in "
                "high contrast and without colours."
            ),
            t(
                "On a map, arrow keys go from area to area and Enter opens one. The table beside every map and chart "
                "holds the same figures."
            ),
            t(
                "Display, at the top of every page, chooses between light, dark and high contrast. A new version is read "
                "out in one sentence, at most once a minute."
            ),
            t(
                "Not tried yet by people with their own screen readers, switches or voice control. Small maps without "
                "room have no letters; the tables do."
            ),
        ),
        h("p", "para", h("a", None, t("Light page without script"), href=urls.lite_home())),
        name="accessibility",
    )


def _terms(entries: tuple[tuple[Component, str], ...]) -> Component:
    return h(
        "dl",
        "terms",
        *[part for sign, words in entries for part in (h("dt", None, sign), h("dd", None, words))],
    )
