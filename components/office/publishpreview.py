"""What the next version would change, in words and figures: contest by contest, leaders, moves, held forms, corrections.

Called by `components.office.publish`. Pure; every list is bounded by `data.publish.preview`.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from components.format import Clock, clean, number, points, signed
from components.holds import hold_words
from components.i18n import Translator, level_title
from components.markup import Node, h
from components.shell import contest_title
from data.records.publication import ContestPreview, HeldFormLine, Leading, Preview, RaceMove


def preview_block(t: Translator, clock: Clock, found: Preview, *, mode: str) -> Component:
    """Draw what readers would see change; while publication is held, this is what is held back."""
    title = t("What the next version would change") if mode == "auto" else t("What is held back")
    changed = any(one.areas or one.waiting for one in found.contests)
    head = h("header", None, h("h2", None, title), h("p", None, _lead(t, found, changed=changed)))
    inner: list[Node] = [_contests(t, found.contests)] if changed else []
    if changed and not found.leaders_known:
        inner.append(
            h(
                "p",
                "note-plain",
                t("The published files are not at hand here: changes of leaders are not known."),
            )
        )
    inner += [
        _leaders(t, found),
        _moves(t, found.moves),
        _held(t, clock, found),
        _corrections(t, clock, found),
    ]
    return h("section", "blk", head, *inner)


def _lead(t: Translator, found: Preview, *, changed: bool) -> str:
    if not changed:
        return t("Nothing: what is counted is public.")
    areas = sum(one.areas for one in found.contests)
    words = t.n("{n} ward and contest has changes.", "{n} wards and contests have changes.", areas)
    if found.leaders_known:
        leaders = len(found.leaders) + found.leaders_more
        words += " " + t.n(
            "{n} race would have another leader.", "{n} races would have another leader.", leaders
        )
    return words


def _contests(t: Translator, contests: Sequence[ContestPreview]) -> Component:
    heads = [
        (t("Contest"), None),
        (t("Forms counted"), "n"),
        (t("Valid votes"), "n"),
        (t("Held out"), "n"),
        (t("Wards changed"), "n"),
        (t("Headline"), None),
    ]
    return h(
        "div",
        "tw pb-wide",
        h(
            "table",
            "t cards vf-list",
            h("caption", "vh", t("The next version by contest, now and then")),
            h(
                "thead",
                None,
                h("tr", None, *[h("th", cls, h("span", None, words), scope="col") for words, cls in heads]),
            ),
            h("tbody", None, *[_contest(t, one) for one in contests]),
            data_rows="open",
        ),
    )


def _contest(t: Translator, one: ContestPreview) -> Component:
    waiting = h("small", None, f" ({signed(one.waiting, 0)})") if one.waiting else None
    return h(
        "tr",
        None if one.areas or one.waiting else "nr",
        h("td", "nm", contest_title(t, one.title)),
        h(
            "td",
            "n num",
            _pair(number(one.counted_before), number(one.counted_after)),
            waiting,
            data_l=t("Forms counted"),
        ),
        h("td", "n num", _pair(number(one.valid_before), number(one.valid_after)), data_l=t("Valid votes")),
        h(
            "td",
            "n num",
            _pair(number(one.disputed_before), number(one.disputed_after)),
            data_l=t("Held out"),
        ),
        h("td", "n num", number(one.areas), data_l=t("Wards changed")),
        h("td", "wide", *_headline(t, one.before, one.after)),
    )


def _pair(before: str, after: str) -> Node:
    pair: list[Node] = [h("span", "pb-was", before), " → ", h("b", None, after)]
    return after if before == after else pair


def _headline(t: Translator, before: Leading, after: Leading) -> list[Node]:
    now, then = leading_words(t, before), leading_words(t, after)
    if now == then:
        return [now]
    words: list[Node] = [h("span", "pb-was", now), " → ", h("b", None, then)]
    if before.code and before.code != after.code:
        words += [" ", h("b", "pb-hot", "▲ ", t("another leader"))]
    return words


def leading_words(t: Translator, one: Leading) -> str:
    """Say who leads and by how much."""
    if one.name and one.margin_pp is not None:
        return t("{leader} leads by {pp} points", leader=clean(one.name), pp=points(one.margin_pp))
    return t("level") if one.margin_pp is not None else "–"


def _leaders(t: Translator, found: Preview) -> Component | None:
    if not found.leaders:
        return None
    more = None
    if found.leaders_more:
        more = h("p", "cap", t.n("{n} more race", "{n} more races", found.leaders_more))
    return h(
        "div", "pb-part", h("h3", None, "▲ ", t("Races with another leader")), _list(t, found.leaders), more
    )


def _moves(t: Translator, moves: Sequence[RaceMove]) -> Component | None:
    if not moves:
        return None
    return h("div", "pb-part", h("h3", None, t("Largest moves of a lead")), _list(t, moves))


def _list(t: Translator, moves: Sequence[RaceMove]) -> Component:
    rows = [
        h(
            "li",
            None,
            h("b", None, f"{contest_title(t, one.title)}, {clean(one.area.name)}"),
            " ",
            h("small", None, level_title(t, one.area.level).lower()),
            h("br"),
            h("span", "num", leading_words(t, one.before), " → ", leading_words(t, one.after)),
            h("span", "num pb-move", " ", t("{n} points", n=signed(one.moved_pp, 2)))
            if one.moved_pp
            else None,
        )
        for one in moves
    ]
    return h("ul", "pb-list", *rows)


def _held(t: Translator, clock: Clock, found: Preview) -> Component:
    title = t.n("{n} form is held out", "{n} forms are held out", found.held_total)
    if not found.held:
        return h(
            "div",
            "pb-part",
            h("h3", None, t("Held out")),
            h("p", None, t("No form of your area is held out.")),
        )
    rest = found.held_total - len(found.held)
    more = (
        h("p", "cap", h("a", None, t.n("{n} more", "{n} more", rest), href="/manage/verify?queue=disputed"))
        if rest
        else None
    )
    return h(
        "div",
        "pb-part",
        h("h3", None, title),
        h("ul", "pb-list", *[_held_form(t, clock, one) for one in found.held]),
        more,
    )


def _held_form(t: Translator, clock: Clock, one: HeldFormLine) -> Component:
    return h(
        "li",
        None,
        h("a", None, h("b", None, clean(one.place.name)), href=f"/manage/forms/{one.form}"),
        " ",
        h("span", "code", one.place.code),
        " ",
        h("span", "chip", t("new")) if one.fresh else None,
        h("br"),
        h("span", None, f"{contest_title(t, one.contest_title)}: {hold_words(t, one.rule)}"),
        h("small", None, " ", t("received {time}", time=clock.full(one.received_at))),
    )


def _corrections(t: Translator, clock: Clock, found: Preview) -> Component | None:
    if not found.corrections:
        return None
    title = t.n("{n} correction", "{n} corrections", found.corrections_total)
    rows = [
        h(
            "li",
            None,
            h("a", None, h("b", None, clean(one.place.name)), href=f"/manage/forms/{one.form}"),
            " ",
            h("span", "code", one.place.code),
            h("br"),
            f"{contest_title(t, one.contest_title)}, {t('revision {n}', n=number(one.revision))}: ",
            clean(one.reason) or "–",
            h("small", None, " ", clock.full(one.at)),
        )
        for one in found.corrections
    ]
    return h("div", "pb-part", h("h3", None, title), h("ul", "pb-list", *rows))
