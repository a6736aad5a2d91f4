"""The whole embed desk: form, live preview, codes to copy, what a newsroom must know, rehearsals.

Called by `pages.public.embeds`. Draws only.
"""

from __future__ import annotations

from dash.development.base_component import Component

from components.desk.form import desk_form
from components.desk.rehearsals import rehearsal_list
from components.desk.view import WIDTHS, DeskView
from components.format import clean
from components.markup import Node, h
from components.svg import el


def desk_figures(view: DeskView) -> Component:
    """Draw the page."""
    t = view.t
    return h(
        "div",
        "fig desk",
        h(
            "div",
            "lede",
            h("h1", "head", t("Embeds")),
            h(
                "p",
                "stand",
                t(
                    "Results in an article that stay fresh by themselves. Choose, look, copy: no key, no contract, no cookie."
                ),
            ),
        ),
        h("div", "desk-grid", desk_form(view), _out(view)),
        h("p", "vh", id="desk-said", role="status", data_keep=""),
        h("div", "g2 eq", _fresh(view), _fixed(view)),
        h("div", "g2 eq", _before(view), rehearsal_list(t, view.urls, view.rehearsals)),
    )


def _out(view: DeskView) -> Component:
    notes: list[Node] = [h("p", "desk-note", note) for note in view.notes]
    return h("div", "desk-out", *notes, _preview(view), _codes(view), id="desk-out")


def _preview(view: DeskView) -> Component:
    t = view.t
    labels = {"320": t("Phone, 320"), "600": t("Article, 600"), "full": t("Full width")}
    links: list[Node] = [
        h(
            "a",
            None,
            labels[width],
            href=view.here(width=None if width == WIDTHS[-1] else width),
            data_width=width,
            aria_current="true" if width == view.width else None,
        )
        for width in WIDTHS
    ]
    path = view.codes.path
    frame = el(
        "iframe",
        src=path,
        title=t("Preview: {title}", title=view.codes.title),
        height=view.codes.height,
        data_fixed="" if view.choice.height else None,
        id="desk-frame",
        data_key=f"frame {path}",
    )
    return h(
        "section",
        "blk desk-preview",
        h(
            "header",
            "desk-head",
            h("h2", None, t("Preview")),
            h("div", "seg", *links, role="group", aria_label=t("Width of the preview")),
        ),
        h("div", f"desk-stage w{view.width}", frame, id="desk-stage"),
        h("p", "cap", h("a", None, t("Open the embed by itself"), href=path), " · ", clean(view.codes.title)),
    )


def _codes(view: DeskView) -> Component:
    t, codes = view.t, view.codes
    return h(
        "section",
        "blk",
        h("header", None, h("h2", None, t("Copy"))),
        _code(
            view,
            (
                "script",
                t("Script"),
                t("Best: the frame is always as high as its figures. Several on a page are fine."),
            ),
            codes.script,
        ),
        _code(
            view,
            ("iframe", t("Frame alone"), t("For systems that take no script. The height stays as it is.")),
            codes.iframe(),
        ),
        _code(
            view,
            (
                "link",
                t("Address for editors"),
                t("Editors that know oEmbed make a frame of this address by themselves."),
            ),
            codes.base + codes.path,
            rows=2,
        ),
        _code(
            view,
            ("oembed", t("oEmbed"), t("For software: title, frame and picture as JSON.")),
            codes.oembed,
            rows=2,
        ),
        _code(
            view,
            (
                "card",
                t("Share card"),
                t("A picture of 1200 × 630 with the figures, their state and time. It does not refresh."),
            ),
            codes.card,
            rows=2,
        ),
        _files(view),
    )


def _code(view: DeskView, words: tuple[str, str, str], code: str, *, rows: int = 3) -> Component:
    t = view.t
    name, title, hint = words
    box = el(
        "textarea",
        code,
        id=f"code-{name}",
        readonly="readonly",
        rows=rows,
        spellcheck="false",
        aria_describedby=f"code-{name}-hint",
    )
    button = h(
        "button",
        "btn needs-js",
        t("Copy"),
        type="button",
        data_copy=f"code-{name}",
        data_done=t("Copied: {what}", what=title),
        data_failed=t("Not copied. The text is selected: copy it with your keyboard."),
        aria_label=t("Copy: {what}", what=title),
    )
    return h(
        "div",
        "desk-code",
        h("label", None, title, for_=f"code-{name}"),
        h("p", "cap", hint, id=f"code-{name}-hint"),
        h("div", "desk-copy", box, button),
        data_key=f"block-{name}",
    )


def _files(view: DeskView) -> Component:
    t, codes, c, urls = view.t, view.codes, view.choice, view.urls
    pictures: list[Node] = [
        h("a", "btn", t("Download {kind}", kind=kind.upper()), href=codes.picture(kind), download="")
        for kind in ("png", "svg")
    ]
    data: list[tuple[str, str]] = [
        (t("These figures as JSON"), urls.document(c.election, view.document.version, c.contest, c.area)),
        (t("The whole contest as CSV"), urls.export(c.election, c.contest, "csv")),
        (t("All files and the API"), urls.data_page(election=c.election)),
    ]
    links: list[Node] = [h("li", None, h("a", None, label, href=href)) for label, href in data]
    return h(
        "div",
        "desk-files",
        h("h3", None, t("Pictures")),
        h(
            "p",
            "cap",
            t("With state, time and source in them. They do not refresh: say their time beside them."),
        ),
        h("div", "ways", *pictures),
        h("h3", None, t("Data behind it")),
        h("ul", None, *links),
    )


def _section(title: str, *sentences: str) -> Component:
    items: list[Node] = [h("li", None, sentence) for sentence in sentences]
    return h("section", "blk", h("header", None, h("h2", None, title)), h("ul", "desk-list", *items))


def _fresh(view: DeskView) -> Component:
    t = view.t
    return _section(
        t("What refreshes by itself"),
        t("A frame asks about every ten seconds whether a new version is public and changes in place."),
        t(
            "When the network goes, the last figures stay with their time, and the frame says that it is not live."
        ),
        t("With scripts off the frame is right at the moment it was opened."),
        t("Pictures and share cards never change after they were taken."),
    )


def _fixed(view: DeskView) -> Component:
    t = view.t
    return _section(
        t("What cannot be taken out"),
        t("The state of the count, the time, how much is counted, and the link to the source."),
        t("Areas that have not reported: they are never shown as 0."),
        t("The tape of a rehearsal."),
    )


def _before(view: DeskView) -> Component:
    t = view.t
    return _section(
        t("Before the night"),
        t("Put the code of a rehearsal into a draft of the article and let it run for an hour."),
        t("Look at it on a phone, in the dark theme, in each language, and with scripts off."),
        t("Allow this site in your security policy: frame-src for frames, script-src for the script."),
        t("Write the time and “partial count” wherever you repeat a figure in words."),
        t("On the night change the election's code in the address, nothing else."),
    )
