"""The light page of an election: every contest with its headline, how much is counted and the way to its figures.

Called by `pages.public.lite_home`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.contest.words import headline, standfirst
from components.counts import progress_of
from components.format import clean
from components.lite.frame import LiteFrame, as_of, links, page
from components.markup import Node, h
from components.shell import contest_title
from components.svg import el
from components.view import ContestView


def home_page(
    frame: LiteFrame, contests: Mapping[str, ContestView], others: Sequence[tuple[str, str, bool]]
) -> str:
    """Write the whole document; `others` are code, title and whether it is a rehearsal of other elections."""
    index, t = frame.index, frame.t
    moments = [view.document.as_of or view.document.published_at for view in contests.values()]
    moment = max(moments, default=index.published_at)
    body: list[Node] = [
        as_of(frame, moment, status=index.status),
        h("h1", None, clean(index.title)),
    ]
    for line in index.contests:
        title = contest_title(t, line.title)
        view = contests.get(line.code)
        if view is None:
            body += [h("h2", None, title), h("p", None, h("i", None, t("not reported")))]
        else:
            body += _contest(frame, view, title)
    body += _others(frame, others)
    return page(frame, clean(index.title), frame.urls.home(index.election), body, moment=moment)


def _contest(frame: LiteFrame, view: ContestView, title: str) -> list[Node]:
    d, t = view.document, view.t
    progress = progress_of(d.stations)
    stand = standfirst(view)
    bar = None
    if progress.total:
        bar = el("progress", value=progress.done, max=progress.total, aria_label=progress.words(t))
    whole: list[Node] = [h("b", None, progress.percent(1)), ": "] if progress.total else []
    return [
        h("h2", None, h("a", None, title, href=frame.contest(d.contest))),
        h("p", None, headline(view)),
        h("p", None, stand) if stand else None,
        h("p", None, *whole, progress.words(t), h("br") if bar else None, bar),
    ]


def _others(frame: LiteFrame, others: Sequence[tuple[str, str, bool]]) -> list[Node]:
    if not others:
        return []
    t = frame.t
    items: list[Node] = []
    for code, title, is_test in others:
        words = f"{t('REHEARSAL')} · {clean(title)}" if is_test else clean(title)
        items.append(h("a", None, words, href=frame.urls.lite_home(code)))
    return [h("p", "np", h("b", None, t("Other elections")), ": ", *links(items))]
